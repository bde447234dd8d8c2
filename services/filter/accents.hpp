// Letters that Unicode decomposes into a letter and marks.
#pragma once

#include <span>

namespace jintu::filter {

struct Decomposition {
  char32_t letter, base;
};

/// By rising `letter`. Hangul is left out: its parts are no marks.
std::span<const Decomposition> decompositions();

}  // namespace jintu::filter

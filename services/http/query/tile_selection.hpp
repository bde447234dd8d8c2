// From names in an address to the sources that are meant.
#pragma once

#include <string>

#include "services/live/published.hpp"
#include "services/tile/tile.hpp"

namespace jintu::http {

/// Throws Error{not_found} or Error{bad_input}.
tile::Selection selected(const tile::Sources& sources, const std::string& ids);
inline tile::Selection selected(const live::Published& published, const std::string& ids) {
  return selected(published.sources, ids);
}

/// `tile::info_of`, with whom the live layers are owed to.
tiles::SourceInfo described(const live::Published& published, const tile::Selection& selection);

}  // namespace jintu::http

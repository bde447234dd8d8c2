// Text without the differences that CASEI and ACCENTI pass over.
#pragma once

#include <string>
#include <string_view>

namespace jintu::filter {

/// Letters of every script in lower case, one by one (ß stays ß). Bytes that are no UTF-8 stay.
std::string fold_case(std::string_view text);

/// Letters without their marks, as Unicode decomposes them, and marks that stand alone left out.
std::string strip_accents(std::string_view text);

}  // namespace jintu::filter

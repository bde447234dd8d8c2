// Internal to geo/io: the parts of a shapefile, checked before GDAL would guess.
#pragma once

#include <string>
#include <string_view>

#include "geo/io/read.hpp"

namespace jintu::io {

struct ShapefileText {
  std::string encoding;  ///< for iconv
  std::string report;    ///< "GBK (no .cpg, not UTF-8)"
};

/// Throws Error{bad_input} when .shx or .dbf is missing, a part is shorter than its header says, or
/// the parts disagree about the number of records.
void check_shapefile(const std::string& shp);

/// Of the .dbf's text: `wanted`, else what .cpg or the language driver byte (GBK) says, unless the
/// texts themselves tell otherwise: bytes that are UTF-8 throughout are that, and those that do not
/// fit UTF-8 are GBK. `report` says when the file was not believed.
ShapefileText text_encoding(const std::string& shp, const std::string& wanted);

/// A .dbf text in UTF-8. A sequence cut off at the end of a full field is dropped and `cut` raised.
/// Nothing when some other byte does not fit.
std::optional<std::string> decode_dbf_text(std::string_view bytes, const std::string& encoding,
                                           bool& cut);

}  // namespace jintu::io

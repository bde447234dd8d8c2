// Internal to geo/gdal: what a drawing would become, counted before GDAL makes it.
//
// Blocks hold blocks, and an insert may be an array: 2 KB can stand for 10^12 entities. GDAL makes
// them all before it gives the first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "geo/io/read.hpp"

namespace jintu::gdal {

/// One entity of the section ENTITIES with what belongs to it (vertices, attributes).
struct DxfEntity {
  std::size_t begin = 0, end = 0;  ///< bytes of the file
  std::uint64_t line = 0;          ///< from 1
  std::string type, layer;         ///< "LINE"; the layer's bytes as they are
  double vertices = 0;             ///< of itself, curves as they are drawn
  bool in_paper_space = false;
  std::string fault;  ///< a value that should be a number and is none: its line, for people
};

struct DxfStructure {
  std::vector<DxfEntity> entities;
  std::size_t entities_begin = 0;  ///< where the first entity of the section stands
};

/// Throws Error{too_large} naming `file`, the limit and the block, when the blocks, as often as
/// they are inserted, have more entities or vertices than `limits` allow; Error{bad_input} naming
/// the line where the text is no DXF, or where a block has a number that is none.
DxfStructure structure_of(std::string_view text, const std::string& file,
                          const io::ReadLimits& limits);

}  // namespace jintu::gdal

// A vector tile of any bytes, through the checker of archives.
#include <string>

#include "tiles/blob/tile.hpp"
#include "tiles/check/check_archive.hpp"

using namespace jintu::tiles;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string content(reinterpret_cast<const char*>(data), size);
  has_tile_form(content);
  ArchiveCheck result;
  check_tile(*TileCoord::checked(14, 13525, 6258), content, {}, result);
  return 0;
}

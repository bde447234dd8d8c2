// A vector tile of any bytes, through the checker of archives.
#include <string>

#include "tiles/check/check_archive.hpp"

using namespace jintu::tiles;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ArchiveCheck result;
  check_tile(*TileCoord::checked(14, 13525, 6258),
             std::string(reinterpret_cast<const char*>(data), size), {}, result);
  return 0;
}

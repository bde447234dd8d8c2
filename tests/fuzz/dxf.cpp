// A drawing of any bytes: our count of what it stands for, then GDAL's reading of it.
#include "file_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  jintu::fuzz::read_bytes_as(data, size, ".dxf", "EPSG:4548");
  return 0;
}

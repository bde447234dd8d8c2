// A CSV of any bytes: encoding, separator, header, types, rows.
#include "file_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  jintu::fuzz::read_bytes_as(data, size, ".csv", "wgs84");
  return 0;
}

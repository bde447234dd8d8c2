// An iCalendar of any bytes.
#include "file_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  jintu::fuzz::read_bytes_as(data, size, ".ics", "");
  return 0;
}

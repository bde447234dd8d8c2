// A PMTiles file of any bytes: header, directories, tiles, the walk over all entries, the check of
// all tiles.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "geo/base/error.hpp"
#include "tiles/archive/pmtiles_reader.hpp"
#include "tiles/check/check_archive.hpp"

using namespace jintu;
using namespace jintu::tiles;

namespace {

/// The bytes as a file without a disk.
struct MemoryFile {
  int fd = memfd_create("fuzz", 0);
  explicit MemoryFile(std::string_view bytes) {
    if (write(fd, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) std::abort();
  }
  ~MemoryFile() { close(fd); }
  std::string path() const { return "/proc/self/fd/" + std::to_string(fd); }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    const auto entries = parse_directory(bytes, 1000, 1000, "fuzz");
    if (parse_directory(to_bytes(entries), 1000, 1000, "fuzz") != entries) std::abort();
  } catch (const Error&) {
  }
  try {
    const MemoryFile file(bytes);
    const PmtilesReader reader(file.path());
    for (int z = 0; z <= 3; ++z) {
      try {
        reader.get(*TileCoord::checked(z, z > 0, 0));
      } catch (const Error&) {
      }
    }
    std::size_t total = 0;
    reader.for_each([&](const PmtilesEntry&, std::string_view stored) { total += stored.size(); });
    std::uint64_t next = 0;
    reader.each_run([&](const TileRun& run, std::string_view) {
      if (run.first_id < next || run.count == 0 || !from_pmtiles_id(run.first_id + run.count - 1))
        std::abort();
      next = run.first_id + run.count;
    });
    check_archive(file.path(), {}, {});
  } catch (const Error&) {
  }
  return 0;
}

// An MBTiles file whose rows hold anything: metadata of any words, tiles at any place, of any
// bytes. (That SQLite survives a broken file is SQLite's own care; tests/cli covers one.)
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "geo/base/error.hpp"
#include "geo/sqlite/sqlite.hpp"
#include "tiles/archive/mbtiles_metadata.hpp"
#include "tiles/archive/mbtiles_reader.hpp"
#include "tiles/blob/gzip.hpp"

using namespace jintu;
using namespace jintu::tiles;

namespace {

/// Reads the input from the front; zeros and empty texts when it is used up.
class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size)
      : rest_(reinterpret_cast<const char*>(data), size) {}
  std::string_view take(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  std::uint8_t byte() {
    const std::string_view one = take(1);
    return one.empty() ? 0 : static_cast<std::uint8_t>(one[0]);
  }
  std::string_view text() { return take(byte()); }
  /// Mostly small, sometimes anything.
  std::int64_t number() {
    const std::uint8_t first = byte();
    if (first < 250) return first;
    std::int64_t value = 0;
    const std::string_view eight = take(8);
    std::memcpy(&value, eight.data(), eight.size());
    return value;
  }
  bool empty() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

constexpr const char* names[] = {"json",    "bounds", "center", "minzoom",
                                 "maxzoom", "format", "name",   "type"};

const std::string& path() {
  static const std::string made = [] {
    const char* memory = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    return std::string(memory) + "/jintu-fuzz-" + std::to_string(getpid()) + ".mbtiles";
  }();
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes input(data, size);
  MbtilesRows rows;
  for (int count = input.byte() % 9; count > 0; --count) {
    const std::uint8_t which = input.byte();
    const std::string name = which < std::size(names) ? names[which] : std::string(input.text());
    rows[name] = std::string(input.text());
  }
  try {
    const ArchiveInfo info = from_mbtiles_rows(rows, {}, "fuzz");
    const ArchiveInfo again = from_mbtiles_rows(to_mbtiles_rows(info, "fuzz"), {}, "fuzz");
    if (again.min_zoom != info.min_zoom || again.max_zoom != info.max_zoom) std::abort();
  } catch (const Error&) {
  }
  {
    std::remove(path().c_str());
    sqlite::Database db(path(), sqlite::Access::create);
    db.exec(
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; CREATE TABLE metadata (name, value);"
        "CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data); BEGIN");
    sqlite::Statement metadata(db, "INSERT INTO metadata VALUES (?1, ?2)");
    for (const auto& [name, value] : rows)
      metadata.bind(1, std::string_view(name)).bind(2, std::string_view(value)).run();
    sqlite::Statement tile(db, "INSERT INTO tiles VALUES (?1, ?2, ?3, ?4)");
    for (int count = 0; count < 50 && !input.empty(); ++count) {
      tile.bind(1, input.number()).bind(2, input.number()).bind(3, input.number());
      if (const std::uint8_t kind = input.byte(); kind % 4 == 0)
        tile.bind_null(4);
      else if (kind % 4 == 1)
        tile.bind(4, input.text());
      else
        tile.bind_blob_view(4, input.text());
      tile.run();
    }
    db.exec("COMMIT");
  }
  try {
    const MbtilesReader reader(path());
    for (int z = 0; z <= 3; ++z) {
      try {
        reader.get(*TileCoord::checked(z, z > 0, 0));
      } catch (const Error&) {
      }
    }
    std::uint64_t visited = 0;
    reader.each_tile([&](TileCoord, std::string_view) { ++visited; });
    if (visited > reader.tile_count()) std::abort();
  } catch (const Error&) {
  }
  std::remove(path().c_str());
  return 0;
}

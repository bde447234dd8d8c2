// Our side of ./bench tiles:
//   bench_tiles rounds  STORE TILES             for each line on stdin: prepares, cuts all tiles,
//   says the CPU bench_tiles dump    STORE TILES OUT plain|served bench_tiles decoded ARCHIVE what
//   is in it, as JSON
// TILES: a file of lines "z x y".
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>

#include "geo/base/error.hpp"
#include "tests/bench/tiles/decoded.hpp"
#include "tests/bench/tiles/layers.hpp"
#include "tiles/archive/archive_writer.hpp"
#include "tiles/blob/gzip.hpp"
#include "tiles/mvt/encode.hpp"

namespace jintu::bench {
namespace {

std::vector<tiles::TileCoord> read_tiles(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw Error(ErrorCode::not_found, path + ": cannot be read");
  std::vector<tiles::TileCoord> list;
  for (std::int64_t z = 0, x = 0, y = 0; in >> z >> x >> y;) {
    const auto tile = tiles::TileCoord::checked(z, x, y);
    if (!tile)
      throw Error(ErrorCode::bad_input,
                  path + ": tile " + std::to_string(list.size() + 1) + " is none: expected z x y");
    list.push_back(*tile);
  }
  if (!in.eof() || list.empty())
    throw Error(ErrorCode::bad_input, path + ": expected lines \"z x y\"");
  return list;
}

/// Nothing is left out for size: neither side has a budget here.
tiles::EncodeOptions everything() {
  tiles::EncodeOptions options;
  options.byte_budget = std::size_t{1} << 30;
  return options;
}

void rounds(const std::string& store, const std::string& list) {
  const auto tiles = read_tiles(list);
  const auto layers = read_layers(store);
  std::cout << "{}" << std::endl;  // ready
  for (std::string line; std::getline(std::cin, line);) {
    const double unprepared = cpu_seconds();
    const auto prepared = prepare(layers, Rules::plain);
    const double prepare_cpu_s = cpu_seconds() - unprepared;
    std::map<int, std::pair<double, std::size_t>> zooms;
    for (const auto tile : tiles) {
      const double before = cpu_seconds();
      const std::size_t bytes = tiles::encode_tile(prepared, tile, everything()).bytes.size();
      auto& zoom = zooms[tile.z()];
      zoom.first += cpu_seconds() - before;
      zoom.second += bytes;
    }
    Json out{{"prepare_cpu_s", prepare_cpu_s}, {"zooms", Json::object()}};
    for (const auto& [z, zoom] : zooms)
      out["zooms"][std::to_string(z)] = {{"cpu_s", zoom.first}, {"bytes", zoom.second}};
    std::cout << out.dump() << std::endl;
  }
}

void dump(const std::string& store, const std::string& list, const std::string& path, Rules rules) {
  auto tiles = read_tiles(list);
  std::sort(tiles.begin(), tiles.end(),
            [](auto a, auto b) { return pmtiles_id(a) < pmtiles_id(b); });
  const auto prepared = prepare(read_layers(store), rules);
  const auto writer = tiles::create_archive(path);
  tiles::ArchiveInfo info;
  info.min_zoom = tiles.front().z();
  info.max_zoom = tiles.back().z();
  info.metadata = "{\"name\":\"bench\",\"vector_layers\":[]}";
  for (const auto& layer : prepared) info.bounds.add(layer->bounds());
  std::uint64_t repaired = 0, dropped = 0;
  for (const auto tile : tiles) {
    const auto cut = tiles::encode_tile(prepared, tile, everything());
    for (const auto& layer : cut.report.layers) {
      repaired += layer.repaired;
      dropped += layer.invalid;
    }
    if (!cut.bytes.empty()) writer->add(tile, tiles::gzip(cut.bytes));
  }
  const auto totals = writer->finish(info);
  std::cout << Json{{"tiles", totals.tiles},
                    {"repaired", repaired},
                    {"dropped_unrepairable", dropped}}
                   .dump()
            << std::endl;
}

int run(const std::vector<std::string>& args) {
  if (args.size() == 3 && args[0] == "rounds") return rounds(args[1], args[2]), 0;
  if (args.size() == 5 && args[0] == "dump" && (args[4] == "plain" || args[4] == "served"))
    return dump(args[1], args[2], args[3], args[4] == "plain" ? Rules::plain : Rules::served), 0;
  if (args.size() == 2 && args[0] == "decoded")
    return std::cout << decoded(args[1]).dump() << std::endl, 0;
  std::cerr << "usage: bench_tiles rounds STORE TILES | dump STORE TILES OUT plain|served | "
               "decoded ARCHIVE\n";
  return 2;
}

}  // namespace
}  // namespace jintu::bench

int main(int argc, char** argv) {
  try {
    return jintu::bench::run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << "bench_tiles: " << error.what() << std::endl;
    return 1;
  }
}

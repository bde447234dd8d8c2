#include "tiles/mvt/dust.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace jintu::tiles {
namespace {

std::uint64_t mix(std::uint64_t x) {  // splitmix64
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

auto place(const DustGrain& g) { return std::tuple(g.cell_y, g.cell_x, g.group); }

// 0 ≤ phase < dust_area, evenly over the cells: then what is drawn is right on average.
double phase(const DustGrain& g, std::uint64_t seed) {
  const std::uint64_t h = mix(mix(mix(seed ^ g.group) + static_cast<std::uint64_t>(g.cell_x)) +
                              static_cast<std::uint64_t>(g.cell_y));
  return static_cast<double>(h >> 11) * 0x1p-53 * dust_area;
}

}  // namespace

std::uint64_t dust_hash(std::string_view text) {
  std::uint64_t h = 0xcbf29ce484222325u;  // FNV-1a: the same on every machine
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return h;
}

std::vector<DustSquare> settle_dust(std::vector<DustGrain> grains, std::uint64_t seed) {
  std::sort(grains.begin(), grains.end(), [](const DustGrain& l, const DustGrain& r) {
    return place(l) != place(r) ? place(l) < place(r) : l.feature < r.feature;
  });
  std::vector<DustSquare> squares;
  for (std::size_t i = 0; i < grains.size();) {
    double missing = phase(grains[i], seed);
    std::size_t j = i;
    for (; j < grains.size() && place(grains[j]) == place(grains[i]); ++j) {
      missing += grains[j].missing;
      if (missing < dust_area) continue;
      const auto side = static_cast<std::int32_t>(std::sqrt(missing));
      missing -= double(side) * side;
      const GridPoint at = grains[j].at;
      squares.push_back({grains[j].feature, {at.x - side / 2, at.y - side / 2}, side});
    }
    i = j;
  }
  return squares;
}

}  // namespace jintu::tiles

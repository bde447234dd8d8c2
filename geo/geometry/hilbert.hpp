// Places on a Hilbert curve: neighbours in the plane are mostly neighbours on the line.
#pragma once

#include <cstdint>
#include <utility>

namespace jintu {

/// Of a square of 2^16 by 2^16 cells.
constexpr std::uint32_t hilbert_index(std::uint32_t x, std::uint32_t y) {
  std::uint32_t d = 0;
  for (std::uint32_t s = 1u << 15; s > 0; s >>= 1) {
    const std::uint32_t rx = (x & s) ? 1 : 0, ry = (y & s) ? 1 : 0;
    d += s * s * ((3 * rx) ^ ry);
    if (ry == 0) {
      if (rx == 1) {
        x = 0xffff - x;
        y = 0xffff - y;
      }
      std::swap(x, y);
    }
  }
  return d;
}

}  // namespace jintu

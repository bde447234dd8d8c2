// Internal to geo/io: what CSV and XLSX have in common, rows of cells under a header.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "geo/io/intake.hpp"

namespace jintu::io {

/// What the file says of a cell. CSV says nothing.
enum class CellKind : char { unknown, text, number, boolean, date };

struct TableRow {
  std::uint64_t line = 0;
  std::vector<std::string> cells;
  std::vector<CellKind> kinds;  ///< of the cells; empty: unknown
};

/// `for_each_row` starts anew each time it is called, and stops when `visit` returns false.
struct Table {
  std::vector<std::string> header;
  std::uint64_t header_line = 1;
  std::function<void(const std::function<bool(TableRow&)>& visit)> for_each_row;
};
void read_table(const Table& table, Intake& intake);

}  // namespace jintu::io

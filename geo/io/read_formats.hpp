// Internal to geo/io and geo/gdal: one reader a family of formats, all feeding an Intake.
#pragma once

#include "geo/crs/source_crs.hpp"
#include "geo/io/intake.hpp"
#include "geo/io/open_guard.hpp"

namespace jintu::io {

void read_geojson(const Opened& opened, Intake& intake);
void read_csv(const Opened& opened, Intake& intake);

/// Rows of text with a header. `for_each_row` starts anew each time it is called.
struct Table {
  struct Row {
    std::uint64_t line;
    std::vector<std::string> cells;
  };
  std::vector<std::string> header;
  std::function<void(const std::function<void(Row&&)>&)> for_each_row;
};
void read_table(const Table& table, Intake& intake);

/// The option's CRS, or else what the file says; notes in the report which it was.
/// Throws Error{bad_input} that says how to name one when neither is there.
SourceCrs choose_crs(Intake& intake, const std::string& of_file);

}  // namespace jintu::io

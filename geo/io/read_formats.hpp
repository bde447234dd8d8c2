// Internal to geo/io and geo/gdal: one reader a family of formats, all feeding an Intake.
#pragma once

#include "geo/crs/source_crs.hpp"
#include "geo/io/intake.hpp"
#include "geo/io/open_guard.hpp"

namespace jintu::io {

void read_geojson(const Opened& opened, Intake& intake);
void read_csv(const Opened& opened, Intake& intake);
void read_xlsx(const Opened& opened, Intake& intake);
void read_ics(const Opened& opened, Intake& intake);
void read_kml(const Opened& opened, Intake& intake);

/// The option's CRS, or else what the file says; notes in the report which it was.
/// Throws Error{bad_input} that says how to name one when neither is there.
SourceCrs choose_crs(Intake& intake, const std::string& of_file);

}  // namespace jintu::io

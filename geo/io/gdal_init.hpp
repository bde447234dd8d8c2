// GDAL is started once, by main, before any other thread runs.
#pragma once

namespace jintu::io {

/// Registers the drivers that geo/io uses and silences GDAL's own printing. Safe to call again;
/// readers and writers call it themselves when nobody did.
void gdal_init();

}  // namespace jintu::io

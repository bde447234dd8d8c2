// Internal to geo/gdal: a DXF before GDAL reads it, and the encoding of its texts.
#pragma once

#include <string>

#include "geo/io/open_guard.hpp"

namespace jintu::gdal {

/// Checks that a file is a DXF in text form with its EOF mark, and decides how its texts are
/// encoded: as the option says, else UTF-8 when the bytes are that, else as the header says, else
/// GBK.
class Dxf {
 public:
  /// Throws Error{bad_input | too_large}.
  Dxf(const io::Opened& opened, const io::ReadOptions& options);
  ~Dxf();
  Dxf(const Dxf&) = delete;
  Dxf& operator=(const Dxf&) = delete;

  /// For GDAL: the file, or a copy in memory that lives as long as this object.
  const std::string& path() const { return path_; }
  const std::string& encoding() const {
    return encoding_;
  }                                                      ///< for GDAL; empty: as the header says
  const std::string& report() const { return report_; }  ///< for people; empty when all is ASCII

 private:
  void choose_encoding(const io::Opened& opened, const std::string& option);

  std::string path_, encoding_, report_, text_;
  bool copied_ = false;
};

/// CAD writes what its encoding lacks as \U+5730. GDAL reads that in texts, not in names of layers.
std::string without_cad_escapes(std::string text);

}  // namespace jintu::gdal

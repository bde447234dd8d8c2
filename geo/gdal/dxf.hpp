// Internal to geo/gdal: a DXF before GDAL reads it, in parts, and the encoding of its texts.
#pragma once

#include <memory>
#include <string>

#include "geo/gdal/dxf_structure.hpp"
#include "geo/io/open_guard.hpp"

namespace jintu::gdal {

/// A file in GDAL's memory, gone with this object. The bytes are its own.
class MemoryFile {
 public:
  MemoryFile(std::string bytes, const std::string& name);
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string bytes_, path_;
};

/// Checks that a file is a DXF in text form with its EOF mark that stands for no more than the
/// limits allow, and decides how its texts are encoded: as the option says, else UTF-8 when the
/// bytes are that, else as the header says, else GBK.
class Dxf {
 public:
  /// Throws Error{bad_input | too_large}.
  Dxf(const io::Opened& opened, const io::ReadOptions& options);

  const DxfStructure& structure() const { return structure_; }
  /// The drawing with only the entities `first` to before `last` of those in model space.
  std::unique_ptr<MemoryFile> part(std::size_t first, std::size_t last) const;
  /// Bytes of what each part has before its entities.
  std::size_t head_bytes() const { return head_.size() + structure_.entities_begin; }
  std::uint64_t paper_space() const { return paper_space_; }  ///< entities left out for being there
  std::string text_of(const DxfEntity& entity) const;

  const std::string& encoding() const {
    return encoding_;
  }                                                      ///< for GDAL; empty: as the header says
  const std::string& report() const { return report_; }  ///< for people; empty when all is ASCII

 private:
  void choose_encoding(const io::Opened& opened, const std::string& option);

  std::string text_, head_, encoding_, report_;
  DxfStructure structure_;  ///< without what is in paper space
  std::uint64_t paper_space_ = 0;
};

/// CAD writes what its encoding lacks as \U+5730, or as \M+5B5D8: digit and bytes of a code page
/// (1: 932, 2: 950, 3: 949, 4: 1361, 5: 936). GDAL reads the first in texts, not in names of
/// layers.
std::string without_cad_escapes(std::string text);

}  // namespace jintu::gdal

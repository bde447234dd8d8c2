// Internal to geo/io: an XLSX (ECMA-376) as sheets of cells, read piece by piece.
//
// Of a cell we take what a person sees: texts with all their runs and without phonetic guides
// (rPh, Excel's 拼音), dates as "2026-03-01 18:30" where the number format makes a date of the
// number.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "geo/io/markup/zip.hpp"
#include "geo/io/table/table.hpp"

namespace jintu::io {

struct Sheet {
  std::string name;
  std::string part;  ///< its file in the zip
  bool visible = true;
};

struct MergedCells {
  std::size_t first_row, first_column, last_row, last_column;  ///< rows from 1, columns from 0
};

class Workbook {
 public:
  /// Reads the lists of sheets, styles and shared strings. Throws what Zip and XmlReader throw.
  Workbook(const std::string& path, const ReadLimits& limits);

  /// Worksheets in their order; charts and macros are none.
  const std::vector<Sheet>& sheets() const { return sheets_; }

  /// Gives each row that has cells, its gaps filled with empty ones, until `visit` returns false.
  /// Cells from column `width` on are left out, and counted by one more that is not empty.
  /// Returns the merged cells when the sheet was read to its end.
  std::vector<MergedCells> rows(const Sheet& sheet, std::size_t width,
                                const std::function<bool(TableRow&)>& visit);

 private:
  class RowReader;

  void read_part(const std::string& part, class XmlHandler& handler);
  void read_relations();
  void read_sheets();
  void read_styles();
  void read_strings();
  std::string_view shared(std::size_t index) const;

  std::string path_;
  const ReadLimits& limits_;
  Zip zip_;
  std::string folder_, main_;                                   ///< "xl/", "xl/workbook.xml"
  std::vector<std::pair<std::string, std::string>> relations_;  ///< id → part
  std::string strings_part_, styles_part_;
  std::vector<Sheet> sheets_;
  bool from_1904_ = false;
  std::string strings_;  ///< all shared strings, one after the other
  std::vector<std::uint32_t> string_ends_;
  std::vector<bool> style_is_date_;
};

/// Whether a number format (ECMA-376 §18.8.30) shows dates or times: it has y, m, d, h, s or 上午
/// that stands outside quotes, brackets and escapes. `id`: built-in ones have no code.
bool is_date_format(int id, std::string_view code);

/// "2026-03-01 18:30", "2026-03-01" at midnight, "18:30" for less than a day; seconds where there
/// are any. Nothing outside the years 1900–9999. `serial`: days since 1899-12-30 (or 1904-01-01).
std::optional<std::string> date_text(double serial, bool from_1904);

}  // namespace jintu::io

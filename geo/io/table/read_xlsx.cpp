#include <algorithm>

#include "geo/base/error.hpp"
#include "geo/io/read_formats.hpp"
#include "geo/io/table/columns.hpp"
#include "geo/io/table/workbook.hpp"
#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

constexpr std::size_t kAllColumns = 16384;
constexpr std::size_t kMostHeaderRows = 5;

bool has_rows(Workbook& book, const Sheet& sheet) {
  bool any = false;
  book.rows(sheet, kAllColumns, [&](const TableRow&) {
    any = true;
    return false;
  });
  return any;
}

/// The sheet that the option names, or the only one that is shown and holds anything.
const Sheet& sheet_to_read(Workbook& book, const Intake& intake) {
  const std::string& wanted = intake.options().layer;
  std::vector<const Sheet*> found;
  std::string names;
  for (const Sheet& sheet : book.sheets()) {
    if (!wanted.empty() ? sheet.name != wanted : !sheet.visible || !has_rows(book, sheet)) {
      if (wanted.empty()) continue;
    } else {
      found.push_back(&sheet);
    }
    names += (names.empty() ? "" : ", ") + sheet.name;
  }
  if (found.empty() && !wanted.empty())
    throw Error(ErrorCode::bad_input, intake.file() + ": 没有工作表 there is no sheet \"" + wanted +
                                          "\"; it has: " + names);
  if (found.empty())
    throw Error(ErrorCode::bad_input, intake.file() + ": 没有内容 no sheet holds anything");
  if (found.size() > 1)
    throw Error(ErrorCode::bad_input, intake.file() + ": 有多个图层 has several layers: " + names +
                                          "; name the one to read with --source-layer");
  return *found.front();
}

struct Header {
  std::vector<std::string> names;
  std::uint64_t first_line = 0, last_line = 0;
};

bool is_located(const std::vector<std::string>& names) {
  bool x = false, y = false, wkt = false;
  for (const std::string& name : names) {
    const Role role = coordinate_role(name);
    x = x || role == Role::x;
    y = y || role == Role::y;
    wkt = wkt || role == Role::wkt;
  }
  return (x && y) || wkt;
}

/// Names of columns in the rows of a header that has merged cells: the lowest that is written in
/// each column. A title above the header, one cell over all columns, is passed over.
Header merged_header(const std::vector<TableRow>& top, const std::vector<MergedCells>& merged) {
  const auto wide = [](const TableRow& row) {
    return std::count_if(row.cells.begin(), row.cells.end(),
                         [](const auto& c) { return !c.empty(); });
  };
  std::size_t first = 0;
  while (first + 1 < top.size() && wide(top[first]) == 1 && wide(top[first + 1]) > 1) ++first;
  Header header;
  header.first_line = header.last_line = top[first].line;
  for (const MergedCells& m : merged) {
    if (m.first_row != header.first_line) continue;
    const bool has_parts = m.last_column > m.first_column;
    header.last_line = std::max<std::uint64_t>(header.last_line, m.last_row + has_parts);
  }
  header.last_line = std::min(header.last_line, header.first_line + kMostHeaderRows - 1);
  for (std::size_t i = first; i < top.size() && top[i].line <= header.last_line; ++i) {
    std::vector<std::string> cells = top[i].cells;
    for (const MergedCells& m : merged)
      if (m.first_row == top[i].line && m.first_column < cells.size())
        for (std::size_t c = m.first_column + 1; c <= m.last_column && c < kAllColumns; ++c) {
          if (cells.size() <= c) cells.resize(c + 1);
          if (cells[c].empty()) cells[c] = cells[m.first_column];
        }
    if (header.names.size() < cells.size()) header.names.resize(cells.size());
    for (std::size_t c = 0; c < cells.size(); ++c)
      if (!cells[c].empty()) header.names[c] = std::move(cells[c]);
  }
  return header;
}

Header header_of(Workbook& book, const Sheet& sheet, const Intake& intake) {
  std::vector<TableRow> top;
  const auto take = [&](std::size_t most) {
    return [&top, most](TableRow& row) {
      if (top.size() < most) top.push_back(row);
      return true;
    };
  };
  book.rows(sheet, kAllColumns, [&](TableRow& row) {
    top.push_back(row);
    return false;
  });
  if (top.empty())
    throw Error(ErrorCode::bad_input,
                intake.file() + ": 没有表头 the sheet \"" + sheet.name + "\" has no header row");
  if (is_located(top.front().cells)) return {top.front().cells, top.front().line, top.front().line};
  top.clear();
  const auto merged = book.rows(sheet, kAllColumns, take(2 * kMostHeaderRows));
  return merged_header(top, merged);
}

}  // namespace

void read_xlsx(const Opened& opened, Intake& intake) {
  Workbook book(opened.path, intake.options().limits);
  const Sheet& sheet = sheet_to_read(book, intake);
  Header header = header_of(book, sheet, intake);
  if (header.last_line > header.first_line)
    intake.notice("表头占多行 the header has merged cells and takes the rows " +
                  std::to_string(header.first_line) + "–" + std::to_string(header.last_line));
  Table table;
  table.header = std::move(header.names);
  table.header_line = header.first_line;
  table.for_each_row = [&](const auto& visit) {
    book.rows(sheet, table.header.size(),
              [&](TableRow& row) { return row.line <= header.last_line || visit(row); });
  };
  read_table(table, intake);
}

}  // namespace jintu::io

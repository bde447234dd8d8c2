#include "geo/base/error.hpp"
#include "geo/io/read_formats.hpp"
#include "geo/io/table/csv.hpp"
#include "geo/io/table/table.hpp"
#include "geo/io/table/text_source.hpp"
#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

/// What iconv calls the encoding; empty for UTF-8. Notes in the report how it was found.
std::string encoding_of(const Opened& opened, Intake& intake) {
  const std::string& wanted = intake.options().encoding;
  if (!wanted.empty()) {
    const auto known = encoding_named(wanted);
    if (!known)
      throw Error(ErrorCode::bad_input,
                  "不认识的文字编码 unknown text encoding: " + wanted.substr(0, 40));
    intake.report.encoding = wanted + " (option)";
    if (*known != "UTF-8") return *known;
  }
  const auto line = line_not_utf8(opened.path);
  if (!wanted.empty() && line)
    throw Error(ErrorCode::bad_input,
                intake.file() + ": line " + std::to_string(*line) + ": 不是 UTF-8 not UTF-8");
  if (wanted.empty()) intake.report.encoding = line ? "GBK (not UTF-8)" : "UTF-8";
  return line ? "GB18030" : "";
}

}  // namespace

void read_csv(const Opened& opened, Intake& intake) {
  const std::string encoding = encoding_of(opened, intake);
  const auto reader = [&](TextSource& source) {
    return CsvReader([&source](std::string& buffer) { return source.more(buffer); }, 0,
                     intake.file());
  };
  Table table;
  CsvRow first;
  {
    TextSource source(opened.path, encoding);
    reader(source).next(first);
  }
  table.header = std::move(first.cells);
  if (table.header.empty())
    throw Error(ErrorCode::bad_input, intake.file() + ": 没有表头 there is no header row");
  table.for_each_row = [&](const auto& visit) {
    TextSource source(opened.path, encoding);
    CsvReader rows = reader(source);
    CsvRow row;
    TableRow given;
    rows.next(row);
    while (rows.next(row)) {
      given.line = row.line;
      given.cells.swap(row.cells);
      if (!visit(given)) return;
      given.cells.swap(row.cells);
    }
  };
  read_table(table, intake);
}

}  // namespace jintu::io

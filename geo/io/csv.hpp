// Internal to geo/io: RFC 4180 rows with their line numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jintu::io {

struct CsvRow {
  std::uint64_t line = 0;  ///< where the row begins, from 1
  std::vector<std::string> cells;
};

/// Walks UTF-8 text. Throws Error{bad_input} with file and line on an unclosed quote or on text
/// after a closing quote. Empty lines are skipped.
class CsvReader {
 public:
  CsvReader(std::string_view text, char separator, const std::string& file);
  std::optional<CsvRow> next();

 private:
  std::string cell();
  std::string quoted();
  [[noreturn]] void fail(std::uint64_t line, const std::string& what) const;

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
  char separator_;
  const std::string& file_;
};

/// Comma, semicolon or tab: whichever stands most often in the first line.
char guess_separator(std::string_view text);

/// Appends `cell`, quoted when it must be.
void append_csv_cell(std::string_view cell, std::string& out);

}  // namespace jintu::io

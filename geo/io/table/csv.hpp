// Internal to geo/io: RFC 4180 rows with their line numbers.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace jintu::io {

struct CsvRow {
  std::uint64_t line = 0;  ///< where the row begins, from 1
  std::vector<std::string> cells;
};

/// Walks UTF-8 text that `more` appends to a buffer until it returns false. Holds one row and a
/// piece. Empty lines are skipped, and a first line `sep=;`, with which Excel names the separator.
class CsvReader {
 public:
  using More = std::function<bool(std::string& buffer)>;
  /// `separator` 0: as the first line says, see `guess_separator`.
  CsvReader(More more, char separator, const std::string& file);

  /// False at the end. The row's strings are used again by the next call. Throws Error{bad_input}
  /// with file and line on an unclosed quote or on text after a closing quote, Error{too_large}
  /// when a row has more than 16 MiB.
  bool next(CsvRow& row);

 private:
  enum class Found { row, nothing, more };
  void begin();
  bool fill();
  Found parse(CsvRow& row);
  bool cell(std::string& out);
  bool quoted(std::string& out);
  [[noreturn]] void fail(std::uint64_t line, const std::string& what) const;

  More more_;
  char separator_;
  const std::string& file_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
  bool begun_ = false, ended_ = false;
};

/// Comma, semicolon or tab: whichever stands most often in the first line, outside quotes.
char guess_separator(std::string_view text);

/// Appends `cell`, quoted when it must be.
void append_csv_cell(std::string_view cell, std::string& out);

}  // namespace jintu::io

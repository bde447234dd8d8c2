// Internal to geo/io: the content lines of iCalendar (RFC 5545, 3.1): unfolded, taken apart.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jintu::io {

struct ContentLine {
  std::uint64_t line = 0;                                       ///< where it begins in the file
  std::string name;                                             ///< in capitals
  std::vector<std::pair<std::string, std::string>> parameters;  ///< names in capitals
  std::string value;                                            ///< as written
  /// What keeps it from being one; empty: nothing.
  std::string fault;

  /// Of the first parameter of this name; empty without one.
  std::string_view parameter(std::string_view wanted) const;
};

/// Takes a file line by line. A line is unfolded before its bytes are looked at as characters:
/// programs fold within one.
class ContentLines {
 public:
  /// `bytes` outlives this. `encoding`: for iconv; empty: UTF-8. A longer line than `longest` bytes
  /// has a fault, and is not kept.
  ContentLines(std::string_view bytes, std::string encoding, std::size_t longest);
  /// Nothing at the end. Empty lines are passed over.
  std::optional<ContentLine> next();
  std::size_t offset() const { return at_; }

 private:
  std::string_view physical_line();

  std::string_view bytes_;
  std::string encoding_;
  std::size_t longest_, at_ = 0;
  std::uint64_t line_ = 0;
};

/// A TEXT value (3.3.11) without its escapes.
std::string unescaped(std::string_view value);
/// A list of TEXT values, cut at commas that are not escaped.
std::vector<std::string> text_list(std::string_view value);

}  // namespace jintu::io

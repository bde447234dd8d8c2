#include "geo/io/csv.hpp"

#include <algorithm>

#include "geo/base/error.hpp"

namespace jintu::io {

CsvReader::CsvReader(std::string_view text, char separator, const std::string& file)
    : text_(text), separator_(separator), file_(file) {}

void CsvReader::fail(std::uint64_t line, const std::string& what) const {
  throw Error(ErrorCode::bad_input, file_ + ": line " + std::to_string(line) + ": " + what);
}

std::string CsvReader::quoted() {
  const std::uint64_t opened = line_;
  std::string out;
  for (++at_; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == '\n') ++line_;
    if (c != '"') {
      out.push_back(c);
    } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
      out.push_back('"');
      ++at_;
    } else {
      ++at_;
      return out;
    }
  }
  fail(opened, "引号没有结束 a quoted cell begins here and never ends");
}

std::string CsvReader::cell() {
  const auto at_end_of_cell = [&] {
    return at_ >= text_.size() || text_[at_] == separator_ || text_[at_] == '\n' ||
           text_[at_] == '\r';
  };
  if (at_ < text_.size() && text_[at_] == '"') {
    std::string out = quoted();
    if (!at_end_of_cell()) fail(line_, "引号后有多余文字 there is text after a closing quote");
    return out;
  }
  const std::size_t begin = at_;
  while (!at_end_of_cell()) ++at_;
  return std::string(text_.substr(begin, at_ - begin));
}

std::optional<CsvRow> CsvReader::next() {
  while (at_ < text_.size()) {
    CsvRow row;
    row.line = line_;
    row.cells.push_back(cell());
    while (at_ < text_.size() && text_[at_] == separator_) {
      ++at_;
      row.cells.push_back(cell());
    }
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
    ++line_;
    if (row.cells.size() > 1 || !row.cells[0].empty()) return row;
  }
  return std::nullopt;
}

char guess_separator(std::string_view text) {
  const auto head = text.substr(0, text.find('\n'));
  char best = ',';
  for (const char c : {',', ';', '\t'})
    if (std::count(head.begin(), head.end(), c) > std::count(head.begin(), head.end(), best))
      best = c;
  return best;
}

void append_csv_cell(std::string_view cell, std::string& out) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace jintu::io

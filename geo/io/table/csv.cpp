#include "geo/io/table/csv.hpp"

#include <array>

#include "geo/base/error.hpp"
#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

constexpr std::size_t kLongestRow = 16 << 20;

}  // namespace

CsvReader::CsvReader(More more, char separator, const std::string& file)
    : more_(std::move(more)), separator_(separator), file_(file) {}

void CsvReader::fail(std::uint64_t line, const std::string& what) const {
  throw Error(ErrorCode::bad_input, file_ + ": line " + std::to_string(line) + ": " + what);
}

bool CsvReader::fill() {
  if (ended_) return false;
  buffer_.erase(0, at_);
  at_ = 0;
  if (buffer_.size() > kLongestRow)
    throw Error(ErrorCode::too_large, file_ + ": line " + std::to_string(line_) +
                                          ": 一行太长（引号没有结束？） a row of more than " +
                                          std::to_string(kLongestRow) +
                                          " bytes begins here (a quote that never ends?)");
  ended_ = !more_(buffer_);
  return true;
}

void CsvReader::begin() {
  begun_ = true;
  while (buffer_.find('\n') == std::string::npos && fill()) {
  }
  const std::string_view text = buffer_;
  const auto first = text.substr(0, text.find('\n'));
  auto word = trimmed(first);
  if (word.size() > 1 && word.front() == '"' && word.back() == '"')
    word = word.substr(1, word.size() - 2);
  const bool tab = first.starts_with("sep=\t");
  if (tab || (word.size() == 5 && lower_ascii(word).starts_with("sep="))) {
    separator_ = tab ? '\t' : word[4];
    at_ = std::min(first.size() + 1, buffer_.size());
    line_ = 2;
  }
  if (separator_ == 0) separator_ = guess_separator(buffer_);
}

/// False when the text ends before the cell does, and there may be more.
bool CsvReader::quoted(std::string& out) {
  const std::uint64_t opened = line_;
  for (++at_; at_ < buffer_.size(); ++at_) {
    const char c = buffer_[at_];
    if (c == '\n') ++line_;
    if (c != '"') {
      out.push_back(c);
    } else if (at_ + 1 < buffer_.size() && buffer_[at_ + 1] == '"') {
      out.push_back('"');
      ++at_;
    } else {
      ++at_;
      return true;
    }
  }
  if (ended_) fail(opened, "引号没有结束 a quoted cell begins here and never ends");
  return false;
}

bool CsvReader::cell(std::string& out) {
  out.clear();
  const auto at_end = [&] {
    const char c = buffer_[at_];
    return c == separator_ || c == '\n' || c == '\r';
  };
  if (at_ < buffer_.size() && buffer_[at_] == '"') {
    if (!quoted(out)) return false;
    if (at_ >= buffer_.size()) return ended_;
    if (!at_end()) fail(line_, "引号后有多余文字 there is text after a closing quote");
    return true;
  }
  const std::size_t from = at_;
  while (at_ < buffer_.size() && !at_end()) ++at_;
  out.assign(buffer_, from, at_ - from);
  return at_ < buffer_.size() || ended_;
}

CsvReader::Found CsvReader::parse(CsvRow& row) {
  if (at_ >= buffer_.size()) return ended_ ? Found::nothing : Found::more;
  row.line = line_;
  std::size_t count = 0;
  while (true) {
    if (row.cells.size() == count) row.cells.emplace_back();
    if (!cell(row.cells[count++])) return Found::more;
    if (at_ >= buffer_.size() || buffer_[at_] != separator_) break;
    ++at_;
  }
  row.cells.resize(count);
  if (at_ < buffer_.size() && buffer_[at_] == '\r') {
    if (at_ + 1 >= buffer_.size() && !ended_) return Found::more;
    ++at_;
  }
  if (at_ < buffer_.size() && buffer_[at_] == '\n') ++at_;
  ++line_;
  return Found::row;
}

bool CsvReader::next(CsvRow& row) {
  if (!begun_) begin();
  while (true) {
    const std::size_t from = at_;
    const std::uint64_t line = line_;
    switch (parse(row)) {
      case Found::nothing:
        return false;
      case Found::more:
        at_ = from;
        line_ = line;
        fill();
        break;
      case Found::row:
        if (row.cells.size() > 1 || !row.cells[0].empty()) return true;
        break;
    }
  }
}

char guess_separator(std::string_view text) {
  constexpr std::array kKnown{',', ';', '\t'};
  std::array<std::size_t, 3> counts{};
  bool quoted = false;
  for (const char c : text.substr(0, text.find('\n'))) {
    if (c == '"') quoted = !quoted;
    for (std::size_t i = 0; i < kKnown.size(); ++i)
      if (!quoted && c == kKnown[i]) ++counts[i];
  }
  std::size_t best = 0;
  for (std::size_t i = 1; i < kKnown.size(); ++i)
    if (counts[i] > counts[best]) best = i;
  return kKnown[best];
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

#include "geo/io/table/workbook.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <map>

#include "geo/base/error.hpp"
#include "geo/io/markup/xml.hpp"
#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

constexpr std::size_t kMostColumns = 16384;  // Excel's own limits
constexpr std::size_t kMostRows = 1048576;
constexpr std::size_t kMostStringBytes = 256 << 20;

using Open = std::function<void(std::string_view, const XmlAttributes&)>;

/// Parts of which only the attributes matter.
class Attributes final : public XmlHandler {
 public:
  explicit Attributes(Open open) : open_(std::move(open)) {}
  void open(std::string_view name, const XmlAttributes& attributes) override {
    open_(name, attributes);
  }
  void close(std::string_view) override {}
  void text(std::string_view) override {}

 private:
  Open open_;
};

/// The text of runs: every <t>, but not the phonetic guides.
class RunText {
 public:
  void open(std::string_view name) {
    if (name == "rPh") ++guides_;
    if (name == "t" && guides_ == 0) taking_ = true;
  }
  void close(std::string_view name) {
    if (name == "rPh" && guides_ > 0) --guides_;
    if (name == "t") taking_ = false;
  }
  bool taking() const { return taking_; }

 private:
  int guides_ = 0;
  bool taking_ = false;
};

class Strings final : public XmlHandler {
 public:
  Strings(const std::string& path, std::string& all, std::vector<std::uint32_t>& ends)
      : path_(path), all_(all), ends_(ends) {}
  void open(std::string_view name, const XmlAttributes&) override { run_.open(name); }
  void close(std::string_view name) override {
    run_.close(name);
    if (name == "si") ends_.push_back(static_cast<std::uint32_t>(all_.size()));
  }
  void text(std::string_view piece) override {
    if (!run_.taking()) return;
    if (all_.size() + piece.size() > kMostStringBytes)
      throw Error(ErrorCode::too_large, path_ + ": 文字太多 its texts have more than " +
                                            std::to_string(kMostStringBytes) + " bytes");
    all_ += piece;
  }

 private:
  const std::string& path_;
  std::string& all_;
  std::vector<std::uint32_t>& ends_;
  RunText run_;
};

std::optional<std::size_t> number_in(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                  : std::nullopt;
}

struct Place {
  std::size_t row, column;
};

/// "BC12" is column 54 of row 12. Nothing beyond Excel's limits.
std::optional<Place> place_of(std::string_view reference) {
  std::size_t column = 0;
  while (!reference.empty() && reference[0] >= 'A' && reference[0] <= 'Z' &&
         column <= kMostColumns) {
    column = column * 26 + static_cast<std::size_t>(reference[0] - 'A' + 1);
    reference.remove_prefix(1);
  }
  const auto row = number_in(reference);
  if (!row || *row < 1 || *row > kMostRows || column < 1 || column > kMostColumns)
    return std::nullopt;
  return Place{*row, column - 1};
}

std::string joined(const std::string& folder, std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  while (target.starts_with("./")) target.remove_prefix(2);
  std::string base = folder;
  while (target.starts_with("../")) {
    target.remove_prefix(3);
    if (!base.empty()) base.pop_back();
    const auto slash = base.rfind('/');
    base = slash == std::string::npos ? std::string() : base.substr(0, slash + 1);
  }
  return base + std::string(target);
}

bool is_true(std::string_view text) { return text == "1" || text == "true"; }

}  // namespace

bool is_date_format(int id, std::string_view code) {
  // Built in: 14–22 and 45–47 everywhere, 27–36 and 50–58 in Chinese, Japanese and Korean Excel.
  const bool built_in = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) ||
                        (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
  if (code.empty()) return built_in;
  const std::string word = lower_ascii(code);
  if (word == "general" || word == "standard") return false;
  bool quoted = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '"') quoted = !quoted;
    if (quoted || c == '"') continue;
    if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '[') {
      const auto end = code.find(']', i);
      const bool closed = end != std::string_view::npos;
      const auto inside = lower_ascii(code.substr(i + 1, closed ? end - i - 1 : 0));
      const bool same =
          inside.find_first_not_of(inside.empty() ? ' ' : inside[0]) == std::string::npos;
      if (same && !inside.empty() && std::string_view("hms").find(inside[0]) != std::string::npos)
        return true;  // [h]: hours that go on beyond a day
      if (!closed) return false;
      i = end;
    } else if (c == ';') {
      return false;  // what follows is for other numbers
    } else if (std::string_view("yYmMdDhHsS").find(c) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

std::optional<std::string> date_text(double serial, bool from_1904) {
  if (from_1904) serial += 1462;
  if (!(serial >= 0 && serial < 2958466)) return std::nullopt;
  auto seconds = static_cast<std::int64_t>(serial * 86400 + 0.5);
  const bool has_day = seconds >= 86400;
  std::int64_t days = seconds / 86400;
  seconds %= 86400;
  if (days < 61 && has_day) ++days;  // Excel counts a 29 February 1900 that there never was
  // Days since 1970-01-01, then the civil date (H. Hinnant, "chrono-compatible low-level date
  // algorithms").
  const std::int64_t z = days - 25569 + 719468;
  const std::int64_t era = z / 146097;
  const std::int64_t doe = z - era * 146097;
  const std::int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const std::int64_t mp = (5 * doy + 2) / 153;
  const int day = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
  const int month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
  const int year = static_cast<int>(yoe + era * 400 + (month <= 2 ? 1 : 0));
  char text[40];
  std::string out;
  if (has_day) {
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
    out = text;
    if (seconds == 0) return out;
    out += ' ';
  }
  const int h = static_cast<int>(seconds / 3600), m = static_cast<int>(seconds / 60 % 60);
  const int s = static_cast<int>(seconds % 60);
  std::snprintf(text, sizeof text, "%02d:%02d", h, m);
  out += text;
  if (s == 0) return out;
  std::snprintf(text, sizeof text, ":%02d", s);
  return out + text;
}

/// The cells of one sheet.
class Workbook::RowReader final : public XmlHandler {
 public:
  struct Enough {};

  RowReader(const Workbook& book, std::size_t width, const std::function<bool(TableRow&)>& visit)
      : book_(book), width_(std::min(width, kMostColumns)), visit_(visit) {}

  std::vector<MergedCells> merged;

  void open(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "row") {
      begin_row(attributes);
    } else if (name == "c") {
      begin_cell(attributes);
    } else if (name == "v") {
      taking_value_ = true;
    } else if (name == "is") {
      in_inline_ = true;
    } else if (name == "mergeCell") {
      merge(attribute(attributes, "ref"));
    } else if (in_inline_) {
      run_.open(name);
    }
  }

  void close(std::string_view name) override {
    if (name == "v") taking_value_ = false;
    if (in_inline_) run_.close(name);
    if (name == "is") in_inline_ = false;
    if (name == "c") end_cell();
    if (name == "row") end_row();
  }

  void text(std::string_view piece) override {
    if (taking_value_ || (in_inline_ && run_.taking())) value_ += piece;
  }

 private:
  [[noreturn]] void too_many(const char* what, std::size_t most) const {
    throw Error(ErrorCode::too_large,
                book_.path_ + ": " + what + " more than " + std::to_string(most));
  }

  void begin_row(const XmlAttributes& attributes) {
    line_ = number_in(attribute(attributes, "r")).value_or(line_ + 1);
    row_.line = line_;
    row_.cells.clear();
    row_.kinds.clear();
    next_ = 0;
    beyond_ = false;
    any_ = false;
  }

  void begin_cell(const XmlAttributes& attributes) {
    const auto place = place_of(attribute(attributes, "r"));
    column_ = place ? place->column : next_;
    next_ = column_ + 1;
    type_ = attribute(attributes, "t");
    style_ = number_in(attribute(attributes, "s")).value_or(0);
    value_.clear();
  }

  void end_cell() {
    CellKind kind = CellKind::number;
    std::string cell = text_of(kind);
    if (cell.empty()) return;
    any_ = true;
    if (column_ >= width_) {
      beyond_ = true;
      return;
    }
    if (row_.cells.size() <= column_) {
      cells_ += column_ + 1 - row_.cells.size();
      if (cells_ > book_.limits_.table_cells)
        too_many("单元格太多 the sheet has cells:", book_.limits_.table_cells);
      row_.cells.resize(column_ + 1);
      row_.kinds.resize(column_ + 1, CellKind::unknown);
    }
    row_.cells[column_] = std::move(cell);
    row_.kinds[column_] = kind;
  }

  std::string text_of(CellKind& kind) {
    if (type_ == "s") {
      kind = CellKind::text;
      const auto index = number_in(trimmed(value_));
      return index ? std::string(book_.shared(*index)) : std::string();
    }
    if (type_ == "b") {
      kind = CellKind::boolean;
      return value_.empty() ? "" : trimmed(value_) == "1" ? "true" : "false";
    }
    if (type_ == "e") return {};  // #N/A and the like: there is no value
    if (type_ == "str" || type_ == "inlineStr") {
      kind = CellKind::text;
      return value_;
    }
    if (type_ == "d") {
      kind = CellKind::date;
      return value_;
    }
    const auto number = parse_number(trimmed(value_));
    if (!number) return value_;
    if (style_ < book_.style_is_date_.size() && book_.style_is_date_[style_])
      if (auto date = date_text(*number, book_.from_1904_)) {
        kind = CellKind::date;
        return *date;
      }
    std::array<char, 400> shortest;
    const auto end = std::to_chars(shortest.data(), shortest.data() + shortest.size(), *number,
                                   std::chars_format::fixed)
                         .ptr;
    return std::string(shortest.data(), end);
  }

  void end_row() {
    if (!any_) return;
    if (width_ != kMostColumns) {
      cells_ += width_ - row_.cells.size();
      if (cells_ > book_.limits_.table_cells)
        too_many("单元格太多 the sheet has cells:", book_.limits_.table_cells);
      row_.cells.resize(width_);
      row_.kinds.resize(width_, CellKind::unknown);
      if (beyond_) row_.cells.emplace_back("…");
    }
    if (!visit_(row_)) throw Enough();
  }

  void merge(std::string_view reference) {
    const auto colon = reference.find(':');
    if (colon == std::string_view::npos || merged.size() >= 100'000) return;
    const auto from = place_of(reference.substr(0, colon));
    const auto to = place_of(reference.substr(colon + 1));
    if (from && to) merged.push_back({from->row, from->column, to->row, to->column});
  }

  const Workbook& book_;
  std::size_t width_;
  const std::function<bool(TableRow&)>& visit_;
  TableRow row_;
  std::uint64_t line_ = 0, cells_ = 0;
  std::size_t next_ = 0, column_ = 0, style_ = 0;
  std::string type_, value_;
  RunText run_;
  bool taking_value_ = false, in_inline_ = false, beyond_ = false, any_ = false;
};

Workbook::Workbook(const std::string& path, const ReadLimits& limits)
    : path_(path), limits_(limits), zip_(path, limits) {
  read_relations();
  read_sheets();
  read_styles();
  read_strings();
}

void Workbook::read_part(const std::string& part, XmlHandler& handler) {
  XmlReader reader(path_ + "/" + part, handler, limits_.depth);
  zip_.read(part, [&](std::string_view piece) { reader.feed(piece); });
  reader.finish();
}

void Workbook::read_relations() {
  const auto each = [&](const std::string& part, const Open& use) {
    if (!zip_.has(part)) return;
    Attributes handler([&](std::string_view name, const XmlAttributes& attributes) {
      if (name == "Relationship") use(attribute(attributes, "Type"), attributes);
    });
    read_part(part, handler);
  };
  main_ = "xl/workbook.xml";
  each("_rels/.rels", [&](std::string_view type, const XmlAttributes& attributes) {
    if (type.ends_with("/officeDocument")) main_ = joined("", attribute(attributes, "Target"));
  });
  if (!zip_.has(main_))
    throw Error(ErrorCode::bad_input,
                path_ + ": 不是 XLSX: the zip holds no workbook, so this is not an XLSX");
  const auto slash = main_.rfind('/');
  folder_ = slash == std::string::npos ? "" : main_.substr(0, slash + 1);
  const std::string name = main_.substr(folder_.size());
  each(folder_ + "_rels/" + name + ".rels",
       [&](std::string_view type, const XmlAttributes& attributes) {
         const std::string part = joined(folder_, attribute(attributes, "Target"));
         if (type.ends_with("/worksheet"))
           relations_.emplace_back(std::string(attribute(attributes, "Id")), part);
         if (type.ends_with("/sharedStrings")) strings_part_ = part;
         if (type.ends_with("/styles")) styles_part_ = part;
       });
}

void Workbook::read_sheets() {
  Attributes handler([&](std::string_view name, const XmlAttributes& attributes) {
    if (name == "workbookPr") from_1904_ = is_true(attribute(attributes, "date1904"));
    if (name != "sheet") return;
    std::string_view relation;  // r:id, beside sheetId
    for (const auto& [key, value] : attributes)
      if (key.ends_with(":id")) relation = value;
    for (const auto& [id, part] : relations_)
      if (id == relation && zip_.has(part))
        sheets_.push_back({std::string(attribute(attributes, "name")), part,
                           !attribute(attributes, "state").ends_with("idden")});
  });
  read_part(main_, handler);
}

void Workbook::read_styles() {
  if (!zip_.has(styles_part_)) return;
  std::map<int, std::string> codes;
  bool in_cells = false;
  Attributes handler([&](std::string_view name, const XmlAttributes& attributes) {
    const auto id = static_cast<int>(
        std::min<std::size_t>(number_in(attribute(attributes, "numFmtId")).value_or(0), 1'000'000));
    if (name == "cellXfs") in_cells = true;
    if (name == "cellStyles" || name == "cellStyleXfs" || name == "dxfs") in_cells = false;
    if (name == "numFmt") codes[id] = attribute(attributes, "formatCode");
    if (name == "xf" && in_cells) {
      const auto code = codes.find(id);
      style_is_date_.push_back(is_date_format(id, code == codes.end() ? "" : code->second));
    }
  });
  read_part(styles_part_, handler);
}

void Workbook::read_strings() {
  if (!zip_.has(strings_part_)) return;
  Strings handler(path_, strings_, string_ends_);
  read_part(strings_part_, handler);
}

std::string_view Workbook::shared(std::size_t index) const {
  if (index >= string_ends_.size()) return {};
  const std::size_t from = index == 0 ? 0 : string_ends_[index - 1];
  return std::string_view(strings_).substr(from, string_ends_[index] - from);
}

std::vector<MergedCells> Workbook::rows(const Sheet& sheet, std::size_t width,
                                        const std::function<bool(TableRow&)>& visit) {
  RowReader handler(*this, width, visit);
  try {
    read_part(sheet.part, handler);
  } catch (const RowReader::Enough&) {
    return {};
  }
  return std::move(handler.merged);
}

}  // namespace jintu::io

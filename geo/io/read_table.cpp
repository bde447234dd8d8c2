#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

#include "geo/base/error.hpp"
#include "geo/io/csv.hpp"
#include "geo/io/gdal_formats.hpp"
#include "geo/io/geojson.hpp"
#include "geo/io/read_formats.hpp"
#include "geo/io/schema_check.hpp"
#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

enum class Role { property, x, y, datum, wkt, nothing };

struct Column {
  std::string name;
  Role role = Role::property;
  FieldType type = FieldType::text;
};

struct Alias {
  const char* name;
  Role role;
};
constexpr std::array kCoordinateColumns{
    Alias{"longitude", Role::x}, Alias{"lon", Role::x},        Alias{"lng", Role::x},
    Alias{"x", Role::x},         Alias{"经度", Role::x},       Alias{"latitude", Role::y},
    Alias{"lat", Role::y},       Alias{"y", Role::y},          Alias{"纬度", Role::y},
    Alias{"datum", Role::datum}, Alias{"坐标系", Role::datum}, Alias{"wkt", Role::wkt}};

/// Names that operators use, tried where the layer's schema does not know the column.
constexpr std::array kSynonyms{std::pair{"name", "name_zh"},
                               std::pair{"名称", "name_zh"},
                               std::pair{"英文名称", "name_en"},
                               std::pair{"类型", "kind"},
                               std::pair{"运营商", "operator"},
                               std::pair{"运营方", "operator"},
                               std::pair{"格口数", "compartments"},
                               std::pair{"地址", "address"},
                               std::pair{"编号", "id"}};

std::optional<bool> parse_boolean(std::string_view text) {
  const std::string word = lower_ascii(text);
  for (const char* yes : {"true", "yes", "1", "是"})
    if (word == yes) return true;
  for (const char* no : {"false", "no", "0", "否"})
    if (word == no) return false;
  return std::nullopt;
}

Value typed(const std::string& cell, FieldType type) {
  switch (type) {
    case FieldType::integer:
      if (const auto value = parse_integer(cell)) return *value;
      break;
    case FieldType::real:
      if (const auto value = parse_number(cell)) return *value;
      break;
    case FieldType::boolean:
      if (const auto value = parse_boolean(cell)) return *value;
      break;
    case FieldType::text:
      break;
  }
  return cell;  // the schema check says what was expected
}

class TableReader {
 public:
  TableReader(const Table& table, Intake& intake) : table_(table), intake_(intake) {
    name_columns();
    assign_roles();
    choose_types();
    if (!intake.options().crs.empty()) default_crs_ = choose_crs(intake, "");
    check_positions();
  }

  void read() {
    table_.for_each_row([this](Table::Row&& row) { this->row(row); });
    if (has_[static_cast<int>(Role::datum)]) {
      intake_.report.crs = "per row";
      intake_.report.crs_source = "row";
    }
    intake_.count_notice("高程已略去 features whose heights were dropped", losses_.dropped_z);
  }

 private:
  bool has(Role role) const { return has_[static_cast<int>(role)]; }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCode::bad_input, intake_.file() + ": " + what);
  }

  void name_columns() {
    for (const auto& raw : table_.header)
      columns_.push_back({std::string(trimmed(raw)), Role::property, FieldType::text});
    for (std::size_t i = 0; i < columns_.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (!columns_[i].name.empty() && columns_[i].name == columns_[j].name)
          fail("line 1: 列名重复 the column \"" + columns_[i].name +
               "\" stands twice in the header");
  }

  void assign_roles() {
    const RecordSchema* schema = intake_.options().schema;
    std::string unknown;
    for (Column& column : columns_) {
      if (column.name.empty()) {
        column.role = Role::nothing;
        continue;
      }
      for (const auto& [name, role] : kCoordinateColumns)
        if (lower_ascii(column.name) == name && !has(role)) column.role = role;
      has_[static_cast<int>(column.role)] = true;
      if (column.role != Role::property || !schema || schema->knows(column.name) ||
          column.name == intake_.options().key_field)
        continue;
      for (const auto& [theirs, ours] : kSynonyms)
        if (column.name == theirs && schema->knows(ours) && !names(ours)) column.name = ours;
      if (schema->knows(column.name)) continue;
      column.role = Role::nothing;
      unknown += (unknown.empty() ? "" : ", ") + column.name;
    }
    if (!unknown.empty())
      intake_.notice(
          "这些列不属于该图层，未导入 columns that the layer does not have were left out: " +
          unknown);
  }

  bool names(std::string_view name) const {
    return std::any_of(columns_.begin(), columns_.end(),
                       [&](const Column& c) { return c.name == name; });
  }

  /// By the schema; without one, the narrowest type that fits every cell of the column.
  void choose_types() {
    if (const RecordSchema* schema = intake_.options().schema) {
      for (Column& column : columns_)
        column.type = schema->type_of(column.name).value_or(FieldType::text);
      return;
    }
    std::vector<bool> integer(columns_.size(), true), real(integer), boolean(integer),
        any(columns_.size(), false);
    table_.for_each_row([&](Table::Row&& row) {
      for (std::size_t i = 0; i < std::min(row.cells.size(), columns_.size()); ++i) {
        const auto cell = trimmed(row.cells[i]);
        if (cell.empty()) continue;
        any[i] = true;
        const bool padded =
            cell.size() > 1 && cell[0] == '0' && cell[1] != '.';  // "007" is a name, not a number
        boolean[i] = boolean[i] && (cell == "true" || cell == "false");
        if (integer[i]) integer[i] = parse_integer(cell).has_value();
        if (real[i]) real[i] = !padded && parse_number(cell).has_value();
      }
    });
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (any[i] && columns_[i].name != intake_.options().key_field)
        columns_[i].type = integer[i]   ? FieldType::integer
                           : real[i]    ? FieldType::real
                           : boolean[i] ? FieldType::boolean
                                        : FieldType::text;
  }

  void check_positions() const {
    const bool located = (has(Role::x) && has(Role::y)) || has(Role::wkt);
    if (!located && intake_.options().geometry == Presence::required) {
      std::string seen;
      for (const Column& column : columns_) seen += (seen.empty() ? "" : ", ") + column.name;
      fail(
          "没有坐标列 no coordinate columns: expected longitude|lon|x|经度 and "
          "latitude|lat|y|纬度; the header is: " +
          seen.substr(0, 300));
    }
    if (located && !has(Role::datum) && intake_.options().crs.empty())
      fail(
          "没有说明坐标系 add a column datum (wgs84, gcj02, bd09 or cgcs2000) or --crs, e.g. --crs "
          "gcj02");
  }

  const std::string* cell(const Table::Row& row, Role role) const {
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (columns_[i].role == role) return &row.cells[i];
    return nullptr;
  }

  std::string raw_json(const Table::Row& row) const {
    Json properties = Json::object();
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      properties[i < columns_.size() && !table_.header[i].empty()
                     ? table_.header[i]
                     : "column " + std::to_string(i + 1)] = row.cells[i];
    return Json{{"type", "Feature"}, {"geometry", nullptr}, {"properties", properties}}.dump(
        -1, ' ', false, Json::error_handler_t::replace);
  }

  /// The row's CRS; nullptr after a reject.
  const SourceCrs* crs_of(const Table::Row& row, const Origin& origin) {
    const std::string* datum = cell(row, Role::datum);
    const std::string word = datum ? lower_ascii(trimmed(*datum)) : "";
    if (word.empty()) {
      if (default_crs_) return &*default_crs_;
      intake_.reject(origin, "no_datum",
                     "datum: 未填 is empty; expected wgs84, gcj02, bd09 or cgcs2000");
      return nullptr;
    }
    const auto known = row_crs_.find(word);
    if (known != row_crs_.end()) return &known->second;
    try {
      if (word.starts_with("epsg:") || is_datum(word))
        return &row_crs_.emplace(word, SourceCrs::parse(word)).first->second;
    } catch (const Error&) {
      // an EPSG code that PROJ does not have: the same reject
    }
    intake_.reject(origin, "unknown_datum",
                   "datum: \"" + word.substr(0, 40) +
                       "\" 不认识 is not one of wgs84, gcj02, bd09, cgcs2000, EPSG:n");
    return nullptr;
  }

  static bool is_datum(std::string word) {
    std::erase_if(word, [](char c) { return c == '-' || c == '_' || c == ' '; });
    return word == "wgs84" || word == "gcj02" || word == "bd09" || word == "cgcs2000";
  }

  /// False after a reject.
  bool locate(const Table::Row& row, const Origin& origin, Geometry<Position>& geometry) {
    const std::string* wkt = cell(row, Role::wkt);
    const std::string* x = cell(row, Role::x);
    const std::string* y = cell(row, Role::y);
    if (wkt && !trimmed(*wkt).empty()) return from_wkt(*wkt, row, origin, geometry);
    const bool empty = !x || !y || (trimmed(*x).empty() && trimmed(*y).empty());
    if (empty) return true;
    const auto east = parse_number(trimmed(*x));
    const auto north = parse_number(trimmed(*y));
    if (!east || !north) {
      const std::string& bad = east ? *y : *x;
      intake_.reject(origin, "bad_number",
                     (east ? "latitude/y: \"" : "longitude/x: \"") + bad.substr(0, 40) +
                         "\" 不是数字 is not a number");
      return false;
    }
    const SourceCrs* crs = crs_of(row, origin);
    if (!crs) return false;
    const auto position = crs->to_wgs84(*east, *north);
    if (!position) {
      const char* hint =
          *east >= -90 && *east <= 90 && *north > 90 ? " 经纬度是否颠倒 are they swapped?" : "";
      intake_.reject(
          origin, "out_of_range",
          "坐标 (" + *x + ", " + *y + ") 超出范围 is outside the range of " + crs->name() + hint);
      return false;
    }
    geometry = MultiPoint<Position>{*position};
    return true;
  }

  bool from_wkt(const std::string& wkt, const Table::Row& row, const Origin& origin,
                Geometry<Position>& geometry) {
    const SourceCrs* crs = crs_of(row, origin);
    if (!crs) return false;
    auto read =
        gdal_formats().read_wkt(wkt, *crs, intake_.options().limits.feature_vertices, losses_);
    if (const auto* finding = std::get_if<Finding>(&read)) {
      intake_.reject(origin, finding->code, finding->detail, finding->position);
      return false;
    }
    geometry = std::get<Geometry<Position>>(std::move(read));
    return true;
  }

  void row(Table::Row& row) {
    intake_.tick(row.line, 0);
    const Origin origin{row.line, "row " + std::to_string(row.line), [&] { return raw_json(row); }};
    const bool only_blanks_more =
        row.cells.size() > columns_.size() &&
        std::all_of(row.cells.begin() + static_cast<std::ptrdiff_t>(columns_.size()),
                    row.cells.end(), [](const auto& c) { return c.empty(); });
    if (row.cells.size() != columns_.size() && !only_blanks_more)
      return intake_.reject(origin, "column_count",
                            "列数不对 " + std::to_string(row.cells.size()) +
                                " cells, the header has " + std::to_string(columns_.size()));
    Feature feature;
    if (!locate(row, origin, feature.geometry)) return;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string text(trimmed(row.cells[i]));
      if (columns_[i].role == Role::property && !text.empty())
        feature.properties.set(columns_[i].name, typed(text, columns_[i].type));
    }
    intake_.accept(std::move(feature), origin);
  }

  const Table& table_;
  Intake& intake_;
  std::vector<Column> columns_;
  std::array<bool, 6> has_{};
  std::optional<SourceCrs> default_crs_;
  std::unordered_map<std::string, SourceCrs> row_crs_;
  GeometryLosses losses_;
};

}  // namespace

void read_table(const Table& table, Intake& intake) { TableReader(table, intake).read(); }

void read_csv(const Opened& opened, Intake& intake) {
  std::string text = read_bytes(opened.path, intake.options().limits.text_bytes);
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  const std::string& wanted = intake.options().encoding;
  const std::size_t bad = find_not_utf8(text);
  if (wanted.empty() && bad == std::string::npos) {
    intake.report.encoding = "UTF-8";
  } else if (wanted.empty() || lower_ascii(wanted) != "utf-8") {
    auto decoded = to_utf8(text, wanted.empty() ? "GB18030" : wanted);
    if (!decoded)
      throw Error(ErrorCode::bad_input, intake.file() + ": line " +
                                            std::to_string(line_of(text, bad)) +
                                            ": 既不是 UTF-8 也不是 neither UTF-8 nor " +
                                            (wanted.empty() ? "GBK" : wanted));
    text = std::move(*decoded);
    intake.report.encoding = wanted.empty() ? "GBK (not UTF-8)" : wanted + " (option)";
  } else if (bad != std::string::npos) {
    throw Error(
        ErrorCode::bad_input,
        intake.file() + ": line " + std::to_string(line_of(text, bad)) + ": 不是 UTF-8 not UTF-8");
  }
  const char separator = guess_separator(text);
  Table table;
  if (auto header = CsvReader(text, separator, intake.file()).next())
    table.header = std::move(header->cells);
  if (table.header.empty())
    throw Error(ErrorCode::bad_input, intake.file() + ": 没有表头 there is no header row");
  table.for_each_row = [&](const auto& visit) {
    CsvReader reader(text, separator, intake.file());
    reader.next();
    while (auto row = reader.next()) visit(Table::Row{row->line, std::move(row->cells)});
  };
  read_table(table, intake);
}

}  // namespace jintu::io

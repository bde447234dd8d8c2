#include <algorithm>
#include <cstdio>
#include <optional>

#include "geo/base/error.hpp"
#include "geo/io/gdal_formats.hpp"
#include "geo/io/geojson.hpp"
#include "geo/io/read_formats.hpp"
#include "geo/io/schema_check.hpp"
#include "geo/io/table/columns.hpp"
#include "geo/io/table/record_crs.hpp"
#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

class TableReader {
 public:
  TableReader(const Table& table, Intake& intake)
      : table_(table), intake_(intake), columns_(table, intake) {
    choose_types();
    if (!intake.options().crs.empty()) default_crs_ = choose_crs(intake, "");
    check_positions();
    look_at_axes();
  }

  void read() {
    table_.for_each_row([this](TableRow& row) {
      this->row(row);
      return true;
    });
    if (columns_.has(Role::datum)) {
      intake_.report.crs = "per row";
      intake_.report.crs_source = "row";
    }
    intake_.count_notice("高程已略去 features whose heights were dropped", losses_.dropped_z);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCode::bad_input, intake_.file() + ": " + what);
  }

  /// By the schema; without one, the narrowest type that fits every cell of the column.
  void choose_types() {
    if (const RecordSchema* schema = intake_.options().schema) {
      for (Column& column : columns_.all)
        column.type = schema->type_of(column.name).value_or(FieldType::text);
      return;
    }
    std::vector<TypeGuess> guesses(columns_.all.size());
    table_.for_each_row([&](const TableRow& row) {
      for (std::size_t i = 0; i < std::min(row.cells.size(), guesses.size()); ++i)
        if (columns_.all[i].role == Role::property)
          guesses[i].see(trimmed(row.cells[i]), kind_of(row, i));
      return true;
    });
    for (std::size_t i = 0; i < guesses.size(); ++i)
      if (columns_.all[i].name != intake_.options().key_field)
        columns_.all[i].type = guesses[i].type();
  }

  static CellKind kind_of(const TableRow& row, std::size_t i) {
    return i < row.kinds.size() ? row.kinds[i] : CellKind::unknown;
  }

  void check_positions() const {
    const bool located =
        (columns_.has(Role::x) && columns_.has(Role::y)) || columns_.has(Role::wkt);
    if (!located && intake_.options().geometry == Presence::required)
      fail(
          "没有坐标列 no coordinate columns: expected longitude|lon|x|经度 and "
          "latitude|lat|y|纬度; the header is: " +
          columns_.names());
    if (located && !columns_.has(Role::datum) && intake_.options().crs.empty())
      fail(
          "没有说明坐标系 add a column datum (wgs84, gcj02, bd09 or cgcs2000) or --crs, e.g. --crs "
          "gcj02");
  }

  /// Surveyors' X is the northing. Where the first rows lie outside the area of the projected CRS
  /// as they stand, and all inside with X and Y exchanged, they are meant so.
  void look_at_axes() {
    if (!default_crs_ || !columns_.has(Role::x) || !columns_.has(Role::y)) return;
    if (columns_.has(Role::datum) || !default_crs_->is_projected()) return;
    constexpr int kEnough = 200;
    int seen = 0, as_written = 0, exchanged = 0;
    table_.for_each_row([&](const TableRow& row) {
      const auto x = number_in(row, Role::x);
      const auto y = number_in(row, Role::y);
      if (!x || !y) return true;
      as_written += default_crs_->is_in_area(default_crs_->to_wgs84(*x, *y));
      exchanged += default_crs_->is_in_area(default_crs_->to_wgs84(*y, *x));
      return ++seen < kEnough;
    });
    if (seen == 0 || as_written > 0 || exchanged < seen) return;
    exchanged_ = true;
    intake_.notice(
        "X 为北、Y 为东，已按此读入 X was read as northing and Y as easting: only so do "
        "the points lie within the area of " +
        default_crs_->name());
  }

  const std::string* cell(const TableRow& row, Role role) const {
    const std::size_t i = columns_.of(role);
    return i < row.cells.size() ? &row.cells[i] : nullptr;
  }

  std::optional<double> number_in(const TableRow& row, Role role) const {
    const std::string* text = cell(row, role);
    return text ? parse_number(halfwidth(trimmed(*text))) : std::nullopt;
  }

  std::string raw_json(const TableRow& row) const {
    Json properties = Json::object();
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const bool named = i < columns_.all.size() && !columns_.all[i].name.empty();
      properties[named ? columns_.all[i].name : "column " + std::to_string(i + 1)] = row.cells[i];
    }
    return Json{{"type", "Feature"}, {"geometry", nullptr}, {"properties", properties}}.dump(
        -1, ' ', false, Json::error_handler_t::replace);
  }

  /// The row's CRS; nullptr after a reject.
  const SourceCrs* crs_of(const TableRow& row, const Origin& origin) {
    const std::string* datum = cell(row, Role::datum);
    const auto word = datum ? trimmed(*datum) : std::string_view();
    if (word.empty()) {
      if (default_crs_) return &*default_crs_;
      intake_.reject(origin, "no_datum",
                     "datum: 未填 is empty; expected wgs84, gcj02, bd09 or cgcs2000");
      return nullptr;
    }
    if (word != last_word_) {
      last_word_ = word;
      last_crs_ = row_crs_.find(word);
    }
    if (!last_crs_)
      intake_.reject(origin, "unknown_datum",
                     "datum: \"" + std::string(word.substr(0, 40)) +
                         "\" 不认识 is not one of wgs84, gcj02, bd09, cgcs2000, EPSG:n");
    return last_crs_;
  }

  /// False after a reject.
  bool locate(const TableRow& row, Origin& origin, Geometry<Position>& geometry) {
    const std::string* wkt = cell(row, Role::wkt);
    const std::string* x = cell(row, Role::x);
    const std::string* y = cell(row, Role::y);
    if (wkt && !trimmed(*wkt).empty()) return from_wkt(*wkt, row, origin, geometry);
    const bool empty = !x || !y || (trimmed(*x).empty() && trimmed(*y).empty());
    if (empty) return true;
    auto east = number_in(row, Role::x);
    auto north = number_in(row, Role::y);
    if (!east || !north) {
      const std::string& bad = east ? *y : *x;
      intake_.reject(origin, "bad_number",
                     (east ? "latitude/y: \"" : "longitude/x: \"") + bad.substr(0, 40) +
                         "\" 不是数字 is not a number");
      return false;
    }
    if (exchanged_) std::swap(east, north);
    origin.crs = crs_of(row, origin);
    if (!origin.crs) return false;
    const auto position = origin.crs->to_wgs84(*east, *north);
    if (!position) {
      const char* hint =
          *east >= -90 && *east <= 90 && *north > 90 ? " 经纬度是否颠倒 are they swapped?" : "";
      intake_.reject(origin, "out_of_range",
                     "坐标 (" + *x + ", " + *y + ") 超出范围 is outside the range of " +
                         origin.crs->name() + hint);
      return false;
    }
    geometry = MultiPoint<Position>{*position};
    return true;
  }

  bool from_wkt(const std::string& wkt, const TableRow& row, Origin& origin,
                Geometry<Position>& geometry) {
    const SourceCrs* crs = origin.crs = crs_of(row, origin);
    if (!crs) return false;
    const auto read_in = [this, &wkt](const SourceCrs& in, GeometryLosses& losses) {
      return gdal_formats().read_wkt(wkt, in, intake_.options().limits.feature_vertices, losses);
    };
    auto read = read_in(*crs, losses_);
    if (const auto* finding = std::get_if<Finding>(&read)) {
      intake_.reject(origin, finding->code, finding->detail, finding->position);
      return false;
    }
    geometry = std::get<Geometry<Position>>(std::move(read));
    origin.as_sent = [read_in] {
      GeometryLosses ignored;
      auto raw = read_in(SourceCrs::as_written(), ignored);
      return std::get<Geometry<Position>>(std::move(raw));
    };
    return true;
  }

  void row(TableRow& row) {
    intake_.tick(row.line, 0);
    Origin origin{row.line, row_name(row.line), [this, &row] { return raw_json(row); }};
    const std::size_t width = columns_.all.size();
    const bool only_blanks_more =
        row.cells.size() > width &&
        std::all_of(row.cells.begin() + static_cast<std::ptrdiff_t>(width), row.cells.end(),
                    [](const auto& c) { return c.empty(); });
    if (row.cells.size() != width && !only_blanks_more)
      return intake_.reject(origin, "column_count",
                            "列数不对 " + std::to_string(row.cells.size()) +
                                " cells, the header has " + std::to_string(width));
    Feature feature;
    if (!locate(row, origin, feature.geometry)) return;
    for (std::size_t i = 0; i < width; ++i) {
      const auto text = trimmed(row.cells[i]);
      const Column& column = columns_.all[i];
      if (column.role == Role::property && !text.empty())
        feature.properties.set(column.name, typed_cell(text, column.type));
    }
    intake_.accept(std::move(feature), origin);
  }

  static std::string row_name(std::uint64_t line) { return "row " + std::to_string(line); }

  const Table& table_;
  Intake& intake_;
  Columns columns_;
  std::optional<SourceCrs> default_crs_;
  bool exchanged_ = false;
  RecordCrs row_crs_;
  std::string last_word_;
  const SourceCrs* last_crs_ = nullptr;
  GeometryLosses losses_;
};

}  // namespace

void read_table(const Table& table, Intake& intake) { TableReader(table, intake).read(); }

}  // namespace jintu::io

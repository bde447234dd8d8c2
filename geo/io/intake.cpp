#include "geo/io/intake.hpp"

#include <algorithm>
#include <cmath>

#include "geo/base/tianjin_clock.hpp"
#include "geo/feature/key.hpp"
#include "geo/geometry/ring_contacts.hpp"
#include "geo/io/geojson.hpp"
#include "geo/io/schema_check.hpp"
#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

std::optional<FieldType> type_of(const Value& value) {
  switch (value.index()) {
    case 1:
      return FieldType::boolean;
    case 2:
      return FieldType::integer;
    case 3:
      return FieldType::real;
    case 4:
      return FieldType::text;
    default:
      return std::nullopt;
  }
}

FieldType wider(FieldType a, FieldType b) {
  if (a == b) return a;
  const auto number = [](FieldType t) { return t == FieldType::integer || t == FieldType::real; };
  return number(a) && number(b) ? FieldType::real : FieldType::text;
}

/// Name of the first property that no store or JSON could keep; empty when all are fine.
std::string unfit_property(const Properties& properties, std::string& why) {
  for (const auto& [name, value] : properties) {
    const auto* text = std::get_if<std::string>(&value);
    const auto* real = std::get_if<double>(&value);
    if (find_not_utf8(name) != std::string::npos ||
        (text && find_not_utf8(*text) != std::string::npos)) {
      why = "文字不是 UTF-8 text is not UTF-8";
    } else if (text && text->find('\0') != std::string::npos) {
      why = "文字里有零字节 text holds a zero byte";
    } else if (real && !std::isfinite(*real)) {
      why = "不是有限的数 not a finite number";
    } else {
      continue;
    }
    return find_not_utf8(name) == std::string::npos ? name : "?";
  }
  return {};
}

}  // namespace

Value as_type(const Value& value, FieldType type) {
  const auto own = type_of(value);
  if (!own || *own == type) return value;
  if (type == FieldType::real && *own == FieldType::integer)
    return static_cast<double>(std::get<std::int64_t>(value));
  if (type == FieldType::text) return json_of(value).dump();
  return value;
}

Intake::Intake(std::string file, const ReadOptions& options, const FeatureSink& on_feature,
               const RejectSink& on_reject, const Progress& progress)
    : file_(std::move(file)),
      options_(options),
      on_feature_(on_feature),
      on_reject_(on_reject),
      progress_(progress) {}

void Intake::tick(std::uint64_t done, std::uint64_t total) {
  ++report.read;
  if (report.read > options_.limits.features)
    throw Error(ErrorCode::too_large, file_ + ": 要素太多 more than " +
                                          std::to_string(options_.limits.features) + " features");
  if (report.read % 512 == 1) {
    progress_.check();
    progress_.report("read", done, total);
  }
}

void Intake::reject(const Origin& origin, std::string code, std::string reason,
                    std::optional<Position> position) {
  ++report.rejected;
  ++report.rejects_by_code[code];
  if (!on_reject_) return;
  on_reject_({file_, origin.line, origin.feature, std::move(code), std::move(reason), position,
              origin.data ? origin.data() : std::string()});
}

Value Intake::by_schema(const std::string& name, Value value) const {
  const auto type = options_.schema ? options_.schema->type_of(name) : std::nullopt;
  const auto* word = std::get_if<std::string>(&value);
  if (!type) return value;
  if (!word) return as_type(value, *type);
  if (*type == FieldType::integer)
    if (const auto number = parse_integer(*word)) return *number;
  if (*type == FieldType::real)
    if (const auto number = parse_number(*word)) return *number;
  if (*type == FieldType::boolean && (*word == "true" || *word == "false")) return *word == "true";
  return value;
}

void Intake::count_notice(const std::string& text, std::uint64_t times) {
  if (times > 0) counted_[text] += times;
}

bool Intake::key_is_fine(Feature& feature, const Origin& origin) {
  const Value* value = feature.properties.find(options_.key_field);
  if (feature.key.empty() && value && value->index() != 0) {
    const Json id = json_of(*value);
    auto named = id.is_boolean() ? std::optional(id.dump()) : key_of(id);
    if (!named) {
      reject(origin, "bad_key",
             options_.key_field +
                 ": 标识的位数太多 a number keeps fewer digits than this has; "
                 "write it as text");
      return false;
    }
    feature.key = std::move(*named);
  }
  if (feature.key.empty()) {
    if (options_.key == Presence::optional) return true;
    reject(origin, "no_key",
           "缺少标识 the property \"" + options_.key_field + "\" is missing or empty");
    return false;
  }
  // What OpenStreetMap's tools call an object; no address could name it with its slash.
  for (const std::string_view kind : {"node/", "way/", "relation/"})
    if (feature.key.starts_with(kind) && feature.key.find('/', kind.size()) == std::string::npos) {
      feature.key[kind.size() - 1] = '-';
      count_notice("OSM 标识 way/1 写作 way-1 ids of OpenStreetMap objects written with a hyphen");
    }
  if (const auto fault = key_fault(feature.key)) {
    reject(origin, "bad_key", *fault);
    return false;
  }
  if (keys_.contains(feature.key)) {
    reject(origin, "duplicate_key",
           options_.key_field + " \"" + feature.key + "\" 在文件里重复 stands in this file before");
    return false;
  }
  return true;
}

bool Intake::geometry_is_fine(Feature& feature, const Origin& origin) {
  if (feature.geometry.index() == 0) {
    if (options_.geometry == Presence::optional) return true;
    reject(origin, "no_geometry", "没有位置 the feature has no geometry, and this layer needs one");
    return false;
  }
  std::uint64_t count = 0;
  for_each_vertex(feature.geometry, [&](Position) { ++count; });
  vertices_ += count;
  if (vertices_ > options_.limits.vertices)
    throw Error(ErrorCode::too_large, file_ + ": 顶点太多 more than " +
                                          std::to_string(options_.limits.vertices) + " vertices");
  if (count > options_.limits.feature_vertices) {
    reject(origin, "too_many_vertices",
           "顶点太多 " + std::to_string(count) + " vertices, the limit is " +
               std::to_string(options_.limits.feature_vertices));
    return false;
  }
  const ValidationReport checked = check(feature.geometry);
  if (!checked.ok() && !became_valid(feature, origin)) {
    const Finding& first = checked.findings.front();
    reject(origin, first.code, first.detail, first.position);
    return false;
  }
  if (auto* polygons = std::get_if<MultiPolygon<Position>>(&feature.geometry)) orient(*polygons);
  return true;
}

/// A polygon that is valid in its own CRS, where reprojection bent a line across a vertex that
/// touches it or nearly does. With a vertex more in the line, the shape is the same and stays so.
bool Intake::became_valid(Feature& feature, const Origin& origin) {
  if (!origin.crs || !origin.as_sent || origin.crs->is_identity()) return false;
  Geometry<Position> sent = origin.as_sent();
  auto* polygons = std::get_if<MultiPolygon<Position>>(&sent);
  const double five_centimetres = origin.crs->is_projected() ? 0.05 : 5e-7;
  if (!polygons || !is_valid_plane(*polygons) || !tie_contacts(*polygons, five_centimetres))
    return false;
  bool converted = true;
  for_each_ring(*polygons, [&](Ring<Position>& ring) {
    for (Position& p : ring.points) {
      const auto q = origin.crs->to_wgs84(p.lon, p.lat);
      converted = converted && q;
      if (q) p = *q;
    }
  });
  if (!converted || !check(sent).ok()) return false;
  feature.geometry = std::move(sent);
  count_notice(
      "面在原坐标系中有效，接触处已补点 polygons valid in their own CRS, given vertices where "
      "their "
      "rings touch");
  return true;
}

void Intake::look_at_place(const Feature& feature, const Origin& origin) {
  if (!origin.crs) return;
  if (!told_ballpark_ && origin.crs->accuracy_unknown()) {
    told_ballpark_ = true;
    notice(
        origin.crs->name() +
        " 到 WGS 84 的转换精度未知（可差百米） the accuracy of the shift to WGS 84 is unknown and "
        "may be off by a hundred metres; give a pipeline with --crs @FILE");
  }
  bool inside = true;
  for_each_vertex(feature.geometry,
                  [&](Position p) { inside = inside && origin.crs->is_in_area(p); });
  if (!inside)
    count_notice(
        "在坐标系适用区外 features outside the area of use of " + origin.crs->area_text() +
        "; 坐标轴颠倒、单位是度或 --crs 不对？ are axes exchanged, is it in degrees, or is "
        "--crs another");
}

void Intake::learn_fields(const Properties& properties) {
  for (const auto& [name, value] : properties) {
    const auto [at, is_new] = field_index_.try_emplace(name, report.fields.size());
    if (is_new) {
      if (report.fields.size() >= options_.limits.fields)
        throw Error(ErrorCode::too_large, file_ + ": 字段太多 more than " +
                                              std::to_string(options_.limits.fields) +
                                              " different fields; are names data here?");
      report.fields.push_back({name, FieldType::text});
      field_seen_.push_back(false);
    }
    const auto type = type_of(value);
    if (!type) continue;
    Field& field = report.fields[at->second];
    field.type = field_seen_[at->second] ? wider(field.type, *type) : *type;
    field_seen_[at->second] = true;
  }
}

void Intake::learn_geometry(const Geometry<Position>& geometry) {
  const GeometryKind kind = kind_of(geometry);
  if (kind == GeometryKind::none) {
    ++report.unplaced;
  } else if (report.geometry == GeometryKind::none) {
    report.geometry = kind;
  } else if (report.geometry != kind) {
    report.geometry = GeometryKind::any;
  }
}

/// "2026-12-05 18:00", as tables have it, is Tianjin's time, and written with its offset.
void Intake::write_out_moments(Properties& properties) {
  Properties out;
  std::uint64_t taken = 0;
  for (const auto& [name, value] : properties) {
    const auto* text = std::get_if<std::string>(&value);
    const auto minute =
        text && options_.schema->is_moment(name) ? parse_minute(*text) : std::nullopt;
    taken += minute && !minute->has_offset;
    out.set(name, minute ? Value(minute_text(minute->value)) : value);
  }
  if (out == properties) return;
  properties = std::move(out);
  count_notice("未写时区的时间按北京时间读入 times without an offset, taken for Tianjin's", taken);
}

void Intake::accept(Feature&& feature, const Origin& origin) {
  std::string why;
  const std::string unfit = unfit_property(feature.properties, why);
  if (!unfit.empty()) return reject(origin, "bad_value", unfit + ": " + why);
  if (!key_is_fine(feature, origin) || !geometry_is_fine(feature, origin)) return;
  if (!feature.key.empty()) {  // the key is the identity, not a property beside it
    Properties rest;
    for (const auto& [name, value] : feature.properties)
      if (name != options_.key_field) rest.set(name, value);
    feature.properties = std::move(rest);
  }
  if (options_.schema) {
    write_out_moments(feature.properties);
    const auto faults = options_.schema->check(feature);
    if (!faults.empty()) {
      std::string all;
      for (const auto& fault : faults) all += (all.empty() ? "" : "; ") + fault;
      return reject(origin, "schema", all);
    }
  }
  if (!feature.key.empty()) keys_.insert(feature.key);
  look_at_place(feature, origin);
  learn_fields(feature.properties);
  learn_geometry(feature.geometry);
  ++report.accepted;
  if (on_feature_) on_feature_(std::move(feature));
}

ReadReport Intake::finish() {
  for (const auto& [text, times] : counted_)
    report.notices.push_back(text + ": " + std::to_string(times));
  progress_.report("read", report.read, report.read);
  return std::move(report);
}

}  // namespace jintu::io

#include "geo/base/error.hpp"
#include "geo/base/json_limits.hpp"
#include "geo/io/geojson.hpp"
#include "geo/io/json/geojson_walk.hpp"
#include "geo/io/read_formats.hpp"
#include "geo/io/schema_check.hpp"
#include "geo/io/table/record_crs.hpp"
#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

constexpr std::size_t kMostProperties = 1000;

/// Member "crs" of GeoJSON 2008, as SourceCrs::parse takes it: urn:ogc:def:crs:EPSG::4548 →
/// EPSG:4548.
std::string crs_word(const Json& crs, const std::string& file) {
  if (crs.is_null()) return {};
  const Json::json_pointer at("/properties/name");
  if (!crs.is_object() || !crs.contains(at) || !crs.at(at).is_string())
    throw Error(ErrorCode::bad_input,
                file + ": the member \"crs\" should name a CRS; remove it or add --crs");
  std::string name = crs.at(at).get<std::string>();
  if (name.ends_with("CRS84")) return "wgs84";
  const auto epsg = name.find("EPSG:");
  if (name.starts_with("urn:") && epsg != std::string::npos)
    name = "EPSG:" + name.substr(name.rfind(':') + 1);
  return name;
}

class GeoJsonReader {
 public:
  GeoJsonReader(const Opened& opened, const GeoJsonOutline& outline, const SourceCrs& crs,
                Intake& intake)
      : opened_(opened),
        outline_(outline),
        crs_(crs),
        intake_(intake),
        crs_said_(!intake.options().crs.empty() || !outline.crs.empty()) {
    limits_.vertices = intake.options().limits.feature_vertices;
    read_limits_.depth = static_cast<std::size_t>(intake.options().limits.depth);
  }

  void read() {
    std::size_t index = 0;
    for_each_feature(opened_.path, intake_.file(), intake_.options().limits, outline_,
                     [&](const GeoJsonText& found) { feature(index++, found); });
    intake_.count_notice("高程已略去 features whose heights were dropped", dropped_z_);
    intake_.count_notice("嵌套的属性存为 JSON 文本 nested properties kept as JSON text", nested_);
  }

 private:
  void feature(std::size_t index, const GeoJsonText& found) {
    intake_.tick(found.offset, opened_.bytes);
    Origin origin{found.line, "feature " + std::to_string(index + 1),
                  [&] { return std::string(found.text); }};
    if (found.has_twice)
      return intake_.reject(
          origin, "duplicate_member",
          "键重复 the key \"" + std::string(found.twice) + "\" is given twice in one object");
    Json json;
    try {
      json = parse_json(found.text, "", read_limits_);
    } catch (const Error&) {  // what the outline let pass: a lone surrogate in \u
      origin.data = nullptr;
      return intake_.reject(origin, "bad_json",
                            "不是合法的 JSON not valid JSON (a broken \\u escape?)");
    }
    if (!outline_.has_features && json.value("type", Json()) != "Feature")  // a bare geometry
      json = Json{{"type", "Feature"}, {"properties", nullptr}, {"geometry", std::move(json)}};
    if (!json.is_object() || json.value("type", Json()) != "Feature")
      return intake_.reject(origin, "not_a_feature",
                            "应为 Feature expected an object of type \"Feature\"");
    name_origin(json, origin);
    build(json, origin);
  }

  void name_origin(const Json& json, Origin& origin) const {
    const auto id = json.find("id");
    if (id == json.end()) return;
    if (auto key = key_of(*id)) origin.feature = std::move(*key);
  }

  /// The CRS that a record of our own exports names, where neither option nor file does.
  const SourceCrs* datum_of(const Json& properties) {
    if (crs_said_) return nullptr;
    const auto datum = properties.find(kDatumField);
    if (datum == properties.end() || !datum->is_string()) return nullptr;
    const SourceCrs* crs = record_crs_.find_datum(datum->get_ref<const std::string&>());
    if (crs) intake_.count_notice(kReadByDatum);
    return crs;
  }

  void build(const Json& json, Origin& origin) {
    Feature out;
    const auto geometry = json.find("geometry");
    if (geometry == json.end())
      return intake_.reject(origin, "not_a_feature",
                            "缺少 geometry the member \"geometry\" is missing (null is allowed "
                            "where the place is not known)");
    const auto properties = json.find("properties");
    const bool has_properties = properties != json.end() && properties->is_object();
    const SourceCrs* by_datum = has_properties ? datum_of(*properties) : nullptr;
    origin.crs = by_datum ? by_datum : &crs_;
    origin.as_sent = [this, geometry] {
      GeoJsonNotes ignored;
      auto raw = read_geojson_geometry(*geometry, SourceCrs::as_written(), limits_, ignored);
      return std::get<Geometry<Position>>(std::move(raw));
    };
    GeoJsonNotes notes;
    auto read = read_geojson_geometry(*geometry, *origin.crs, limits_, notes);
    if (const auto* finding = std::get_if<Finding>(&read))
      return intake_.reject(origin, finding->code, finding->detail, finding->position);
    out.geometry = std::get<Geometry<Position>>(std::move(read));
    if (notes.dropped_z) ++dropped_z_;
    if (properties != json.end() && !properties->is_null()) {
      if (!properties->is_object())
        return intake_.reject(origin, "not_a_feature",
                              "properties 应为对象 \"properties\" should be an object or null");
      if (properties->size() > kMostProperties)
        return intake_.reject(
            origin, "too_many_properties",
            "属性太多 more than " + std::to_string(kMostProperties) + " properties");
      for (const auto& [name, value] : properties->items()) {
        if (by_datum && name == kDatumField) continue;
        if (value.is_structured()) ++nested_;
        out.properties.set(name, value_of(value));
      }
    }
    const Value* key = out.properties.find(intake_.options().key_field);
    if (!key || key->index() == 0) {
      if (const auto id = json.find("id"); id != json.end() && !id->is_null()) {
        auto named = key_of(*id);
        if (!named)
          return intake_.reject(
              origin, "bad_key",
              "id 应为文字或整数 \"id\" should be a text or a whole number, not " +
                  id->dump().substr(0, 60));
        out.key = std::move(*named);
      }
    }
    intake_.accept(std::move(out), origin);
  }

  const Opened& opened_;
  const GeoJsonOutline& outline_;
  const SourceCrs& crs_;
  Intake& intake_;
  bool crs_said_;  ///< by the option or the file
  GeoJsonLimits limits_;
  JsonLimits read_limits_;
  RecordCrs record_crs_;
  std::uint64_t dropped_z_ = 0;
  std::uint64_t nested_ = 0;
};

}  // namespace

void read_geojson(const Opened& opened, Intake& intake) {
  const ReadLimits& limits = intake.options().limits;
  const GeoJsonOutline outline = outline_geojson(opened.path, intake.file(), limits);
  if (outline.type == "Topology")
    throw Error(ErrorCode::unsupported,
                intake.file() + ": 这是 TopoJSON: convert it to GeoJSON first");
  if (outline.type.empty() || (outline.type == "FeatureCollection") != outline.has_features)
    throw Error(ErrorCode::bad_input, intake.file() +
                                          ": 不是 GeoJSON: expected a FeatureCollection with "
                                          "\"features\", a Feature or a geometry");
  std::string said;
  if (!outline.crs.empty())
    said = crs_word(parse_json(outline.crs, intake.file() + " crs"), intake.file());
  const SourceCrs crs = choose_crs(intake, said.empty() ? "wgs84" : said);
  if (said.empty() && intake.options().crs.empty()) intake.report.crs_source = "format";
  GeoJsonReader(opened, outline, crs, intake).read();
}

}  // namespace jintu::io

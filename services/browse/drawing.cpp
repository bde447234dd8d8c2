#include "services/browse/drawing.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "geo/geometry/box.hpp"
#include "services/catalog/url.hpp"

namespace jintu::browse {

namespace {

using html::element;
using html::Html;
using html::text;

constexpr double width = 720, most_height = 480, margin = 16, least_degrees = 0.05;
constexpr std::size_t most_vertices = 60'000;  // of a page, which has some hundred kilobytes

/// From degrees to pixels; longitudes are narrower than latitudes are high.
class Paper {
 public:
  explicit Paper(Box<Wgs84> box) : box_(box) {
    const double squeeze = std::cos((box.min.lat + box.max.lat) / 2 * std::numbers::pi / 180);
    const double wide = (box.max.lon - box.min.lon) * squeeze, high = box.max.lat - box.min.lat;
    scale_ = std::min((width - 2 * margin) / wide, (most_height - 2 * margin) / high);
    squeeze_ = squeeze;
    height_ = high * scale_ + 2 * margin;
    left_ = (width - wide * scale_) / 2;
  }
  double height() const { return height_; }
  double x(double lon) const { return left_ + (lon - box_.min.lon) * squeeze_ * scale_; }
  double y(double lat) const { return margin + (box_.max.lat - lat) * scale_; }
  /// The box of all that is on the paper.
  Box<Wgs84> shown() const {
    const double lon = left_ / (squeeze_ * scale_), lat = margin / scale_;
    return {{box_.min.lon - lon, box_.min.lat - lat}, {box_.max.lon + lon, box_.max.lat + lat}};
  }

 private:
  Box<Wgs84> box_;
  double scale_ = 1, squeeze_ = 1, height_ = 0, left_ = 0;
};

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

/// Lines of a path; vertices that fall upon the one before are left out.
class Path {
 public:
  explicit Path(const Paper& paper) : paper_(paper) {}
  void begin() { first_ = true; }
  void add(double lon, double lat) {
    const double x = paper_.x(lon), y = paper_.y(lat);
    if (!first_ && std::abs(x - x_) + std::abs(y - y_) < 0.7) return;
    text_ += (first_ ? "M" : "L") + number(x) + " " + number(y);
    first_ = false;
    x_ = x;
    y_ = y;
  }
  void close() { text_ += "Z"; }
  const std::string& str() const { return text_; }

 private:
  const Paper& paper_;
  std::string text_;
  bool first_ = true;
  double x_ = 0, y_ = 0;
};

bool is_position(const Json& json) {
  return json.is_array() && json.size() >= 2 && json[0].is_number() && json[1].is_number();
}

/// Calls `visit(lon, lat)` for each position below, in their order.
template <class Visit>
void positions(const Json& json, Visit visit) {
  if (is_position(json)) return visit(json[0].get<double>(), json[1].get<double>());
  if (json.is_array())
    for (const Json& part : json) positions(part, visit);
}

/// Calls `visit(line)` for each list of positions below.
template <class Visit>
void lines(const Json& json, Visit visit) {
  if (!json.is_array() || json.empty()) return;
  if (is_position(json[0])) return visit(json);
  for (const Json& part : json) lines(part, visit);
}

const Json* coordinates_of(const Json& feature) {
  const auto geometry = feature.find("geometry");
  if (geometry == feature.end() || !geometry->is_object()) return nullptr;
  const auto found = geometry->find("coordinates");
  return found == geometry->end() ? nullptr : &*found;
}

std::string name_of(const Json& feature, bool zh) {
  const auto properties = feature.find("properties");
  if (properties != feature.end() && properties->is_object())
    for (const char* name : {zh ? "name_zh" : "name_en", "name_zh", "name", "name_en"})
      if (const auto found = properties->find(name);
          found != properties->end() && found->is_string() && !found->get<std::string>().empty())
        return found->get<std::string>();
  const auto id = feature.find("id");
  if (id == feature.end()) return "";
  return id->is_string() ? id->get<std::string>() : id->dump();
}

Html shape_of(const Json& feature, const Json& coordinates, const Paper& paper) {
  const std::string type = feature.at("geometry").value("type", "");
  Html shape;
  if (type == "Point" || type == "MultiPoint") {
    positions(coordinates, [&](double lon, double lat) {
      shape += element(
          "circle", {{"cx", number(paper.x(lon))}, {"cy", number(paper.y(lat))}, {"r", "5"}}, {});
    });
    return shape;
  }
  const bool area = type == "Polygon" || type == "MultiPolygon";
  Path path(paper);
  lines(coordinates, [&](const Json& line) {
    path.begin();
    positions(line, [&](double lon, double lat) { path.add(lon, lat); });
    if (area) path.close();
  });
  return element("path", {{"class", area ? "area" : "line"}, {"d", path.str()}}, {});
}

Html ground_of(const Layer& ground, const Paper& paper) {
  const Box<Wgs84> shown = paper.shown();
  Path path(paper);
  for (const Feature& feature : ground.features()) {
    const auto* areas = std::get_if<MultiPolygon<Position>>(&feature.geometry);
    if (!areas) continue;
    for (const auto& polygon : *areas) {
      Box<Wgs84> box;
      for (const Position p : polygon.outer.points) box.add(p);
      if (!box.intersects(shown)) continue;
      path.begin();
      for (const Position p : polygon.outer.points) path.add(p.lon, p.lat);
      path.close();
    }
  }
  return path.str().empty() ? Html()
                            : element("path", {{"class", "ground"}, {"d", path.str()}}, {});
}

}  // namespace

Html drawing(const Json& features, const std::string& items, const Look& look) {
  Box<Wgs84> box;
  std::size_t vertices = 0;
  for (const Json& feature : features)
    if (const Json* coordinates = coordinates_of(feature))
      positions(*coordinates, [&](double lon, double lat) {
        ++vertices;
        if (std::abs(lon) <= 180 && std::abs(lat) <= 90) box.add(Position{lon, lat});
      });
  if (box.empty() || vertices > most_vertices) return {};
  const auto widen = [](double& min, double& max) {
    const double lacking = least_degrees - (max - min);
    if (lacking <= 0) return;
    min -= lacking / 2;
    max += lacking / 2;
  };
  widen(box.min.lon, box.max.lon);
  widen(box.min.lat, box.max.lat);
  const Paper paper(box);
  const bool zh = look.language == html::Language::zh;
  Html shapes = look.ground ? ground_of(*look.ground, paper) : Html();
  for (const Json& feature : features) {
    const Json* coordinates = coordinates_of(feature);
    if (!coordinates) continue;
    const std::string id = feature.contains("id") && feature["id"].is_string()
                               ? feature["id"].get<std::string>()
                               : std::string();
    const Html shape = shape_of(feature, *coordinates, paper);
    const Html titled =
        element("g", {}, {element("title", {}, {text(name_of(feature, zh))}), shape});
    shapes += items.empty() || id.empty()
                  ? titled
                  // The table has the same links: a keyboard need not come by each of them twice.
                  : element("a",
                            {{"href", items + "/" + catalog::url_encoded(id)},
                             {"tabindex", "-1"},
                             {"aria-label", name_of(feature, zh)}},
                            {titled});
  }
  char box_text[64];
  std::snprintf(box_text, sizeof box_text, "0 0 %.0f %.0f", width, std::ceil(paper.height()));
  return element("svg",
                 {{"class", "drawing"},
                  {"viewBox", box_text},
                  {"role", items.empty() ? "img" : "group"},
                  {"aria-label", zh ? "本页要素的位置" : "Where the features of this page lie"}},
                 {shapes});
}

}  // namespace jintu::browse

#include "services/edit/derived.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "geo/geometry/intersects.hpp"

namespace jintu::edit {
namespace {

constexpr double decimals = 1e6;              // of `lon` and `lat`: 0.1 m
constexpr double metres_per_degree = 80'000;  // of longitude in the north of the city, the least
constexpr double same_place = 1e-5;           // degrees, about a metre: people round

struct Coordinates {
  std::string_view lon, lat;
};
constexpr std::array<Coordinates, 2> coordinates{{{"lon", "lat"}, {"label_lon", "label_lat"}}};

Value value_of(const Feature* feature, std::string_view name) {
  const Value* value = feature ? feature->properties.find(name) : nullptr;
  return value ? *value : Value();
}

bool is_absent(const Value& value) { return std::holds_alternative<std::monostate>(value); }

Value rounded(double degrees) { return std::round(degrees * decimals) / decimals; }

/// The one position that stands for the record; nothing when it has no place.
std::optional<Position> place_of(const Geometry<Position>& geometry) {
  if (const auto* points = std::get_if<MultiPoint<Position>>(&geometry); points && !points->empty())
    return points->front();
  if (const auto* polygons = std::get_if<MultiPolygon<Position>>(&geometry))
    return label_point(*polygons);
  const auto box = box_of(geometry);
  if (box.empty()) return std::nullopt;
  return Position{(box.min.lon + box.max.lon) / 2, (box.min.lat + box.max.lat) / 2};
}

/// Whether the numbers name a place on the record.
bool agrees(const Value& lon, const Value& lat, const Geometry<Position>& geometry) {
  const auto *x = std::get_if<double>(&lon), *y = std::get_if<double>(&lat);
  if (!x || !y) return false;
  return intersects(geometry,
                    {{*x - same_place, *y - same_place}, {*x + same_place, *y + same_place}});
}

/// Within so many degrees each way.
bool reaches(const Feature& district, Position place, double degrees) {
  return kind_of(district.geometry) == GeometryKind::polygon &&
         intersects(district.geometry, {{place.lon - degrees, place.lat - degrees},
                                        {place.lon + degrees, place.lat + degrees}});
}

const Feature* district_at(Position place, const Layer& districts) {
  const auto& all = districts.features();
  const auto it = std::find_if(
      all.begin(), all.end(), [&](const Feature& district) { return reaches(district, place, 0); });
  return it == all.end() ? nullptr : &*it;
}

/// "甲/乙" holds 乙.
bool lists(const Value& list, std::string_view one) {
  const auto* text = std::get_if<std::string>(&list);
  if (!text) return false;
  for (std::size_t begin = 0; begin <= text->size();) {
    const auto end = std::min(text->find('/', begin), text->size());
    if (std::string_view(*text).substr(begin, end - begin) == one) return true;
    begin = end + 1;
  }
  return false;
}

class Derivation {
 public:
  Derivation(Feature& feature, const Feature* before, const Surroundings& around)
      : feature_(feature),
        before_(before),
        around_(around),
        moved_(!before || !(feature.geometry == before->geometry)),
        place_(place_of(feature.geometry)) {}

  std::vector<Finding> run() {
    for (const Coordinates& pair : coordinates) derive_coordinates(pair);
    if (around_.schema && around_.schema->knows("district")) derive_districts();
    return std::move(findings_);
  }

 private:
  bool is_derived(const Coordinates& pair) const {
    if (around_.schema) return around_.schema->knows(pair.lon) && around_.schema->knows(pair.lat);
    return before_ && pair.lon == "lon" &&
           agrees(value_of(before_, pair.lon), value_of(before_, pair.lat), before_->geometry);
  }

  /// Brought by the editor: neither left out nor repeated from before.
  bool is_own(std::string_view name) const {
    const Value value = value_of(&feature_, name);
    return !is_absent(value) && !(before_ && value == value_of(before_, name));
  }

  void derive_coordinates(const Coordinates& pair) {
    if (!is_derived(pair)) return;
    if (is_own(pair.lon) || is_own(pair.lat)) {
      if (!agrees(value_of(&feature_, pair.lon), value_of(&feature_, pair.lat), feature_.geometry))
        findings_.push_back({"derived",
                             std::string(pair.lon) + ", " + std::string(pair.lat) +
                                 ": 与几何位置不符 differ from the geometry; leave them out and "
                                 "they are derived",
                             place_});
      return;
    }
    const bool given = !is_absent(value_of(&feature_, pair.lon));
    if (!moved_ && given) return;
    if (!moved_ && before_) {  // left out, and as true as before
      feature_.properties.set(pair.lon, value_of(before_, pair.lon));
      feature_.properties.set(pair.lat, value_of(before_, pair.lat));
      return;
    }
    feature_.properties.set(pair.lon, place_ ? rounded(place_->lon) : Value());
    feature_.properties.set(pair.lat, place_ ? rounded(place_->lat) : Value());
  }

  void derive_districts() {
    // A record without a place may state its district all the same.
    if (!place_ || !around_.districts) return;
    const Feature* district = district_at(*place_, *around_.districts);
    const std::string name(district ? district->properties.text("name_zh") : std::string_view());
    const std::string code = district ? district->key : std::string();
    const auto name_of = [](const Feature& f) { return f.properties.text("name_zh"); };
    const auto code_of = [](const Feature& f) { return std::string_view(f.key); };
    derive_district("district", name, name_of);
    derive_district("district_code", code, code_of);
    derive_district("district_codes", code, code_of);
  }

  /// Borders are known to some hundred metres: near one the editor may know better.
  template <class NameOf>
  bool may_lie_in(const Value& list, NameOf name_of) const {
    const auto& all = around_.districts->features();
    return std::any_of(all.begin(), all.end(), [&](const Feature& district) {
      const double degrees = district.properties.number("accuracy_m", 0) / metres_per_degree;
      return lists(list, name_of(district)) && reaches(district, *place_, degrees);
    });
  }

  template <class NameOf>
  void derive_district(const std::string& property, const std::string& right, NameOf name_of) {
    if (!around_.schema->knows(property)) return;
    const Value given = value_of(&feature_, property);
    if (right.empty() ? is_absent(given) : lists(given, right)) return;
    if (is_own(property)) {
      if (may_lie_in(given, name_of)) return;
      findings_.push_back(
          {"derived",
           property + ": 与几何所在的区不符 differs from the district that holds the geometry: " +
               (right.empty() ? "-" : right),
           place_});
    } else if (moved_) {
      feature_.properties.set(property, right.empty() ? Value() : Value(right));
    }
  }

  Feature& feature_;
  const Feature* before_;
  const Surroundings& around_;
  const bool moved_;
  const std::optional<Position> place_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> derive(Feature& feature, const Feature* before, const Surroundings& around) {
  return Derivation(feature, before, around).run();
}

}  // namespace jintu::edit

#include "services/siting/question/points.hpp"

#include <charconv>
#include <cmath>
#include <filesystem>

#include "geo/base/error.hpp"
#include "geo/io/read.hpp"
#include "geo/siting/question/limits.hpp"
#include "services/siting/question/fields.hpp"
#include "services/siting/question/id_index.hpp"

namespace jintu::siting {

namespace {

void check_size(std::size_t size, Role role, const std::string& where) {
  const std::size_t most = role == Role::demand ? most_demand : most_candidates;
  if (size <= most) return;
  throw Error(ErrorCode::too_large, where + ": 过多 too many: at most " + std::to_string(most) +
                                        (role == Role::demand ? " demand points" : " candidates"));
}

Position position_of(Fields& fields) {
  const Position at{fields.number("lon"), fields.number("lat")};
  if (!(std::abs(at.lon) <= 180)) fields.refuse("lon: expected degrees from -180 to 180");
  if (!(std::abs(at.lat) <= 90)) fields.refuse("lat: expected degrees from -90 to 90");
  return at;
}

Points from_list(const Json& list, const std::string& where, Role role) {
  check_size(list.size(), role, where);
  Points points;
  std::size_t placed = 0;
  for (std::size_t k = 0; k < list.size(); ++k) {
    Fields fields(list[k], where + "[" + std::to_string(k) + "]");
    points.ids.push_back(fields.id("id"));
    if (fields.has("lon") || fields.has("lat")) {
      points.at.push_back(position_of(fields));
      ++placed;
    }
    if (role == Role::demand) points.weights.push_back(fields.find_number("weight").value_or(1));
    if (auto name = fields.find_text("name"); name && !name->empty())
      points.names.emplace(points.ids.back(), *std::move(name));
    fields.done();
  }
  if (placed != 0 && placed != list.size()) {
    throw Error(ErrorCode::bad_input, where + ": expected lon and lat of every point, or of none");
  }
  return points;
}

/// Takes points one by one from a file or a layer.
class Taker {
 public:
  Taker(std::string where, Role role, std::string weight)
      : where_(std::move(where)), role_(role), weight_(std::move(weight)) {}

  void take(const Feature& feature) {
    const auto* point = std::get_if<MultiPoint<Position>>(&feature.geometry);
    const std::string number = std::to_string(points_.ids.size() + 1);
    const std::string name =
        where_ + ": " + (feature.key.empty() ? "record " + number : feature.key);
    if (!point || point->size() != 1)
      throw Error(ErrorCode::bad_input, name + ": expected one point");
    points_.ids.push_back(feature.key.empty() ? number : feature.key);
    points_.at.push_back(point->front());
    if (role_ == Role::demand) points_.weights.push_back(weight_of(feature, name));
    if (const auto called = feature.properties.text("name"); !called.empty())
      points_.names.emplace(points_.ids.back(), called);
    check_size(points_.ids.size(), role_, where_);
  }
  Points result() { return std::move(points_); }

 private:
  double weight_of(const Feature& feature, const std::string& name) const {
    if (weight_.empty()) return 1;
    double weight = feature.properties.number(weight_, std::nan(""));
    // A column of a table that numbers would not give back as it stood ("12.50") is text.
    if (const auto text = feature.properties.text(weight_); !text.empty()) {
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), weight);
      if (error != std::errc() || end != text.data() + text.size()) weight = std::nan("");
    }
    if (std::isnan(weight)) {
      throw Error(ErrorCode::bad_input,
                  name + ": expected a number in the field \"" + weight_ + "\" (its weight)");
    }
    check_range(weight, limits::weight, name + ": " + weight_);
    return weight;
  }

  std::string where_;
  Role role_;
  std::string weight_;
  Points points_;
};

Points from_file(const std::string& path, Fields& fields, Taker& taker, const Progress& progress) {
  io::ReadOptions options;
  options.crs = fields.find_text("crs").value_or("");
  if (const auto id = fields.find_text("id")) options.key_field = *id;
  fields.done();
  io::read_vector_file(
      path, options, [&](Feature&& feature) { taker.take(feature); },
      [&](const io::Reject& reject) {  // a siting answer without part of its demand would mislead
        throw Error(ErrorCode::bad_input,
                    reject.file + (reject.line > 0 ? ":" + std::to_string(reject.line) : "") +
                        ": " + reject.feature + ": " + reject.reason);
      },
      progress);
  return taker.result();
}

Points from_layer(const std::string& layer, Fields& fields, Taker& taker, const StoreOpener& store,
                  const Progress& progress) {
  const auto kind = fields.find_text("kind");
  fields.done();
  store()->scan(layer, [&](Feature&& feature) {
    progress.check();
    if (kind && feature.properties.text("kind") != *kind) return true;
    taker.take(feature);
    return true;
  });
  return taker.result();
}

void check_ids(const Points& points, const std::string& where) {
  if (const auto id = IdIndex(points.ids).repeated())
    throw Error(ErrorCode::bad_input, where + ": the id \"" + *id + "\" is given twice");
}

}  // namespace

Points read_points(const Json& json, const std::string& where, Role role, const std::string& folder,
                   const StoreOpener& store, const Progress& progress) {
  Points points;
  if (json.is_array()) {
    points = from_list(json, where, role);
  } else {
    Fields fields(json, where);
    const std::string weight = role == Role::demand ? fields.find_text("weight").value_or("") : "";
    if (fields.has("file") == fields.has("layer"))
      fields.refuse("expected a list of points, or \"file\", or \"layer\"");
    if (const auto file = fields.find_text("file")) {
      const auto path = (std::filesystem::path(folder) / *file).string();
      Taker taker(path, role, weight);
      points = from_file(path, fields, taker, progress);
    } else {
      const std::string layer = fields.text("layer");
      Taker taker("layer " + layer, role, weight);
      points = from_layer(layer, fields, taker, store, progress);
    }
  }
  check_ids(points, where);
  return points;
}

}  // namespace jintu::siting

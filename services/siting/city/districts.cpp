#include "services/siting/city/districts.hpp"

#include <utility>

namespace jintu::siting {

namespace {

/// Even-odd over all rings; a point on the border belongs to either side.
bool inside(const MultiPolygon<Position>& polygons, Position at) {
  bool in = false;
  const auto ring = [&](const Ring<Position>& r) {
    for (std::size_t i = 1; i < r.points.size(); ++i) {
      const Position a = r.points[i - 1], b = r.points[i];
      if ((a.lat > at.lat) != (b.lat > at.lat) &&
          at.lon < a.lon + (at.lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon))
        in = !in;
    }
  };
  for (const auto& polygon : polygons) {
    ring(polygon.outer);
    for (const auto& hole : polygon.holes) ring(hole);
  }
  return in;
}

}  // namespace

Districts::Districts(std::shared_ptr<const Layer> layer) : layer_(std::move(layer)) {
  if (!layer_) return;
  for (const Feature& feature : layer_->features()) {
    const auto& p = feature.properties;
    list_.push_back({feature.key, std::string(p.text("name_zh")), std::string(p.text("name_en")),
                     p.number("population_2020", 0)});
    if (const auto* area = std::get_if<MultiPolygon<Position>>(&feature.geometry))
      areas_.push_back({list_.size() - 1, area, box_of(feature.geometry)});
  }
}

std::vector<std::pair<const District*, const MultiPolygon<Position>*>> Districts::shapes() const {
  std::vector<std::pair<const District*, const MultiPolygon<Position>*>> shapes;
  for (const Area& area : areas_) shapes.emplace_back(&list_[area.district], area.shape);
  return shapes;
}

const District* Districts::at(Position p) const {
  for (const Area& area : areas_) {
    if (area.box.contains(p) && inside(*area.shape, p)) return &list_[area.district];
  }
  return nullptr;
}

}  // namespace jintu::siting

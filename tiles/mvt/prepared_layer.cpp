#include "tiles/mvt/prepared_layer.hpp"

#include <algorithm>

#include "geo/base/error.hpp"
#include "tiles/mvt/simplify.hpp"

namespace jintu::tiles {
namespace {

__extension__ typedef __int128 Int128;

// Twice the area by the surveyor's formula, exact.
Int128 twice_world_area(std::span<const WorldPoint> ring) {
  Int128 sum = 0;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++)
    sum += Int128{ring[j].x} * ring[i].y - Int128{ring[i].x} * ring[j].y;
  return sum;
}

void to_world_part(const std::vector<Position>& points, bool ring, TileCrs crs,
                   std::vector<WorldPoint>& out) {
  out.clear();
  for (const Position& p : points) {
    const WorldPoint w = to_world(p, crs);
    if (out.empty() || out.back() != w) out.push_back(w);
  }
  if (ring)
    while (out.size() > 1 && out.front() == out.back()) out.pop_back();
}

std::uint8_t type_bit(const Value& value) {
  return std::holds_alternative<std::string>(value) ? 1
         : std::holds_alternative<bool>(value)      ? 4
                                                    : 2;
}

std::uint8_t as_zoom(int z) { return static_cast<std::uint8_t>(std::clamp(z, 0, 255)); }

}  // namespace

Box<Wgs84> PreparedLayer::bounds() const {
  Box<Wgs84> box;
  for (const auto& f : features_) {
    box.add(from_world({f.box.min_x, f.box.min_y}, crs_));
    box.add(from_world({f.box.max_x, f.box.max_y}, crs_));
  }
  return box;
}

std::vector<std::pair<std::string, std::string>> PreparedLayer::fields() const {
  std::vector<std::pair<std::string, std::string>> fields;
  for (std::size_t i = 0; i < keys_.size(); ++i)
    fields.emplace_back(keys_[i], key_types_[i] == 2   ? "Number"
                                  : key_types_[i] == 4 ? "Boolean"
                                                       : "String");
  std::sort(fields.begin(), fields.end());
  return fields;
}

std::size_t PreparedLayer::bytes() const {
  return features_.capacity() * sizeof(PreparedFeature) + part_begin_.capacity() * 4 +
         points_.capacity() * sizeof(WorldPoint) + zooms_.capacity() +
         tags_.capacity() * sizeof(Tag) + values_.bytes() + index_.bytes();
}

PreparedLayerBuilder::PreparedLayerBuilder(LayerRules rules, TileCrs crs) {
  layer_.crs_ = crs;
  layer_.rules_ = std::move(rules);
}

PreparedLayerBuilder::PreparedLayerBuilder(const std::shared_ptr<const PreparedLayer>& whole)
    : PreparedLayerBuilder(whole->rules_, whole->crs_) {
  whole_ = whole;
  layer_.keys_ = whole->keys_;
  layer_.key_min_zoom_ = whole->key_min_zoom_;
  layer_.key_types_ = whole->key_types_;
  for (std::uint32_t i = 0; i < layer_.keys_.size(); ++i) key_slots_.emplace(layer_.keys_[i], i);
  layer_.values_ = ValueTable(std::shared_ptr<const ValueTable>(whole, &whole->values_));
}

void PreparedLayerBuilder::add(const Feature& feature, const FeatureRules& rules) {
  add(static_cast<std::uint64_t>(std::max<std::int64_t>(feature.id.value, 0)), feature.geometry,
      feature.properties, rules);
}

void PreparedLayerBuilder::add_part(std::vector<WorldPoint>& part, bool) {
  auto& f = layer_.features_.back();
  for (const WorldPoint p : part) f.box.add({p.x, p.y, p.x, p.y});
  if (layer_.points_.size() + part.size() > 0xffffffffu)
    throw Error(ErrorCode::too_large,
                "layer " + layer_.rules_.name + " has more than 2^32 vertices");
  layer_.points_.insert(layer_.points_.end(), part.begin(), part.end());
  layer_.part_begin_.push_back(static_cast<std::uint32_t>(layer_.points_.size()));
  ++f.part_count;
}

void PreparedLayerBuilder::add(std::uint64_t id, const Geometry<Position>& geometry,
                               const Properties& properties, const FeatureRules& rules) {
  PreparedFeature f;
  f.id = id;
  f.box = {0xffffffffu, 0xffffffffu, 0, 0};
  f.importance = rules.importance;
  f.draw_order = rules.draw_order;
  f.min_zoom = as_zoom(std::max(rules.min_zoom, layer_.rules_.min_zoom));
  f.max_zoom = as_zoom(rules.max_zoom);
  f.first_part = static_cast<std::uint32_t>(layer_.part_begin_.size() - 1);
  f.kind = static_cast<std::uint8_t>(geometry.index());
  layer_.features_.push_back(f);
  if (const auto* points = std::get_if<MultiPoint<Position>>(&geometry)) {
    scratch_.clear();
    for (const Position& p : *points) scratch_.push_back(to_world(p, layer_.crs_));
    std::sort(scratch_.begin(), scratch_.end());
    scratch_.erase(std::unique(scratch_.begin(), scratch_.end()), scratch_.end());
    if (!scratch_.empty()) add_part(scratch_, false);
  } else if (const auto* lines = std::get_if<MultiLineString<Position>>(&geometry)) {
    for (const auto& line : *lines) {
      to_world_part(line.points, false, layer_.crs_, scratch_);
      if (scratch_.size() >= 2) add_part(scratch_, false);
    }
  } else if (const auto* polygons = std::get_if<MultiPolygon<Position>>(&geometry)) {
    double area = 0;
    const auto ring = [&](const Ring<Position>& r, bool outer) {
      to_world_part(r.points, true, layer_.crs_, scratch_);
      if (scratch_.size() < 3) return false;
      const Int128 twice = twice_world_area(scratch_);
      if (twice == 0) return false;
      if ((twice > 0) != outer) std::reverse(scratch_.begin(), scratch_.end());
      area += (outer ? 0.5 : -0.5) * static_cast<double>(twice > 0 ? twice : -twice);
      add_part(scratch_, true);
      return true;
    };
    for (const auto& polygon : *polygons) {
      if (!ring(polygon.outer, true)) continue;
      for (const auto& hole : polygon.holes) ring(hole, false);
    }
    layer_.features_.back().area = std::max(area, 0.0);
  }
  auto& stored = layer_.features_.back();
  if (stored.part_count == 0) {
    layer_.features_.pop_back();
    return;
  }
  if (stored.importance == 0) {
    const double w = double(stored.box.max_x) - stored.box.min_x,
                 h = double(stored.box.max_y) - stored.box.min_y;
    stored.importance = stored.kind == 3 ? stored.area : w * w + h * h;
  }
  stored.first_tag = static_cast<std::uint32_t>(layer_.tags_.size());
  for (const auto& [name, value] : properties) {
    if (std::holds_alternative<std::monostate>(value)) continue;
    const std::uint32_t key = key_index(name);
    layer_.key_types_[key] = static_cast<std::uint8_t>(layer_.key_types_[key] | type_bit(value));
    layer_.tags_.push_back({key, layer_.values_.add(value)});
    ++stored.tag_count;
  }
}

void PreparedLayerBuilder::add_prepared(std::uint32_t index) {
  const PreparedLayer& from = *whole_;
  const PreparedFeature& f = from.features_[index];
  PreparedFeature own = f;
  own.first_part = static_cast<std::uint32_t>(layer_.part_begin_.size() - 1);
  own.first_tag = static_cast<std::uint32_t>(layer_.tags_.size());
  const std::size_t begin = from.part_begin_[f.first_part],
                    end = from.part_begin_[f.first_part + f.part_count];
  const std::size_t shift = layer_.points_.size() - begin;  // may wrap round, and back
  for (std::uint32_t p = f.first_part; p < f.first_part + f.part_count; ++p)
    layer_.part_begin_.push_back(static_cast<std::uint32_t>(from.part_begin_[p + 1] + shift));
  const auto at = [](const auto& v, std::size_t i) {
    return v.begin() + static_cast<std::ptrdiff_t>(i);
  };
  layer_.points_.insert(layer_.points_.end(), at(from.points_, begin), at(from.points_, end));
  layer_.zooms_.insert(layer_.zooms_.end(), at(from.zooms_, begin), at(from.zooms_, end));
  parts_with_zooms_ = own.first_part + own.part_count;
  const auto tags = from.tags(f);  // their indices are ours
  layer_.tags_.insert(layer_.tags_.end(), tags.begin(), tags.end());
  layer_.features_.push_back(own);
}

std::uint32_t PreparedLayerBuilder::key_index(std::string_view name) {
  const auto [it, fresh] =
      key_slots_.try_emplace(std::string(name), static_cast<std::uint32_t>(layer_.keys_.size()));
  if (fresh) {
    layer_.keys_.emplace_back(name);
    layer_.key_types_.push_back(0);
    std::uint8_t zoom = 0;
    for (const auto& a : layer_.rules_.attributes)
      if (a.name == name) zoom = as_zoom(a.min_zoom);
    layer_.key_min_zoom_.push_back(zoom);
  }
  return it->second;
}

// By content alone. Ids are unique in the layers that have them, so the rest rarely matters.
void PreparedLayerBuilder::order_features() {
  const auto& l = layer_;
  const auto compare_points = [&l](const PreparedFeature& a, const PreparedFeature& b) {
    const auto begin = l.points_.begin();
    const auto at = [&](std::uint32_t part) { return begin + l.part_begin_[part]; };
    return std::lexicographical_compare_three_way(at(a.first_part), at(a.first_part + a.part_count),
                                                  at(b.first_part),
                                                  at(b.first_part + b.part_count));
  };
  const auto compare_tags = [&l](const PreparedFeature& a, const PreparedFeature& b) {
    const auto ta = l.tags(a), tb = l.tags(b);
    return std::lexicographical_compare(
        ta.begin(), ta.end(), tb.begin(), tb.end(), [&l](const Tag& x, const Tag& y) {
          if (x.key != y.key) return l.keys_[x.key] < l.keys_[y.key];
          return l.values_.encoded(x.value) < l.values_.encoded(y.value);
        });
  };
  const auto before = [&](const PreparedFeature& a, const PreparedFeature& b) {
    if (a.draw_order != b.draw_order) return a.draw_order < b.draw_order;
    if (a.id != b.id) return a.id < b.id;
    if (a.kind != b.kind) return a.kind < b.kind;
    if (a.min_zoom != b.min_zoom) return a.min_zoom < b.min_zoom;
    if (const auto c = compare_points(a, b); c != 0) return c < 0;
    return compare_tags(a, b);
  };
  // What came prepared, or by id, is in order already.
  const auto begin = layer_.features_.begin(), end = layer_.features_.end();
  const auto rest = std::is_sorted_until(begin, end, before);
  std::sort(rest, end, before);
  std::inplace_merge(begin, rest, end, before);
}

void PreparedLayerBuilder::assign_zooms() {
  const SimplifyRules rules{layer_.rules_.tolerance, layer_.rules_.max_zoom};
  layer_.zooms_.resize(layer_.points_.size(), 0);
  std::vector<SharedRing> shared;
  for (const auto& f : layer_.features_)
    for (std::uint32_t p = std::max(f.first_part, parts_with_zooms_);
         p < f.first_part + f.part_count; ++p) {
      const auto points = layer_.part(p);
      const std::span<std::uint8_t> zooms(layer_.zooms_.data() + layer_.part_begin_[p],
                                          points.size());
      if (f.kind == 2)
        zooms_of_line(points, rules, zooms);
      else if (f.kind == 3 && layer_.rules_.borders == Borders::shared)
        shared.push_back({points, zooms});
      else if (f.kind == 3)
        zooms_of_ring(points, rules, zooms);
    }
  if (!shared.empty()) zooms_of_coverage(shared, rules);
}

std::shared_ptr<const PreparedLayer> PreparedLayerBuilder::finish(Tables tables) && {
  if (!whole_) {  // else it is for one tile
    layer_.features_.shrink_to_fit();
    layer_.points_.shrink_to_fit();
    layer_.part_begin_.shrink_to_fit();
    layer_.tags_.shrink_to_fit();
  }
  if (tables == Tables::sealed) layer_.values_.seal();
  order_features();
  assign_zooms();
  std::vector<IndexBox> boxes;
  boxes.reserve(layer_.features_.size());
  for (const auto& f : layer_.features_) boxes.push_back(f.box);
  layer_.index_ = PackedRTree(boxes);
  return std::make_shared<const PreparedLayer>(std::move(layer_));
}

}  // namespace jintu::tiles

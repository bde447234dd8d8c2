#include "tiles/build/prepare_basemap.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <numbers>
#include <thread>

#include "geo/geometry/validity.hpp"
#include "tiles/build/join_lines.hpp"
#include "tiles/grid/world.hpp"

namespace jintu::tiles {
namespace {

constexpr int archive_max_zoom = 14;

/// In square world units; label layers are ranked by what their polygon covers on the map.
double world_area(const MultiPolygon<Position>& polygons) {
  const auto ring_area = [](const Ring<Position>& ring) {
    double sum = 0;
    UnitPoint last = to_unit_square(ring.points.front());
    for (const Position& p : ring.points) {
      const UnitPoint next = to_unit_square(p);
      sum += last.x * next.y - next.x * last.y;
      last = next;
    }
    return std::abs(sum) / 2;
  };
  double area = 0;
  for (const auto& polygon : polygons) {
    if (polygon.outer.points.empty()) continue;
    area += ring_area(polygon.outer);
    for (const auto& hole : polygon.holes)
      if (!hole.points.empty()) area -= ring_area(hole);
  }
  return std::max(area, 0.0);  // of the unit square
}

/// The first zoom at which an area of the unit square covers `pixels` CSS pixels.
int zoom_of_area(double area, double pixels) {
  if (area <= 0) return archive_max_zoom;
  const double side = std::sqrt(pixels / area) / 512;
  return std::clamp(static_cast<int>(std::ceil(std::log2(side))), 0, archive_max_zoom);
}

class LayerFiller {
 public:
  LayerFiller(const BasemapLayer& layer, TileCrs crs) : layer_(layer), builder_(layer.rules, crs) {
    int lowest = layer.rules.min_zoom;
    for (const int zoom : layer.join_lines) {
      if (zoom > lowest) tiers_.push_back({lowest, zoom - 1, {}});
      lowest = std::max(lowest, zoom);
    }
    single_from_ = tiers_.empty() ? 0 : lowest;
  }

  void add(const Feature& feature) {
    const auto* polygons = std::get_if<MultiPolygon<Position>>(&feature.geometry);
    if (!wanted(feature.geometry)) return;
    const Properties properties = attributes(feature);
    FeatureRules rules = rules_of(feature);
    if (layer_.area_px > 0 && polygons) {
      const double area = world_area(*polygons);
      rules.min_zoom = std::max(rules.min_zoom, zoom_of_area(area, layer_.area_px));
      if (layer_.draw == Draw::label_points) rules.importance = area;
    }
    const auto id = static_cast<std::uint64_t>(std::max<std::int64_t>(feature.id.value, 0));
    if (layer_.draw == Draw::label_points) {
      if (properties.text("name").empty() && properties.text("name_en").empty()) return;
      builder_.add(id, MultiPoint<Position>{label_point(*polygons)}, properties, rules);
      return;
    }
    if (const auto* lines = std::get_if<MultiLineString<Position>>(&feature.geometry);
        lines && !tiers_.empty()) {
      for (Tier& tier : tiers_)
        if (rules.min_zoom <= tier.high) collect(tier, *lines, feature, properties, rules);
      rules.min_zoom = std::max(rules.min_zoom, single_from_);
    }
    builder_.add(id, feature.geometry, properties, rules);
  }

  std::shared_ptr<const PreparedLayer> finish() && {
    for (Tier& tier : tiers_) {
      for (auto& [key, group] : tier.groups) {
        const auto direction = group.one_way ? Direction::matters : Direction::free;
        for (auto& line : join_lines(std::move(group.lines), direction)) {
          MultiLineString<Position> one;
          one.push_back(std::move(line));
          builder_.add(0, one, group.properties, group.rules);
        }
      }
      tier.groups.clear();
    }
    return std::move(builder_).finish();
  }

 private:
  struct Group {
    MultiLineString<Position> lines;
    Properties properties;
    FeatureRules rules;
    bool one_way = false;
  };
  /// Zooms at which lines are joined alike.
  struct Tier {
    int low, high;
    std::map<std::string, Group> groups;  ///< by what is seen of the lines there
  };

  bool wanted(const Geometry<Position>& geometry) const {
    switch (layer_.draw) {
      case Draw::as_is:
        return kind_of(geometry) != GeometryKind::none;
      case Draw::points:
        return kind_of(geometry) == GeometryKind::point;
      case Draw::lines:
        return kind_of(geometry) == GeometryKind::line;
      case Draw::polygons:
      case Draw::label_points:
        return kind_of(geometry) == GeometryKind::polygon;
    }
    return false;
  }

  Properties attributes(const Feature& feature) const {
    Properties out;
    for (const auto& attribute : layer_.attributes) {
      const Value* value = feature.properties.find(attribute.name);
      if (!value || std::holds_alternative<std::monostate>(*value)) continue;
      // A flag that is not set says nothing: it is left out, as the contract of tiles has it.
      if (const auto* flag = std::get_if<bool>(value); flag && !*flag) continue;
      if (const auto* text = std::get_if<std::string>(value); text && text->empty()) continue;
      if (const auto* real = std::get_if<double>(value); real && attribute.whole)
        out.set(attribute.name, static_cast<std::int64_t>(std::llround(*real)));
      else
        out.set(attribute.name, *value);
    }
    return out;
  }

  FeatureRules rules_of(const Feature& feature) const {
    FeatureRules rules;
    rules.min_zoom = layer_.rules.min_zoom;
    for (const auto& table : layer_.min_zoom)
      rules.min_zoom = std::max(rules.min_zoom, static_cast<int>(table(feature.properties)));
    if (layer_.order)
      rules.draw_order = static_cast<std::int32_t>((*layer_.order)(feature.properties));
    if (!layer_.order_layer.empty())
      rules.draw_order +=
          100 * static_cast<std::int32_t>(feature.properties.number(layer_.order_layer, 0));
    if (layer_.importance) rules.importance = (*layer_.importance)(feature.properties);
    return rules;
  }

  int attribute_zoom(std::string_view name) const {
    for (const auto& attribute : layer_.attributes)
      if (attribute.name == name) return attribute.min_zoom;
    return 0;
  }

  void collect(Tier& tier, const MultiLineString<Position>& lines, const Feature& feature,
               const Properties& properties, FeatureRules rules) {
    rules.min_zoom = std::max(rules.min_zoom, tier.low);
    rules.max_zoom = tier.high;
    Properties seen;
    std::string key = std::to_string(rules.min_zoom) + '/' + std::to_string(rules.draw_order);
    for (const auto& [name, value] : properties) {
      if (attribute_zoom(name) > tier.high) continue;
      seen.set(name, value);
      key += '\x1f' + name + '\x1f' + std::to_string(value.index());
      if (const auto* text = std::get_if<std::string>(&value)) key += *text;
      if (const auto* number = std::get_if<std::int64_t>(&value)) key += std::to_string(*number);
      if (const auto* real = std::get_if<double>(&value)) key += std::to_string(*real);
    }
    const Value* one_way = feature.properties.find("oneway");
    const bool directed = one_way && std::holds_alternative<bool>(*one_way) &&
                          std::get<bool>(*one_way) && tier.high >= archive_max_zoom - 2;
    if (directed) key += "\x1f>";
    Group& group = tier.groups[key];
    if (group.lines.empty()) {
      group.properties = std::move(seen);
      group.rules = rules;
      group.one_way = directed;
    }
    group.lines.insert(group.lines.end(), lines.begin(), lines.end());
  }

  const BasemapLayer& layer_;
  PreparedLayerBuilder builder_;
  std::vector<Tier> tiers_;
  int single_from_ = 0;
};

/// One table of the store and the layers drawn from it.
struct Table {
  std::string name;
  std::uint64_t features;
  std::vector<std::size_t> layers;  ///< in the rules
};

/// Tables are read by several threads, each by one.
class TableReaders {
 public:
  TableReaders(const FeatureStore& store, const BasemapRules& rules, TileCrs crs,
               const Progress& progress)
      : store_(store), rules_(rules), crs_(crs), progress_(progress), layers_(rules.layers.size()) {
    std::map<std::string, std::uint64_t> counts;
    for (const auto& info : store.layers()) counts[info.schema.name] = info.count;
    for (std::size_t i = 0; i < rules.layers.size(); ++i) {
      const std::string& from = rules.layers[i].from;
      auto it = std::find_if(tables_.begin(), tables_.end(),
                             [&](const Table& t) { return t.name == from; });
      if (it == tables_.end())
        it = tables_.insert(it, {from, counts.contains(from) ? counts[from] : 0, {}});
      it->layers.push_back(i);
    }
    for (const Table& table : tables_) total_ += table.features;
    // The longest first, so that no thread is left with it at the end.
    std::stable_sort(tables_.begin(), tables_.end(),
                     [](const Table& a, const Table& b) { return a.features > b.features; });
  }

  std::vector<std::shared_ptr<const PreparedLayer>> run(unsigned threads) {
    {
      std::vector<std::jthread> others;
      for (unsigned i = 1; i < std::min<std::size_t>(threads, tables_.size()); ++i)
        others.emplace_back([this] { work(); });
      work();
    }
    if (failure_) std::rethrow_exception(failure_);
    progress_.report("tiles.prepare", total_, total_);
    return std::move(layers_);
  }

 private:
  void work() {
    for (;;) {
      std::size_t mine = 0;
      {
        const std::lock_guard lock(mutex_);
        if (failure_ || begun_ == tables_.size()) return;
        mine = begun_++;
      }
      try {
        read(tables_[mine]);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::current_exception();
      }
    }
  }

  void read(const Table& table) {
    std::deque<LayerFiller> fillers;
    for (const std::size_t i : table.layers) fillers.emplace_back(rules_.layers[i], crs_);
    std::uint64_t unreported = 0;
    if (table.features > 0)
      store_.scan(table.name, [&](Feature&& feature) {
        for (auto& filler : fillers) filler.add(feature);
        return ++unreported % 1024 != 0 || tell(1024);
      });
    for (const std::size_t i : table.layers) {
      layers_[i] = std::move(fillers.front()).finish();
      fillers.pop_front();
    }
  }

  /// False when another thread has failed.
  bool tell(std::uint64_t features) {
    progress_.check();
    const std::lock_guard lock(mutex_);
    done_ += features;
    progress_.report("tiles.prepare", done_, total_);
    return !failure_;
  }

  const FeatureStore& store_;
  const BasemapRules& rules_;
  TileCrs crs_;
  const Progress& progress_;
  std::vector<Table> tables_;
  std::uint64_t total_ = 0;
  std::vector<std::shared_ptr<const PreparedLayer>> layers_;  // each written by one thread
  std::mutex mutex_;                                          // of what follows
  std::size_t begun_ = 0;
  std::uint64_t done_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

std::vector<std::shared_ptr<const PreparedLayer>> prepare_basemap(const FeatureStore& store,
                                                                  const BasemapRules& rules,
                                                                  TileCrs crs, unsigned threads,
                                                                  const Progress& progress) {
  return TableReaders(store, rules, crs, progress).run(threads);
}

}  // namespace jintu::tiles

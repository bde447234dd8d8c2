#include "services/catalog/items.hpp"

#include <algorithm>
#include <charconv>

#include "geo/base/json.hpp"
#include "geo/geometry/intersects.hpp"
#include "geo/io/geojson.hpp"
#include "services/catalog/url.hpp"

namespace jintu::catalog {

namespace {

bool matches(const Feature& feature, const std::optional<BboxFilter>& bbox) {
  if (!bbox || kind_of(feature.geometry) == GeometryKind::none) return true;
  if (bbox->west <= bbox->east)
    return intersects(feature.geometry, {{bbox->west, bbox->south}, {bbox->east, bbox->north}});
  return intersects(feature.geometry, {{bbox->west, bbox->south}, {180, bbox->north}}) ||
         intersects(feature.geometry, {{-180, bbox->south}, {bbox->east, bbox->north}});
}

void swap_axes(std::vector<Position>& points) {
  for (Position& p : points) p = {p.lat, p.lon};
}

void swap_axes(Geometry<Position>& geometry) {
  if (auto* points = std::get_if<MultiPoint<Position>>(&geometry)) swap_axes(*points);
  if (auto* lines = std::get_if<MultiLineString<Position>>(&geometry))
    for (auto& line : *lines) swap_axes(line.points);
  if (auto* polygons = std::get_if<MultiPolygon<Position>>(&geometry)) {
    for (auto& polygon : *polygons) {
      swap_axes(polygon.outer.points);
      for (auto& hole : polygon.holes) swap_axes(hole.points);
    }
  }
}

void append_feature(const Feature& feature, AnswerCrs crs, std::string& out) {
  if (latitude_first(crs) && kind_of(feature.geometry) != GeometryKind::none) {
    Feature swapped = feature;
    swap_axes(swapped.geometry);
    io::append_geojson(swapped, out, io::IdProperty::yes);
  } else {
    io::append_geojson(feature, out, io::IdProperty::yes);
  }
}

Json link(std::string_view rel, std::string_view type, std::string href, std::string_view title) {
  return {{"rel", rel}, {"type", type}, {"href", std::move(href)}, {"title", title}};
}

/// Where a page begins; offsets are for those who ask for them.
std::string start_of(const ItemsQuery& query) {
  if (query.after.value == 0 && !query.revision) return "&offset=" + std::to_string(query.offset);
  std::string start = "&after=" + std::to_string(query.after.value);
  if (query.revision) start += "&revision=" + std::to_string(query.revision->value);
  if (query.offset > 0) start += "&offset=" + std::to_string(query.offset);
  return start;
}

Json page_links(const std::string& collection, const ItemsQuery& query,
                const std::optional<ItemsQuery>& next) {
  const auto page = [&](const ItemsQuery& of) {
    return collection + "/items?limit=" + std::to_string(of.limit) + start_of(of) + of.filters;
  };
  constexpr std::string_view geojson = "application/geo+json";
  Json links = Json::array();
  links.push_back(link("self", geojson, page(query), "本页 this page"));
  links.push_back(link("collection", "application/json", collection, "图层 the collection"));
  if (next) links.push_back(link("next", geojson, page(*next), "下一页 next page"));
  if (query.offset > 0 && query.after.value == 0) {
    ItemsQuery before = query;
    before.offset -= std::min(query.offset, query.limit);
    links.push_back(link("prev", geojson, page(before), "上一页 previous page"));
  }
  return links;
}

std::string collection_url(const Collection& collection, std::string_view root) {
  return std::string(root) + "/ogc/collections/" + collection.id;
}

}  // namespace

std::string feature_id(const Feature& feature) {
  return feature.key.empty() ? std::to_string(feature.id.value) : feature.key;
}

const Feature* find_item(const Collection& collection, std::string_view id) {
  const auto held = [&](const Feature* feature) {
    return feature && collection.holds(*feature) ? feature : nullptr;
  };
  if (const Feature* feature = collection.layer->find(id)) return held(feature);
  const auto& all = collection.layer->features();
  const auto it = std::find_if(all.begin(), all.end(), [&](const Feature& f) {
    return f.key.empty() && feature_id(f) == id;
  });
  return it == all.end() ? nullptr : held(&*it);
}

std::optional<Feature> find_stored_item(LayerReading& reading, std::string_view id) {
  if (auto feature = reading.find(id)) return feature;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (error != std::errc() || end != id.data() + id.size() || number < 1) return std::nullopt;
  std::optional<Feature> found;
  reading.scan({{}, {number - 1}, 1}, [&](Feature&& feature) {
    if (feature_id(feature) == id) found = std::move(feature);
    return false;
  });
  return found;
}

namespace {

/// A page that is being written.
class Page {
 public:
  Page(const Collection& collection, const ItemsQuery& query, std::string_view root)
      : query_(query), url_(collection_url(collection, root)) {
    page_.body = R"({"type":"FeatureCollection","features":[)";
  }

  /// False when there is no room for it.
  bool add(const Feature& feature) {
    std::string& out = page_.body;
    const std::size_t before = out.size();
    if (page_.returned == query_.limit) return false;
    if (page_.returned > 0) out += ',';
    if (query_.properties)
      append_feature(with_properties(feature), query_.crs, out);
    else
      append_feature(feature, query_.crs, out);
    if (page_.returned > 0 && out.size() > query_.page_bytes) {
      out.resize(before);
      return false;
    }
    ++page_.returned;
    last_ = feature.id;
    return true;
  }

  std::uint64_t returned() const { return page_.returned; }
  FeatureId last() const { return last_; }

  /// `after`: where the next page goes on, if there is one.
  ItemsPage finish(std::optional<std::uint64_t> matched, std::optional<FeatureId> after,
                   Revision revision, std::string_view now) {
    std::string& out = page_.body;
    page_.matched = matched;
    page_.last = !after;
    out += "]";
    if (matched) out += R"(,"numberMatched":)" + std::to_string(*matched);
    out += R"(,"numberReturned":)" + std::to_string(page_.returned);
    std::optional<ItemsQuery> next;
    if (after) {
      next = query_;
      next->offset = 0;
      next->after = *after;
      next->revision = revision;
    }
    out += R"(,"links":)" + page_links(url_, query_, next).dump();
    page_.stable_bytes = out.size();
    out += R"(,"timeStamp":")" + std::string(now) + "\"}";
    return std::move(page_);
  }

 private:
  Feature with_properties(const Feature& feature) const {
    Feature less{feature.id, feature.key, feature.geometry, {}, feature.revision};
    for (const auto& [name, value] : feature.properties)
      if (std::find(query_.properties->begin(), query_.properties->end(), name) !=
          query_.properties->end())
        less.properties.set(name, value);
    return less;
  }

  const ItemsQuery& query_;
  const std::string url_;
  ItemsPage page_;
  FeatureId last_;
};

/// The box of the index: all around the earth where the asked one crosses the antimeridian.
std::optional<Box<Wgs84>> index_box(const std::optional<BboxFilter>& bbox) {
  if (!bbox) return std::nullopt;
  const bool crosses = bbox->west > bbox->east;
  return Box<Wgs84>{{crosses ? -180 : bbox->west, bbox->south},
                    {crosses ? 180 : bbox->east, bbox->north}};
}

}  // namespace

ItemsPage items_page(const Collection& collection, const ItemsQuery& query, Revision revision,
                     std::string_view root, std::string_view now) {
  Page page(collection, query, root);
  std::uint64_t matched = 0, passed = 0;
  bool more = false;
  for (const Feature& feature : collection.layer->features()) {
    if (!collection.holds(feature) || !matches(feature, query.bbox) ||
        (query.shows && !query.shows(feature)))
      continue;
    ++matched;
    if (more || !(query.after < feature.id) || passed++ < query.offset) continue;
    more = !page.add(feature);
  }
  return page.finish(matched, more ? std::optional(page.last()) : std::nullopt, revision, now);
}

ItemsPage stored_page(const Collection& collection, LayerReading& reading, const ItemsQuery& query,
                      std::string_view root, std::string_view now, const Progress& progress,
                      const PageTime& time) {
  using Clock = std::chrono::steady_clock;
  Page page(collection, query, root);
  const auto began = Clock::now();
  std::uint64_t looked_at = 0, passed = 0;
  std::optional<FeatureId> after;
  FeatureId last;
  const auto visit = [&](Feature&& feature) {
    if (++looked_at % 256 == 0) {
      progress.check();
      const auto taken = Clock::now() - began;
      if (taken > time.most && page.returned() == 0)
        throw Error(ErrorCode::unavailable,
                    "筛选用时太长，请加 bbox 缩小范围 the filter takes too long; ask for a "
                    "smaller area with bbox");
      if (taken > time.enough && page.returned() > 0) {
        after = last;
        return false;
      }
    }
    const bool shown = collection.holds(feature) && query.after < feature.id &&
                       matches(feature, query.bbox) && (!query.shows || query.shows(feature));
    if (shown && passed++ >= query.offset && !page.add(feature)) {
      after = page.last();
      return false;
    }
    last = feature.id;
    return true;
  };
  if (collection.layer) {
    reading.scan_at(*query.revision, visit);
  } else {
    Scan wanted{index_box(query.bbox), query.after, 0};
    // What a filter leaves is not known; with it, the index finds all that may be.
    if (!query.shows) wanted.expected = query.offset + query.limit + 1;
    reading.scan(wanted, visit);
  }
  const bool whole = collection.stored && !query.bbox && !query.shows;
  const bool only_page = !after && query.offset == 0 && query.after.value == 0;
  const std::optional<std::uint64_t> matched = whole       ? std::optional(collection.stored->count)
                                               : only_page ? std::optional(page.returned())
                                                           : std::nullopt;
  return page.finish(matched, after, collection.layer ? *query.revision : reading.replaced(), now);
}

std::string item_text(const Collection& of, const Feature& feature, AnswerCrs crs,
                      std::string_view root) {
  std::string text;
  append_feature(feature, crs, text);
  text.pop_back();  // the closing brace of the feature
  const std::string collection = collection_url(of, root);
  const Json links = Json::array(
      {link("self", "application/geo+json",
            collection + "/items/" + url_encoded(feature_id(feature)), "本要素 this feature"),
       link("collection", "application/json", collection, "图层 the collection")});
  return text + ",\"links\":" + links.dump() + "}";
}

}  // namespace jintu::catalog

#include "services/catalog/items.hpp"

#include <algorithm>

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

Json page_links(const std::string& collection, const ItemsQuery& query, std::uint64_t returned,
                bool more) {
  const auto page = [&](std::uint64_t offset) {
    return collection + "/items?limit=" + std::to_string(query.limit) +
           "&offset=" + std::to_string(offset) + query.filters;
  };
  constexpr std::string_view geojson = "application/geo+json";
  Json links = Json::array();
  links.push_back(link("self", geojson, page(query.offset), "本页 this page"));
  links.push_back(link("collection", "application/json", collection, "图层 the collection"));
  if (more)
    links.push_back(link("next", geojson, page(query.offset + returned), "下一页 next page"));
  if (query.offset > 0)
    links.push_back(link("prev", geojson, page(query.offset - std::min(query.offset, query.limit)),
                         "上一页 previous page"));
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

ItemsPage items_page(const Collection& collection, const ItemsQuery& query, std::string_view root,
                     std::string_view now) {
  ItemsPage page;
  std::string& out = page.body;
  out = R"({"type":"FeatureCollection","features":[)";
  bool full = false;
  for (const Feature& feature : collection.layer->features()) {
    if (!collection.holds(feature) || !matches(feature, query.bbox) ||
        (query.shows && !query.shows(feature)))
      continue;
    const std::uint64_t index = page.matched++;
    if (index < query.offset || full) continue;
    const std::size_t before = out.size();
    if (page.returned > 0) out += ',';
    append_feature(feature, query.crs, out);
    if (page.returned > 0 && out.size() > query.page_bytes) {
      out.resize(before);
      full = true;
      continue;
    }
    full = ++page.returned == query.limit;
  }
  page.last = query.offset + page.returned >= page.matched;
  out += R"(],"numberMatched":)" + std::to_string(page.matched);
  out += R"(,"numberReturned":)" + std::to_string(page.returned);
  out += R"(,"links":)" +
         page_links(collection_url(collection, root), query, page.returned, !page.last).dump();
  page.stable_bytes = out.size();
  out += R"(,"timeStamp":")" + std::string(now) + "\"}";
  return page;
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

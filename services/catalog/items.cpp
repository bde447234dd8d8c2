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
  if (bbox->west <= bbox->east) {
    if (!intersects(feature.geometry, {{bbox->west, bbox->south}, {bbox->east, bbox->north}}))
      return false;
    if (!bbox->plane) return true;
    const auto& [least, most] = *bbox->plane;
    return intersects(in_numbers(feature.geometry, bbox->crs),
                      {{least.first, least.second}, {most.first, most.second}});
  }
  return intersects(feature.geometry, {{bbox->west, bbox->south}, {180, bbox->north}}) ||
         intersects(feature.geometry, {{-180, bbox->south}, {bbox->east, bbox->north}});
}

void append_feature(const Feature& feature, AnswerCrs crs, std::string& out) {
  if (crs == AnswerCrs::crs84 || kind_of(feature.geometry) == GeometryKind::none)
    return io::append_geojson(feature, out, io::IdProperty::yes);
  Feature other = feature;
  other.geometry = in_numbers(std::move(other.geometry), crs);
  io::append_geojson(other, out, io::IdProperty::yes);
}

Json link(std::string_view rel, std::string_view type, std::string href, std::string_view title) {
  return {{"rel", rel}, {"type", type}, {"href", std::move(href)}, {"title", title}};
}

/// Where a page begins.
std::string start_of(const ItemsQuery& query) {
  std::string start;
  if (query.after.value > 0) start += "&after=" + std::to_string(query.after.value);
  if (query.revision) start += "&revision=" + std::to_string(query.revision->value);
  if (query.offset > 0 || start.empty()) start += "&offset=" + std::to_string(query.offset);
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
  links.push_back(link("alternate", "text/html", page(query) + "&f=html", "网页 as a page"));
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
      next->revision = revision;
      if (query_.sort.empty()) {
        next->after = *after;
        next->offset = 0;
      } else {
        next->offset += page_.returned;
      }
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

namespace {

/// Below, at or above zero; what is not known is above all else, whichever way it is sorted.
int order_of(const Value* a, const Value* b, bool descending) {
  const auto known = [](const Value* v) {
    return v && !std::holds_alternative<std::monostate>(*v);
  };
  if (!known(a) || !known(b)) return int{known(b)} - int{known(a)};
  const auto number = [](const Value& v) -> std::optional<double> {
    if (const auto* i = std::get_if<std::int64_t>(&v)) return static_cast<double>(*i);
    if (const auto* d = std::get_if<double>(&v)) return *d;
    return std::nullopt;
  };
  int order = 0;
  if (a->index() == b->index())
    order = *a < *b ? -1 : *b < *a ? 1 : 0;
  else if (const auto x = number(*a), y = number(*b); x && y)
    order = *x < *y ? -1 : *x > *y ? 1 : 0;
  return descending ? -order : order;
}

void sort(std::vector<const Feature*>& features, const std::vector<SortKey>& keys) {
  const auto order = [](const Feature& a, const Feature& b, const SortKey& key) {
    if (key.property != "id")
      return order_of(a.properties.find(key.property), b.properties.find(key.property),
                      key.descending);
    const int by_id = feature_id(a).compare(feature_id(b));
    return key.descending ? -by_id : by_id;
  };
  std::stable_sort(features.begin(), features.end(), [&](const Feature* a, const Feature* b) {
    for (const SortKey& key : keys)
      if (const int o = order(*a, *b, key); o != 0) return o < 0;
    return false;
  });
}

ItemsPage sorted_page(Page page, std::vector<const Feature*> features, const ItemsQuery& query,
                      Revision revision, std::string_view now) {
  sort(features, query.sort);
  bool more = false;
  for (std::size_t i = query.offset; i < features.size() && !more; ++i)
    more = !page.add(*features[i]);
  return page.finish(features.size(), more ? std::optional(page.last()) : std::nullopt, revision,
                     now);
}

}  // namespace

ItemsPage items_page(const Collection& collection, const ItemsQuery& query, Revision revision,
                     std::string_view root, std::string_view now) {
  Page page(collection, query, root);
  std::uint64_t matched = 0, passed = 0;
  bool more = false;
  std::vector<const Feature*> to_sort;
  for (const Feature& feature : collection.layer->features()) {
    if (!collection.holds(feature) || !matches(feature, query.bbox) ||
        (query.shows && !query.shows(feature)))
      continue;
    if (!query.sort.empty()) {
      to_sort.push_back(&feature);
      continue;
    }
    ++matched;
    if (more || !(query.after < feature.id) || passed++ < query.offset) continue;
    more = !page.add(feature);
  }
  if (!query.sort.empty())
    return sorted_page(std::move(page), std::move(to_sort), query, revision, now);
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
  const std::string self = collection + "/items/" + url_encoded(feature_id(feature));
  const Json links =
      Json::array({link("self", "application/geo+json", self, "本要素 this feature"),
                   link("alternate", "text/html", self + "?f=html", "网页 as a page"),
                   link("collection", "application/json", collection, "图层 the collection")});
  return text + ",\"links\":" + links.dump() + "}";
}

}  // namespace jintu::catalog

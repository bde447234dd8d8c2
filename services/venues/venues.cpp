#include "services/venues/venues.hpp"

#include <cmath>
#include <map>
#include <string_view>

#include "geo/base/error.hpp"
#include "services/siting/city/districts.hpp"

namespace jintu::venues {

namespace {

/// A hundred-thousandth of a degree is a metre.
constexpr double steps = 1e5;

/// Each text once; a place has its number.
class Texts {
 public:
  int number(std::string_view text) {
    const auto [it, fresh] = numbers_.try_emplace(std::string(text), static_cast<int>(size_));
    if (fresh) {
      list_.push_back(text);
      ++size_;
    }
    return it->second;
  }
  const Json& list() const { return list_; }

 private:
  std::map<std::string, int, std::less<>> numbers_;
  Json list_ = Json::array();
  std::size_t size_ = 0;
};

/// "w123" of way 123.
std::string id_of(const Feature& feature) {
  const auto type = feature.properties.text("osm_type");
  const auto id = static_cast<std::int64_t>(feature.properties.number("osm_id", 0));
  return (type.empty() ? std::string("f") : std::string(type.substr(0, 1))) + std::to_string(id);
}

std::string address_of(const Properties& properties) {
  std::string address(properties.text("address"));
  if (!address.empty()) return address;
  address = properties.text("street");
  const auto number = properties.text("housenumber");
  if (address.empty() || number.empty()) return address;
  return address + " " + std::string(number);
}

}  // namespace

std::string document(const FeatureStore& store, const Snapshot& snapshot, const Pinyin& pinyin) {
  const siting::Districts districts(snapshot.layer("districts"));
  Texts kinds, hours, areas, cuisines;
  Json ids = Json::array(), names = ids, english = ids, addresses = ids, kind = ids, hour = ids,
       area = ids, cuisine = ids, lon = ids, lat = ids;
  std::set<std::string, std::less<>> named;
  const auto take = [&](const Feature& feature) {
    const auto* points = std::get_if<MultiPoint<Position>>(&feature.geometry);
    if (!points || points->size() != 1) return;
    const Position at = points->front();
    const Properties& p = feature.properties;
    const auto* district = districts.at(at);
    ids.push_back(id_of(feature));
    names.push_back(p.text("name"));
    english.push_back(p.text("name_en"));
    addresses.push_back(address_of(p));
    kind.push_back(kinds.number(p.text("class")));
    hour.push_back(hours.number(p.text("opening_hours")));
    area.push_back(areas.number(district ? district->name : ""));
    cuisine.push_back(cuisines.number(p.text("cuisine")));
    lon.push_back(std::llround(at.lon * steps));
    lat.push_back(std::llround(at.lat * steps));
    named.emplace(p.text("name"));
  };
  try {
    store.scan(layer_name, [&](Feature&& feature) {
      take(feature);
      return true;
    });
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found) throw;  // nothing was imported yet
  }
  const Json json{{"source", store.meta("osm.source")},
                  {"timestamp", store.meta("osm.timestamp")},
                  {"license", "ODbL-1.0"},
                  {"kinds", kinds.list()},
                  {"hours", hours.list()},
                  {"districts", areas.list()},
                  {"cuisines", cuisines.list()},
                  {"id", std::move(ids)},
                  {"name", std::move(names)},
                  {"name_en", std::move(english)},
                  {"address", std::move(addresses)},
                  {"kind", std::move(kind)},
                  {"hour", std::move(hour)},
                  {"district", std::move(area)},
                  {"cuisine", std::move(cuisine)},
                  {"lon", std::move(lon)},
                  {"lat", std::move(lat)},
                  {"pinyin", pinyin.of(named)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace jintu::venues

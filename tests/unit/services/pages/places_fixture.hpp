// A small city: two night streets, a sight, a locker, a carrier known by its district, three
// venues.
#pragma once

#include <memory>
#include <string>

#include "services/pages/evening.hpp"
#include "services/pages/ground.hpp"
#include "services/pages/parts.hpp"

namespace jintu::test {

inline Feature record(std::int64_t id, std::string key, std::string zh, std::string en,
                      std::optional<Position> at,
                      std::initializer_list<std::pair<const char*, Value>> more = {}) {
  Feature feature;
  feature.id = {id};
  feature.key = std::move(key);
  if (at) feature.geometry = MultiPoint<Position>{*at};
  feature.properties.set("name_zh", Value(std::move(zh)));
  if (!en.empty()) feature.properties.set("name_en", Value(std::move(en)));
  for (const auto& [name, value] : more) feature.properties.set(name, value);
  return feature;
}

inline std::shared_ptr<const Layer> layer_of(std::string name, std::vector<Feature> features) {
  LayerSchema schema;
  schema.name = std::move(name);
  return std::make_shared<const Layer>(std::move(schema), std::move(features));
}

struct SmallCity {
  static Value text(const char* words) { return Value(std::string(words)); }

  SmallCity() {
    std::map<std::string, std::shared_ptr<const Layer>, std::less<>> layers;
    layers["night_streets"] = layer_of(
        "night_streets",
        {record(1, "ns01", "津湾广场", "Jinwan Plaza", Position{117.2, 39.12},
                {{"district", text("和平区")},
                 {"kind", text("block")},
                 {"kind_zh", text("夜间街区")},
                 {"hours_osm", text("18:00-02:00")},
                 {"hours_status", text("known")},
                 {"brand", text("云上夜市")},
                 {"brand_status", text("example")},
                 {"position_accuracy_m", Value(std::int64_t{60})},
                 {"source", text("津云 (2025) http://example.org/a; https://www.example.cn/b")}}),
         record(2, "ns02", "<b>怪街</b> & \"co\"", "", Position{117.21, 39.13},
                {{"district", text("河北区")},
                 {"hours_status", text("unknown")},
                 {"position_accuracy_m", Value(std::int64_t{900})}})});
    layers["checkin_spots"] = layer_of(
        "checkin_spots", {record(1, "ck01", "天津之眼", "Tianjin Eye", Position{117.2005, 39.1201},
                                 {{"district", text("红桥区")}}),
                          record(2, "way/12 b", "桥头", "", std::nullopt)});
    layers["lockers"] =
        layer_of("lockers", {record(1, "lk01", "示例柜", "", Position{117.201, 39.12},
                                    {{"kind", text("parcel")}, {"sample", Value(true)}})});
    layers["carriers"] = layer_of(
        "carriers", {record(1, "ibc", "海河国际商业中心", "", std::nullopt,
                            {{"placement", text("district")}, {"theme", text("新零售")}})});
    layers["districts"] = layer_of(
        "districts", {record(1, "120101", "和平区", "Heping District", std::nullopt,
                             {{"label_lon", Value(117.19)}, {"label_lat", Value(39.117)}})});
    snapshot = std::make_shared<const Snapshot>(Revision{3}, std::move(layers));
  }

  const std::string document =
      R"({"kinds":["restaurant","shop"],"hours":["11:00-14:00,17:00-21:30","24/7","sometimes"],
    "districts":["和平区"],"cuisines":["","hotpot"],"id":["n1","n2","n3"],"name":["重庆火锅","","老王馆"],
    "name_en":["","",""],"address":["南京路 1","",""],"kind":[0,1,0],"hour":[0,1,2],"district":[0,0,0],
    "cuisine":[1,0,0],"lon":[11720100,11730000,11720200],"lat":[3912100,3920000,3912200]})";
  const venues::Pinyin pinyin{Json{{"津", "jin"},
                                   {"湾", "wan"},
                                   {"广", "guang"},
                                   {"场", "chang"},
                                   {"重", "zhong chong"},
                                   {"庆", "qing"},
                                   {"火", "huo"},
                                   {"锅", "guo"},
                                   {"天", "tian"},
                                   {"之", "zhi"},
                                   {"眼", "yan"}}};
  std::shared_ptr<const Snapshot> snapshot;
  const pages::Places places() const { return {snapshot, &document, pinyin}; }
};

inline pages::ClockMinute at(const char* text) { return *hours::parse_clock_minute(text); }

}  // namespace jintu::test

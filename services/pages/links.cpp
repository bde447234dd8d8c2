#include "services/pages/links.hpp"

#include <algorithm>
#include <cstdio>

#include "geo/crs/transform.hpp"

namespace jintu::pages {

namespace {

std::string fixed(double degrees) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6f", degrees);
  return text;
}

template <class Crs>
std::string lon_lat(LonLat<Crs> p) {
  return fixed(p.lon) + "," + fixed(p.lat);
}
template <class Crs>
std::string lat_lon(LonLat<Crs> p) {
  return fixed(p.lat) + "," + fixed(p.lon);
}

std::string without(std::string_view name, char separator) {
  std::string clean(name);
  std::replace(clean.begin(), clean.end(), separator, ' ');
  return clean;
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view plain = "-_.!~*'()";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                        (byte >= '0' && byte <= '9');
    if (letter || plain.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    char escape[4];
    std::snprintf(escape, sizeof escape, "%%%02X", byte);
    out += escape;
  }
  return out;
}

std::array<GoLink, 4> go_links(LonLat<Wgs84> to, std::string_view name) {
  const auto gcj = convert<Gcj02>(to);
  const std::string encoded = percent_encoded(name);
  return {
      GoLink{"amap", "https://uri.amap.com/navigation?to=" + lon_lat(gcj) + "," +
                         percent_encoded(without(name, ',')) +  // a comma would end the name
                         "&mode=walk&src=jintu&coordinate=gaode&callnative=1"},
      // It reads BD-09 unless it is told otherwise.
      GoLink{"baidu",
             "https://api.map.baidu.com/direction?origin=" + percent_encoded("我的位置") +
                 "&destination=" +
                 percent_encoded("latlng:" + lat_lon(gcj) + "|name:" + without(name, '|')) +
                 "&mode=walking&region=" + percent_encoded("天津") +
                 "&coord_type=gcj02&output=html&src=webapp.jintu.map"},
      // coord_type 1 is GPS, which it converts itself.
      GoLink{"tencent", "https://apis.map.qq.com/uri/v1/routeplan?type=walk&to=" + encoded +
                            "&tocoord=" + lat_lon(to) + "&coord_type=1&referer=jintu"},
      // In mainland China its map, and the coordinates it is given, are GCJ-02.
      GoLink{"apple", "https://maps.apple.com/?daddr=" + lat_lon(gcj) + "&dirflg=w&q=" + encoded}};
}

std::string name_search_link(std::string_view name) {
  return "https://uri.amap.com/search?keyword=" + percent_encoded("天津 " + std::string(name)) +
         "&city=120000&src=jintu&callnative=1";
}

}  // namespace jintu::pages

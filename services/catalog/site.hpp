// What this server shows, as `GET /api/site` tells it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "geo/base/json.hpp"
#include "geo/feature/layer.hpp"

namespace jintu::catalog {

/// Of one live layer, from data/manifest.json.
struct LayerFacts {
  std::string title_zh, title_en;
  std::string license, source, accuracy;
  std::string source_zh{}, accuracy_zh{};  ///< may be empty
};

struct Basemap {
  std::string attribution = "© OpenStreetMap contributors";
  std::string source;  ///< name of the extract
  std::string built;   ///< RFC 3339
};

/// A state of the data that was let out to everybody.
struct Release {
  std::int64_t number = 0;
  std::string time, note;
};

struct Site {
  std::string version = JINTU_VERSION;
  std::string review_number;       ///< 审图号; empty: none, and the notice says so
  std::optional<Release> release;  ///< which this is of; nothing: there is none
  std::optional<Basemap> basemap;  ///< nothing when no extract was imported
  double longitude = 117.20, latitude = 39.13, zoom = 10;
  std::map<std::string, LayerFacts, std::less<>> layers;
};

/// The facts by layer out of the manifest of the shipped data. Entries without a layer are passed
/// over. Throws Error{bad_input} when it is not of the form of data/manifest.schema.json.
std::map<std::string, LayerFacts, std::less<>> layer_facts(const Json& manifest);

/// Source and licence of a live layer as HTML, which TileJSON's attribution is; empty when the
/// manifest has nothing of it.
std::string attribution(const Site& site, std::string_view layer);

/// Counts are those of the snapshot; bounds those of the districts, else Tianjin's.
Json site_json(const Site& site, const Snapshot& snapshot);

}  // namespace jintu::catalog

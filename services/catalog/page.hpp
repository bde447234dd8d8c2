// The catalog as a page for people: every source of tiles with its picture and its quality.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "geo/base/json.hpp"
#include "services/catalog/site.hpp"
#include "tiles/source/tile_source.hpp"

namespace jintu::catalog {

struct CatalogEntry {
  const tiles::SourceInfo* info;
  Json quality;     ///< as services/quality writes it; null: nobody looked
  bool collection;  ///< also a collection of features
};

/// HTML, Chinese first. Needs `/catalog/style.css` and `/catalog/{id}.svg`; no scripts.
std::string catalog_page(const std::vector<CatalogEntry>& entries, const Site& site);
std::string_view catalog_style();

}  // namespace jintu::catalog

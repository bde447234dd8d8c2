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
  Json quality;             ///< as services/quality writes it; null: nobody looked
  bool collection;          ///< also a collection of features
  std::size_t records = 0;  ///< of the collection
};

enum class PageLanguage { zh, en };
struct PageLook {
  PageLanguage language = PageLanguage::zh;
  std::string theme;  ///< "day" or "night"; empty: as the reader's system has it
};

/// HTML in one language. Needs `/catalog/style.css`, `/catalog/{id}.svg` and, for its colours, the
/// web app's `/tokens.css`; no scripts.
std::string catalog_page(const std::vector<CatalogEntry>& entries, const Site& site,
                         const PageLook& look = {});
std::string_view catalog_style();

}  // namespace jintu::catalog

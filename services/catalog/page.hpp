// The catalog as a page for people: every source of tiles with its picture and its quality.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "geo/base/json.hpp"
#include "services/catalog/site.hpp"
#include "services/html/html.hpp"
#include "tiles/source/tile_source.hpp"

namespace jintu::catalog {

/// A file of a whole collection.
struct Download {
  std::string format, address;
};

struct CatalogEntry {
  const tiles::SourceInfo* info;
  Json quality;             ///< as services/quality writes it; null: nobody looked
  bool collection;          ///< also a collection of features
  std::size_t records = 0;  ///< of the collection
  std::vector<Download> downloads = {};
};

/// A collection that is in no source of its own.
struct StoredEntry {
  std::string id, title;
  std::uint64_t records = 0;
  std::vector<Download> downloads;
};

struct PageLook {
  html::Language language = html::Language::zh;
  std::string theme;  ///< "day" or "night"; empty: as the reader's system has it
};

/// A page in one language. Needs `/catalog/style.css`, `/catalog/{id}.svg` and, for its colours,
/// the web app's `/tokens.css`; no scripts.
std::string catalog_page(const std::vector<CatalogEntry>& entries,
                         const std::vector<StoredEntry>& stored, const Site& site,
                         const PageLook& look = {});
std::string_view catalog_style();

}  // namespace jintu::catalog

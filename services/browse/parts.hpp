// Internal to services/browse: what the pages of all documents are made of.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "geo/base/bilingual.hpp"
#include "services/browse/browse.hpp"

namespace jintu::browse {

/// Chooses between the two languages.
struct Words {
  html::Language language;
  std::string operator()(std::string_view chinese, std::string_view english) const {
    return std::string(language == html::Language::zh ? chinese : english);
  }
  /// Of a text that has both.
  std::string of(std::string_view both) const {
    const Bilingual halves = bilingual(both);
    return language == html::Language::zh ? halves.zh : halves.en;
  }
};

/// Empty where there is no such text.
std::string text_member(const Json& object, const char* name);
/// A link that a reader can follow; the words alone where it is none: a template with braces, or
/// of another scheme.
html::Html address(const std::string& href, const std::string& words, const Look& look);
/// A text as it stands, any other value as JSON.
std::string plain(const Json& value);
/// Any value, as a reader can read it.
html::Html shown(const Json& value, const Look& look, std::size_t depth = 0);
html::Html heading(const std::string& words);
/// Every link of a document, by its title.
html::Html link_list(const Json& document, const Look& look);
/// The same with its heading; empty without links.
html::Html links_of(const Json& document, const Look& look);
/// What no part of a page has told.
html::Html rest_of(const Json& document, const std::set<std::string_view>& told, const Look& look);
/// What may be wider than the page, and is moved sideways.
html::Html wide(const std::string& label, html::Html table);
html::Html table_of(const std::vector<std::string>& heads, const html::Html& rows);

/// A part of a layer ("carriers.points") is told as the layer is, with what kind it holds. `own`:
/// the collection's title, where nothing else is known.
std::string title_of(const std::string& id, const std::string& own, const Look& look);
std::string title_of(const Json& collection, const Look& look);
std::string description_of(const Json& collection, const Look& look);

/// Without its %XX; `plus_is_blank`: of a query, as a browser writes it, not of a path.
std::string decoded(std::string_view text, bool plus_is_blank);
/// Those of an address's query that have a value, decoded, in their order.
std::vector<std::pair<std::string, std::string>> parameters(std::string_view query);
/// The first of its name, or empty.
std::string parameter(std::string_view query, std::string_view wanted);

}  // namespace jintu::browse

// The documents of the OGC API as pages for people: what a browser is given in their place.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "geo/base/json.hpp"
#include "geo/feature/layer.hpp"
#include "services/html/html.hpp"

namespace jintu::browse {

/// What a document is about. `other` is shown member by member.
enum class Subject {
  landing,
  api,
  conformance,
  collections,
  collection,
  properties,
  items,
  item,
  other
};

/// What is said of a collection; the languages that are not known are empty.
struct About {
  html::Bilingual title, description;
};

struct Look {
  html::Language language = html::Language::zh;
  std::string root;     ///< "https://map.example": what this server's links begin with
  std::string path;     ///< of this page, as it was asked for
  std::string query;    ///< of this page, without "?"; its parameters are kept by the form
  std::string notice;   ///< the map's review number, or that there is none
  bool degrees = true;  ///< coordinates are longitude, latitude in degrees: they can be drawn
  std::shared_ptr<const Layer> ground;              ///< outlines drawn beneath; may be null
  std::map<std::string, About, std::less<>> about;  ///< by collection
};

/// A whole page, without scripts. It needs `/catalog/records.css` and, for its colours, the web
/// app's `/tokens.css`. `document`: as the JSON form of the same address has it; all of it is told.
std::string page(Subject subject, const Json& document, const Look& look);
/// In place of problem details. `detail` in both languages, as errors have it.
std::string refusal_page(int status, const std::string& title, const std::string& detail,
                         const Look& look);
/// The style sheet.
std::string_view style();

}  // namespace jintu::browse

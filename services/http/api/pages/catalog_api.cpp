#include "services/http/api/pages/catalog_api.hpp"

#include <algorithm>

#include "services/browse/browse.hpp"
#include "services/catalog/collections.hpp"
#include "services/catalog/page.hpp"
#include "services/catalog/preview.hpp"
#include "services/http/api/frame/operations.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/message/uri.hpp"
#include "services/open_data/dataset.hpp"

namespace jintu::http {

namespace {

const std::shared_ptr<const tiles::TileSource>& source_of(const live::Published& published,
                                                          const std::string& id) {
  const auto found = published.sources.find(id);
  if (found == published.sources.end())
    throw Error(ErrorCode::not_found, "没有此数据源 there is no tile source: " + id.substr(0, 63));
  return found->second;
}

/// In the order of the map's layers, then what users added, then the rest.
std::vector<std::string> ordered(const live::Published& published) {
  std::vector<std::string> ids;
  for (const std::string& name : catalog::layer_names(*published.snapshot))
    if (published.sources.contains(name)) ids.push_back(name);
  for (const auto& [id, source] : published.sources)
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  return ids;
}

std::vector<catalog::Download> downloads_of(const catalog::Collection& collection) {
  std::vector<catalog::Download> downloads;
  if (open_data::records_of(collection) > open_data::most_records) return downloads;
  const bool mixed = open_data::is_mixed(collection);
  for (const open_data::Format& format : open_data::formats())
    if (!mixed || !format.one_kind)
      downloads.push_back(
          {std::string(format.name), "/data/" + collection.id + std::string(format.ending)});
  return downloads;
}

}  // namespace

/// Null when nobody looked.
Json CatalogApi::quality_of(const live::Published& published, const std::string& id) {
  const auto& source = source_of(published, id);
  if (source->info().kind == tiles::SourceKind::live) return quality_.of(source);
  const auto found = published.quality.find(id);
  return found == published.quality.end() ? Json() : found->second;
}

std::optional<Response> CatalogApi::tile_quality(const Call& call, const Later& later) {
  const Query query(call.request().query, {});
  source_of(*call.published, call.arg("source"));
  return context_.elsewhere(call, later, [this](const Call& c) {
    const Json report = quality_of(*c.published, c.arg("source"));
    if (report.is_null())
      throw Error(ErrorCode::not_found,
                  "没有质量报告 there is no quality report of this archive; jintu tiles build "
                  "--check writes one");
    return text_answer(c.request(), "application/json", report.dump());
  });
}

/// `lang` and `theme` of the address come before what the browser prefers.
Response CatalogApi::page(const Call& call) {
  const live::Published& published = *call.published;
  const Query query(call.request().query, {"lang", "theme"}, no_formats);
  const auto one_of = [&](const char* name, const char* a, const char* b) -> std::string {
    const std::string* value = query.find(name);
    if (value && *value != a && *value != b)
      throw Error(ErrorCode::bad_input,
                  std::string(name) + ": 应为 " + a + " 或 " + b + " should be " + a + " or " + b);
    return value ? *value : "";
  };
  const std::string lang = one_of("lang", "zh", "en");
  catalog::PageLook look{html::Language::zh, one_of("theme", "day", "night")};
  if (lang.empty() ? preferred_language(call.request()) == Language::en : lang == "en")
    look.language = html::Language::en;
  std::vector<catalog::CatalogEntry> entries;
  for (const std::string& id : ordered(published)) {
    const auto collection = catalog::find_collection(*published.snapshot, id);
    entries.push_back({&published.sources.find(id)->second->info(), quality_of(published, id),
                       collection.has_value(), collection ? open_data::records_of(*collection) : 0,
                       collection ? downloads_of(*collection) : std::vector<catalog::Download>()});
  }
  std::vector<catalog::StoredEntry> stored;
  for (const auto& [id, layer] : *published.stored) {
    const catalog::Collection collection{id, nullptr, std::nullopt, layer};
    stored.push_back(
        {id,
         in_language(layer->schema.title,
                     look.language == html::Language::en ? Language::en : Language::zh),
         layer->count, downloads_of(collection)});
  }
  Response response = text_answer(call.request(), "text/html; charset=utf-8",
                                  catalog::catalog_page(entries, stored, published.site, look));
  for (auto& entry : response.fields)
    if (entry.name == field::vary) entry.value += ", Accept-Language";
  response.with(field::csp, context_.options.content_security_policy);
  response.with(field::content_language, look.language == html::Language::en ? "en" : "zh");
  return response;
}

std::optional<Response> CatalogApi::part(const Call& call, const Later& later) {
  const std::string& part = call.arg("part");
  if (part.empty())
    return context_.elsewhere(call, later, [this](const Call& c) { return page(c); });
  const Query query(call.request().query, {});
  if (part == "style.css")
    return text_answer(call.request(), "text/css; charset=utf-8",
                       std::string(catalog::catalog_style()));
  if (part == "records.css")
    return text_answer(call.request(), "text/css; charset=utf-8", std::string(browse::style()));
  constexpr std::string_view end = ".svg";
  if (part.size() <= end.size() || part.substr(part.size() - end.size()) != end)
    throw Error(ErrorCode::not_found, "此处没有内容 there is nothing at this address");
  const auto source = source_of(*call.published, part.substr(0, part.size() - end.size()));
  return context_.elsewhere(call, later, [source](const Call& c) {
    return text_answer(c.request(), "image/svg+xml", catalog::preview_svg(*source));
  });
}

void CatalogApi::routes(std::vector<Route>& table) {
  table.push_back({"/catalog",
                   "catalog",
                   {get(in_lane(context_, *this, &CatalogApi::page), Needs::data, Lane::survey)}});
  table.push_back({"/catalog/{part}",
                   "catalog",
                   {get(here(*this, &CatalogApi::part), Needs::data, Lane::survey)}});
  table.push_back({"/tiles/{source}/quality.json",
                   "tile_quality",
                   {get(here(*this, &CatalogApi::tile_quality), Needs::data, Lane::survey)}});
}

}  // namespace jintu::http

#include "services/http/api/pages/file_api.hpp"

#include <algorithm>

#include "services/catalog/style.hpp"
#include "services/http/api/frame/operations.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/uri.hpp"

namespace jintu::http {

Response FileApi::style(const Call& call) const {
  const Query query(call.request().query, {});
  const std::string& name = call.arg("style");
  if (name.empty())
    return text_answer(call.request(), "application/json", catalog::styles_json(call.root).dump(),
                       {.root = call.root});
  const auto known = std::find_if(
      catalog::style_names.begin(), catalog::style_names.end(),
      [&](const catalog::StyleName& s) { return std::string(s.id) + ".json" == name; });
  const StaticFile* built =
      known == catalog::style_names.end() ? nullptr : files_.find("styles/" + name);
  if (!built)
    throw Error(ErrorCode::not_found, "没有此样式 there is no such style: " + name.substr(0, 63));
  catalog::StyleGround ground;
  const live::Published& published = *call.published;
  for (const char* id :
       {"night_streets", "checkin_spots", "heritage_blocks", "carriers", "lockers", "districts"}) {
    const auto source = published.sources.find(id);
    if (source == published.sources.end()) continue;
    ground.live.emplace_back(id);
    ground.bounds.add(source->second->info().bounds);
  }
  ground.basemap = published.sources.contains("basemap");
  ground.root = call.root;
  ground.sprites = files_.find("sprites/" + std::string(known->id) + ".json") != nullptr;
  const Json style = catalog::style_json(parse_json(*built->plain, name), known->id, ground);
  return text_answer(call.request(), "application/vnd.mapbox.style+json", style.dump(),
                     {.root = call.root});
}

/// The web app keeps its state behind "#": its pages have addresses of their own, and others none.
const StaticFile* FileApi::page_or_file(const std::string& path) const {
  if (path.empty()) return files_.find("index.html");
  const StaticFile* file = files_.find(path);
  return file ? file : files_.find(path + ".html");  // /planner
}

Response FileApi::file(const Call& call, const NothingHere& nothing_here) const {
  const StaticFile* file = page_or_file(call.arg("path"));
  if (!file) return nothing_here(call);
  return file_answer(call.request(), *file, context_.options.content_security_policy);
}

void FileApi::routes(std::vector<Route>& table, NothingHere nothing_here) {
  table.push_back({"/styles",
                   "style",
                   {get(in_lane(context_, *this, &FileApi::style), Needs::data, Lane::documents)}});
  table.push_back({"/styles/{style}",
                   "style",
                   {get(in_lane(context_, *this, &FileApi::style), Needs::data, Lane::documents)}});
  table.push_back({file_path,
                   "file",
                   {get([this, nothing_here](const Call& call,
                                             const Later&) { return file(call, nothing_here); },
                        Needs::nothing)}});
}

}  // namespace jintu::http

// Tiles and what describes them.
#include "services/http/api/tiles/tile_api.hpp"

#include "geo/base/json.hpp"
#include "services/http/api/frame/operations.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/message/uri.hpp"
#include "services/http/query/tile_query.hpp"
#include "services/http/query/tile_selection.hpp"

namespace jintu::http {

namespace {

tiles::TileCoord coordinate(const std::string& z, const std::string& x, const std::string& y) {
  constexpr std::uint64_t most = std::uint64_t{1} << tiles::max_tile_zoom;
  const auto zoom = parse_whole(z, tiles::max_tile_zoom), column = parse_whole(x, most),
             row = parse_whole(y, most);
  if (zoom && column && row) {
    const auto coord = tiles::TileCoord::checked(static_cast<std::int64_t>(*zoom),
                                                 static_cast<std::int64_t>(*column),
                                                 static_cast<std::int64_t>(*row));
    if (coord) return *coord;
  }
  throw Error(ErrorCode::bad_input,
              "瓦片编号有误：须为整数，z 0–22，x、y 小于 2 的 z 次方 "
              "z, x and y must be whole numbers: z 0 to 22, x and y from 0 to below 2^z");
}

}  // namespace

Response TileApi::sources(const Call& call) const {
  const Query query(call.request().query, {});
  Json sources = Json::array();
  for (const auto& [id, source] : call.published->sources) {
    sources.push_back({{"id", id},
                       {"kind", tiles::to_string(source->info().kind)},
                       {"tilejson", "/tiles/" + id + ".json"}});
  }
  Json json;
  json["sources"] = std::move(sources);
  return text_answer(call.request(), json_type, json.dump());
}

std::optional<Response> TileApi::tilejson(const Call& call, const Later& later) {
  if (names_plan(call.arg("source"))) return plans_.tilejson(call, later);
  auto plain = selected(*call.published, call.arg("source"));
  auto query = tile_query(call.request().query, plain, *call.published->snapshot, json_only);
  const auto answer = [this](const Call& c, const tile::Selection& asked, const TileQuery& wish) {
    const auto selection = maker_.varied(c, asked, wish.variant);
    const std::string url = c.root + "/tiles/" + asked.ids + "/{z}/{x}/{y}.mvt" + wish.repeated;
    return text_answer(c.request(), json_type,
                       tiles::tilejson(described(*c.published, selection), url), {.root = c.root});
  };
  if (maker_.is_ready(plain, query.variant)) return answer(call, plain, query);
  return context_.elsewhere(
      call, later, [answer, plain = std::move(plain), query = std::move(query)](const Call& c) {
        return answer(c, plain, query);
      });
}

std::optional<Response> TileApi::tile(const Call& call, const Later& later) {
  const auto coord = coordinate(call.arg("z"), call.arg("x"), call.arg("y"));
  if (names_plan(call.arg("source"))) return plans_.tile(call, later, coord);
  TileMaker::Wish wish{selected(*call.published, call.arg("source")), {}, coord};
  wish.variant =
      tile_query(call.request().query, wish.plain, *call.published->snapshot, tile_formats).variant;
  return maker_.answer(call, later, std::move(wish));
}

void TileApi::routes(std::vector<Route>& table) {
  table.push_back({"/tiles", "tile_catalog", {get(here(*this, &TileApi::sources))}});
  table.push_back({"/tiles/{source}.json", "tilejson", {get(here(*this, &TileApi::tilejson))}});
  table.push_back({"/tiles/{source}/{z}/{x}/{y}.mvt", "tile", {get(here(*this, &TileApi::tile))}});
}

}  // namespace jintu::http

// Tiles and what describes them.
#include "geo/base/json.hpp"
#include "services/http/api/app.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/message/uri.hpp"
#include "services/http/query/tile_query.hpp"
#include "services/http/query/tile_selection.hpp"

namespace jintu::http {

namespace {

constexpr std::string_view json_type = "application/json";

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

/// The sources themselves are in it: who asks after an edit does not join who asked before.
std::string flight_name(const tile::Selection& plain, const tile::VariantQuery& variant,
                        tiles::TileCoord c) {
  std::string name =
      std::to_string(c.z()) + '/' + std::to_string(c.x()) + '/' + std::to_string(c.y());
  for (const auto& part : plain.parts)
    name += ' ' + std::to_string(reinterpret_cast<std::uintptr_t>(part.get()));
  return name + ' ' + variant.key();
}

}  // namespace

Response App::tile_catalog(const Call& call) const {
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

/// The selection as the query wants it; what is missing is made here.
tile::Selection App::varied(const Call& call, const tile::Selection& plain,
                            const tile::VariantQuery& query) {
  if (auto known = variants_.find(plain, query)) return *std::move(known);
  return variants_.make(
      plain, query, {*call.published->snapshot, *call.published->calendar, call.published->moved});
}

std::optional<Response> App::tilejson(const Call& call, const Later& later) {
  if (names_plan(call.arg("source"))) return plan_tilejson(call, later);
  auto plain = selected(*call.published, call.arg("source"));
  auto query = tile_query(call.request().query, plain, *call.published->snapshot, json_only);
  const auto answer = [this](const Call& c, const tile::Selection& asked, const TileQuery& wish) {
    const auto selection = varied(c, asked, wish.variant);
    const std::string url = c.root + "/tiles/" + asked.ids + "/{z}/{x}/{y}.mvt" + wish.repeated;
    return text_answer(c.request(), json_type,
                       tiles::tilejson(described(*c.published, selection), url), {.root = c.root});
  };
  if (variants_.find(plain, query.variant)) return answer(call, plain, query);
  return elsewhere(call, later,
                   [answer, plain = std::move(plain), query = std::move(query)](const Call& c) {
                     return answer(c, plain, query);
                   });
}

std::optional<Response> App::tile(const Call& call, const Later& later) {
  const auto coord = coordinate(call.arg("z"), call.arg("x"), call.arg("y"));
  if (names_plan(call.arg("source"))) return plan_tile(call, later, coord);
  TileWish wish{selected(*call.published, call.arg("source")), {}, coord};
  wish.variant =
      tile_query(call.request().query, wish.plain, *call.published->snapshot, tile_formats).variant;
  return tile_wished(call, later, std::move(wish));
}

std::optional<Response> App::tile_wished(const Call& call, const Later& later, TileWish wish) {
  if (const auto made = remembered(wish, tile::TileMemory::Look::first))
    return *made ? tile_answer(call.request(), **made) : empty_tile_answer();
  const std::string flight = flight_name(wish.plain, wish.variant, wish.coord);
  if (!flights_.join(flight, {call, later})) return std::nullopt;
  Work task;
  task.run = [this, call, flight, wish = std::move(wish)](const Progress&) {
    std::optional<tiles::Tile> made;
    std::exception_ptr fault;
    try {
      made = make_tile(call, wish);
    } catch (...) {
      fault = std::current_exception();
    }
    land(flight, [&](const Call& c) {
      if (fault) std::rethrow_exception(fault);
      return made ? tile_answer(c.request(), *made) : empty_tile_answer();
    });
  };
  task.drop = [this, flight](Dropped why) {
    metrics_.queue_refused();
    land(flight, [why](const Call&) -> Response { throw not_begun(why); });
  };
  if (!lanes_.submit(Lane::read, std::move(task)))
    land(flight, [this](const Call&) -> Response {
      metrics_.queue_refused();
      throw queue_full();
    });
  return std::nullopt;
}

std::optional<std::optional<tiles::Tile>> App::remembered(const TileWish& wish,
                                                          tile::TileMemory::Look look) {
  const auto selection = variants_.find(wish.plain, wish.variant);
  return selection ? memory_.find(*selection, wish.coord, look) : std::nullopt;
}

std::optional<tiles::Tile> App::make_tile(const Call& call, const TileWish& wish) {
  // Another flight may have landed between this request's look and its turn.
  if (const auto known = remembered(wish, tile::TileMemory::Look::second)) return *known;
  const auto selection = varied(call, wish.plain, wish.variant);
  const auto start = Clock::now();
  auto made = tile::make_tile(selection, wish.coord);
  metrics_.tile_made(Clock::now() - start);
  memory_.put(selection, wish.coord, made);
  return made;
}

void App::land(const std::string& flight, const std::function<Response(const Call&)>& answer) {
  for (const Waiting& waiting : flights_.land(flight))
    waiting.later.answer(*guarded(*waiting.call.exchange,
                                  [&] { return std::optional<Response>(answer(waiting.call)); }));
}

}  // namespace jintu::http

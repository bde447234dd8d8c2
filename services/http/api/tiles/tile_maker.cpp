#include "services/http/api/tiles/tile_maker.hpp"

#include "services/http/message/answers.hpp"

namespace jintu::http {

namespace {

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

/// The selection as the query wants it; what is missing is made here.
tile::Selection TileMaker::varied(const Call& call, const tile::Selection& plain,
                                  const tile::VariantQuery& query) {
  if (auto known = variants_.find(plain, query)) return *std::move(known);
  return variants_.make(
      plain, query, {*call.published->snapshot, *call.published->calendar, call.published->moved});
}

std::optional<Response> TileMaker::answer(const Call& call, const Later& later, Wish wish) {
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
    context_.metrics.queue_refused();
    land(flight, [why](const Call&) -> Response { throw not_begun(why); });
  };
  if (!context_.lanes.submit(Lane::read, std::move(task)))
    land(flight, [this](const Call&) -> Response {
      context_.metrics.queue_refused();
      throw queue_full();
    });
  return std::nullopt;
}

std::optional<std::optional<tiles::Tile>> TileMaker::remembered(const Wish& wish,
                                                                tile::TileMemory::Look look) {
  const auto selection = variants_.find(wish.plain, wish.variant);
  return selection ? memory_.find(*selection, wish.coord, look) : std::nullopt;
}

std::optional<tiles::Tile> TileMaker::make_tile(const Call& call, const Wish& wish) {
  // Another flight may have landed between this request's look and its turn.
  if (const auto known = remembered(wish, tile::TileMemory::Look::second)) return *known;
  const auto selection = varied(call, wish.plain, wish.variant);
  const auto start = Clock::now();
  auto made = tile::make_tile(selection, wish.coord);
  context_.metrics.tile_made(Clock::now() - start);
  memory_.put(selection, wish.coord, made);
  return made;
}

void TileMaker::land(const std::string& flight,
                     const std::function<Response(const Call&)>& answer) {
  for (const Waiting& waiting : flights_.land(flight))
    waiting.later.answer(*context_.guarded(
        *waiting.call.exchange, [&] { return std::optional<Response>(answer(waiting.call)); }));
}

}  // namespace jintu::http

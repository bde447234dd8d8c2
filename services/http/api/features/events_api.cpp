#include "services/http/api/features/events_api.hpp"

#include "services/http/api/frame/json_answers.hpp"
#include "services/http/api/frame/operations.hpp"

namespace jintu::http {

namespace {

constexpr std::uint64_t default_wait_s = 25, max_wait_s = 55;

}  // namespace

Response EventsApi::events_since(Revision since, live::View view) const {
  const auto published = context_.state.get(view);
  Json news = published->changes->since(since);
  news["epoch"] = published->epoch;  // of another one, revisions say nothing of these
  Response response = make_response(200, "application/json", news.dump());
  response.with(field::cache_control, "no-store");
  return response;
}

std::optional<Response> EventsApi::events(const Call& call, const Later& later) {
  const Query query(call.request().query, {"since", "wait"});
  const std::string* text = query.find("since");
  const auto since = text ? parse_whole(*text, std::uint64_t{1} << 53) : std::nullopt;
  if (!since)
    throw Error(ErrorCode::bad_input,
                "since: 应为版本号 should be the revision that you have, a whole number");
  std::uint64_t wait = default_wait_s;
  if (const std::string* given = query.find("wait")) {
    const auto seconds = parse_whole(*given, max_wait_s);
    if (!seconds)
      throw Error(ErrorCode::bad_input, "wait: 应为 0 到 55 的秒数 should be seconds from 0 to 55");
    wait = *seconds;
  }
  const Revision revision{static_cast<std::int64_t>(*since)};
  if (revision > call.published->changes->latest()) {
    wait_for(revision, Clock::now() + lagging_wait, call.exchange, call.view, later);
    return std::nullopt;
  }
  if (wait == 0 || call.request().method == Method::head ||
      call.published->changes->latest() != revision)
    return events_since(revision, call.view);
  wait_after(revision, Clock::now() + std::chrono::seconds(wait), call.exchange, call.view, later);
  return std::nullopt;
}

void EventsApi::wait_after(Revision since, Clock::time_point until,
                           const std::shared_ptr<Exchange>& exchange, live::View view,
                           const Later& later) {
  const bool waits = context_.waiters.add(until, [this, since, until, exchange, view, later] {
    auto response = context_.guarded(*exchange, [&]() -> std::optional<Response> {
      // Whoever sees what is released is not woken by what is not.
      if (context_.waiters.closed() || Clock::now() >= until ||
          context_.state.get(view)->changes->latest() != since)
        return events_since(since, view);
      wait_after(since, until, exchange, view, later);
      return std::nullopt;
    });
    if (response) later.answer(std::move(*response));
  });
  if (!waits)
    throw Error(ErrorCode::unavailable, "等待者过多 too many are waiting; try again shortly");
  // Between the look above and now something may have been published: nobody would wake us.
  if (context_.state.get(view)->changes->latest() != since) context_.waiters.notify();
}

void EventsApi::wait_for(Revision since, Clock::time_point until,
                         const std::shared_ptr<Exchange>& exchange, live::View view,
                         const Later& later) {
  const bool waits = context_.waiters.add(until, [this, since, until, exchange, view, later] {
    auto response = context_.guarded(*exchange, [&]() -> std::optional<Response> {
      if (context_.state.get(view)->changes->latest() >= since || Clock::now() >= until)
        return events_since(since, view);
      wait_for(since, until, exchange, view, later);
      return std::nullopt;
    });
    if (response) later.answer(std::move(*response));
  });
  if (!waits)
    throw Error(ErrorCode::unavailable, "等待者过多 too many are waiting; try again shortly");
  if (context_.state.get(view)->changes->latest() >= since) context_.waiters.notify();
}

void EventsApi::routes(std::vector<Route>& table) {
  table.push_back({"/events", "events", {get(here(*this, &EventsApi::events))}});
}

}  // namespace jintu::http

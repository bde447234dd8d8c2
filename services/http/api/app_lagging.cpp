// Reads by clients that know of a revision which this server has not published yet: another server
// on the same store wrote it. They wait a little, and are never answered from an older state.
#include "services/http/api/app.hpp"
#include "services/http/message/uri.hpp"

namespace jintu::http {

namespace {

bool is_behind(const live::Published& published, Revision wanted) {
  return published.snapshot->revision() < wanted;
}

}  // namespace

std::optional<Revision> App::revision_known(const Request& request) {
  const auto* text = request.field("jintu-revision");
  if (!text) return std::nullopt;
  const auto number = parse_whole(*text, std::uint64_t{1} << 53);
  if (!number)
    throw Error(
        ErrorCode::bad_input,
        "Jintu-Revision: 应为版本号 should be a revision that you were told, a whole number");
  return Revision{static_cast<std::int64_t>(*number)};
}

std::optional<Response> App::answer_from(Revision wanted, const Call& call, const Later& later) {
  if (!is_behind(*call.published, wanted)) return call.operation->handler(call, later);
  wait_for(wanted, Clock::now() + lagging_wait, call, later);
  return std::nullopt;
}

void App::wait_for(Revision wanted, Clock::time_point until, const Call& call, const Later& later) {
  Call waiting = call;
  waiting.published = nullptr;  // who waits keeps no records of an earlier revision alive
  const bool waits = waiters_.add(until, [this, wanted, until, waiting, later] {
    auto response = context_.guarded(*waiting.exchange, [&]() -> std::optional<Response> {
      Call now = waiting;
      now.published = state_.get(now.view);
      if (!is_behind(*now.published, wanted)) return now.operation->handler(now, later);
      if (Clock::now() >= until)
        throw Error(ErrorCode::unavailable,
                    "此服务器还没有第 " + std::to_string(wanted.value) +
                        " 版，请稍后再试 this server has not got revision " +
                        std::to_string(wanted.value) + " yet; try again shortly");
      wait_for(wanted, until, now, later);
      return std::nullopt;
    });
    if (response) later.answer(std::move(*response));
  });
  if (!waits)
    throw Error(ErrorCode::unavailable, "等待者过多 too many are waiting; try again shortly");
  // Between the look before and now something may have been published: nobody would wake us.
  if (!is_behind(*state_.get(call.view), wanted)) waiters_.notify();
}

}  // namespace jintu::http

// What the handlers of siting share.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "services/http/api/frame/operations.hpp"
#include "services/siting/plans/workbench.hpp"

namespace jintu::http {

class SitingDesk {
 public:
  /// `bench` may be null: then this server has no siting side.
  SitingDesk(siting::Workbench* bench, std::size_t most_waiting)
      : waiters(most_waiting), bench_(bench) {
    if (bench_) bench_->jobs.on_change([this] { waiters.notify(); });
  }
  ~SitingDesk() {
    if (bench_) bench_->jobs.on_change({});
  }
  SitingDesk(const SitingDesk&) = delete;
  SitingDesk& operator=(const SitingDesk&) = delete;

  bool is_there() const { return bench_ != nullptr; }
  /// Throws Error{not_found} when this server has none.
  siting::Workbench& need() const {
    if (!bench_)
      throw Error(ErrorCode::not_found, "此服务器没有选址 this server has no siting side");
    return *bench_;
  }

  Waiters waiters;  ///< woken when a job goes on

 private:
  siting::Workbench* bench_;
};

/// By the siting side, whose data are its own.
inline Operation planned(Method method, Handler handler, std::vector<std::string_view> media = {},
                         Condition condition = Condition::free, Lane lane = Lane::siting) {
  return {.method = method,
          .handler = std::move(handler),
          .access = Access::holder_of({auth::Right::plan}),
          .needs = Needs::nothing,
          .media = std::move(media),
          .most_bytes = &ServerOptions::max_siting_bytes,
          .condition = condition,
          .lane = lane};
}

}  // namespace jintu::http

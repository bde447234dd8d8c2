// The application behind the wire: guards every request, finds its handler, finishes its answer.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "geo/base/error.hpp"
#include "services/catalog/collections.hpp"
#include "services/edit/edit.hpp"
#include "services/http/api/quality_memory.hpp"
#include "services/http/message/static_files.hpp"
#include "services/http/server/access_log.hpp"
#include "services/http/server/call.hpp"
#include "services/http/server/front_door.hpp"
#include "services/http/server/lanes.hpp"
#include "services/http/server/metrics.hpp"
#include "services/http/server/private_paths.hpp"
#include "services/http/server/routes.hpp"
#include "services/http/server/server_options.hpp"
#include "services/http/server/waiters.hpp"
#include "services/http/wire/wire.hpp"
#include "services/siting/plans/workbench.hpp"
#include "services/tile/single_flight.hpp"
#include "services/tile/tile_memory.hpp"
#include "services/tile/variant.hpp"

namespace jintu::http {

struct Refusal;
class Query;

class App final : public WireApp {
 public:
  /// `editor` may be null: then nothing can be written; `siting`: then there is no siting side.
  App(const ServerOptions& options, live::ServiceState& state, edit::Editor* editor,
      siting::Workbench* siting);
  ~App() override;

  std::optional<Response> handle(const std::shared_ptr<Exchange>& exchange, Later later) override;
  Response refuse(const std::shared_ptr<Exchange>& exchange, const HeadFault& fault) override;
  BodyRule body_rule(const Request& request) override;
  void done(const Exchange& exchange) override;
  /// Answers all who wait for events, and keeps no more waiting.
  void release_waiters() {
    waiters_.close();
    siting_waiters_.close();
  }
  void connections_changed(int by) override { metrics_.connections(by); }
  /// The server is about to stop.
  void stop_long_work() { lanes_.stop_long_work(); }
  void stop_all_work() { lanes_.stop_all(); }

 private:
  /// The table of routes: all that this server answers.
  static std::vector<Route> table();
  static void add_ogc(std::vector<Route>& routes);
  static void add_siting(std::vector<Route>& routes);

  std::optional<Response> dispatch(Call& call, const Later& later);
  /// Throws Refusal{401 | 415 | 428} unless the request is one that the operation takes.
  void check_entry(const Call& call) const;
  /// Whether this server does it at all; whether this caller may.
  bool is_offered(const Operation& operation) const;
  bool is_open_to(const Operation& operation, const Request& request) const;
  /// Its answer is not for everybody: what planners made.
  static bool is_confined(const Call& call);
  static Lane lane_of(const Call& call);
  /// `member` in the lane of the operation.
  template <auto member>
  static std::optional<Response> run_elsewhere(App& app, const Call& call, const Later& later) {
    return app.elsewhere(call, later, [&app](const Call& c) { return (app.*member)(c); });
  }
  /// Runs `work` in the lane of its kind; it may throw. 503 at once when the queue there is full,
  /// and later when its turn does not come in time.
  std::optional<Response> elsewhere(const Call& call, const Later& later,
                                    std::function<Response(const Call&)> work);
  /// `make` with every exception turned into a problem.
  std::optional<Response> guarded(const Exchange& exchange,
                                  const std::function<std::optional<Response>()>& make) const;
  /// Without what it says of this machine's folders, which goes to the log.
  void hide_paths(const Exchange& exchange, Response& response) const;

  Response health(const Call& call) const;
  Response ready(const Call& call) const;
  Response metrics(const Call& call) const;
  Response site(const Call& call) const;
  Response venues(const Call& call) const;
  Response tile_catalog(const Call& call) const;
  std::optional<Response> tilejson(const Call& call, const Later& later);
  tile::Selection varied(const Call& call, const tile::Selection& plain,
                         const tile::VariantQuery& query);
  /// One tile as one request wants it.
  struct TileWish {
    tile::Selection plain;
    tile::VariantQuery variant;
    tiles::TileCoord coord;
  };
  /// A request that waits for a tile that is being made.
  struct Waiting {
    Call call;
    Later later;
  };
  std::optional<Response> tile(const Call& call, const Later& later);
  std::optional<Response> tile_wished(const Call& call, const Later& later, TileWish wish);
  Response tile_matrix_sets(const Call& call) const;
  Response tile_matrix_set(const Call& call) const;
  Response tile_sets(const Call& call) const;
  std::optional<Response> tile_set(const Call& call, const Later& later);
  std::optional<Response> ogc_tile(const Call& call, const Later& later);
  /// Nothing when it has to be made; in it nothing when it is empty.
  std::optional<std::optional<tiles::Tile>> remembered(const TileWish& wish,
                                                       tile::TileMemory::Look look);
  std::optional<tiles::Tile> make_tile(const Call& call, const TileWish& wish);
  void land(const std::string& flight, const std::function<Response(const Call&)>& answer);
  static Error queue_full();
  static Error not_begun(Dropped why);
  std::optional<Response> tile_quality(const Call& call, const Later& later);
  std::optional<Response> catalog(const Call& call, const Later& later);
  std::optional<Response> catalog_part(const Call& call, const Later& later);
  Response catalog_page(const Call& call);
  Response style(const Call& call) const;
  Json quality_of(const live::Published& published, const std::string& id);
  Response archive(const Call& call) const;
  Response ogc_landing(const Call& call) const;
  Response ogc_conformance(const Call& call) const;
  Response ogc_api(const Call& call) const;
  Response ogc_collections(const Call& call) const;
  Response ogc_collection(const Call& call) const;
  Response ogc_queryables(const Call& call) const;
  std::optional<Response> ogc_items(const Call& call, const Later& later);
  Response items_page(const Call& call) const;
  Response ogc_item(const Call& call) const;
  std::optional<Response> events(const Call& call, const Later& later);
  /// Of the header Jintu-Revision, in which a client says which revision it knows of.
  static std::optional<Revision> revision_known(const Request& request);
  /// By the handler, as soon as this server has published `wanted`; 503 when that takes too long.
  std::optional<Response> answer_from(Revision wanted, const Call& call, const Later& later);
  /// The answer to `since` as soon as this server has got there; after `until` it is "reset".
  void wait_for_events(Revision since, Clock::time_point until,
                       const std::shared_ptr<Exchange>& exchange, const Later& later);
  /// Another server on the same store is ahead; this one looks at the store every second.
  static constexpr std::chrono::seconds lagging_wait{5};
  void wait_for(Revision wanted, Clock::time_point until, const Call& call, const Later& later);
  Response events_since(Revision since) const;
  bool may_write(const Request& request) const;
  static bool bears_token(const Request& request, const std::string& token);
  std::optional<Response> record_written(const Call& call, const Later& later);
  Response written(const Call& call);
  /// Throws Error{not_found}.
  catalog::Collection collection_to_edit(const std::string& id) const;
  /// `collections` of the changes, as in the batch. Throws Refusal{412 | 422}.
  edit::Committed applied(const edit::Batch& batch,
                          const std::vector<catalog::Collection>& collections, const Call& call);
  std::optional<Response> transaction_posted(const Call& call, const Later& later);
  Response transaction(const Call& call);
  /// Throws Error{not_found} when this server has none.
  siting::Workbench& need_siting() const;
  bool may_use_siting(const Request& request) const;
  std::optional<Response> city_points(const Call& call, const Later& later);
  std::optional<Response> city_coverage(const Call& call, const Later& later);
  Response job_list(const Call& call) const;
  std::optional<Response> job(const Call& call, const Later& later);
  Response job_cancelled(const Call& call) const;
  std::optional<Response> job_problem(const Call& call, const Later& later);
  std::optional<Response> job_solution(const Call& call, const Later& later);
  std::optional<Response> job_catchments(const Call& call, const Later& later);
  std::optional<Response> job_evaluated(const Call& call, const Later& later);
  std::optional<Response> job_posted(const Call& call, const Later& later);
  std::optional<Response> elbow_posted(const Call& call, const Later& later);
  std::optional<Response> robustness_posted(const Call& call, const Later& later);
  std::optional<Response> points_uploaded(const Call& call, const Later& later);
  std::optional<Response> addresses_asked(const Call& call, const Later& later);
  Response job_started(const Call& call) const;
  Response elbow_started(const Call& call) const;
  Response robustness_started(const Call& call) const;
  std::optional<Response> scenario_list(const Call& call, const Later& later);
  std::optional<Response> scenario(const Call& call, const Later& later);
  std::optional<Response> scenario_versions(const Call& call, const Later& later);
  std::optional<Response> scenario_posted(const Call& call, const Later& later);
  std::optional<Response> scenario_written(const Call& call, const Later& later);
  Response scenario_created(const Call& call);
  Response scenario_changed(const Call& call);
  std::optional<Response> siting_report(const Call& call, const Later& later);
  std::optional<Response> scenario_report(const Call& call, const Later& later);
  struct Bilingual {
    std::string chinese, english;
  };
  Response report_answer(const Call& call, const siting::ProblemFile& file,
                         const siting::Solved& solved, const std::string& title,
                         const Bilingual& when) const;
  static std::optional<std::int64_t> scenario_version(const Query& query);
  siting::PlaceNames siting_names(const Request& request) const;
  std::shared_ptr<const tiles::TileSource> plan_source(const std::string& id,
                                                       tiles::TileCrs crs) const;
  tile::Selection selected_with_plans(const Call& call, tiles::TileCrs crs);
  std::optional<Response> plan_tilejson(const Call& call, const Later& later);
  std::optional<Response> plan_tile(const Call& call, const Later& later, tiles::TileCoord coord);
  /// Answers once the job is beyond `since`, or at `until`.
  void siting_poll(const Call& call, const Later& later, std::uint64_t since,
                   Clock::time_point until);
  /// Where the address without its last slash is something: there. Else nothing.
  std::optional<Response> without_slash(const Request& request) const;
  const StaticFile* page_or_file(const std::string& path) const;
  Response file(const Call& call) const;
  std::string root_of(const Request& request) const;

  const ServerOptions options_;
  live::ServiceState& state_;
  edit::Editor* editor_;
  siting::Workbench* siting_;
  const RouteTable routes_;
  StaticFiles files_;
  Metrics metrics_;
  AccessLog log_;
  tile::TileMemory memory_;
  tile::Variants variants_;
  tile::SingleFlight<Waiting> flights_;
  QualityMemory quality_;
  Waiters waiters_, siting_waiters_;
  FrontDoor door_;
  PrivatePaths paths_;
  Lanes lanes_;  // last: its threads use all of the above
};

}  // namespace jintu::http

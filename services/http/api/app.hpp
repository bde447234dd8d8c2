// The application behind the wire: guards every request, finds its handler, finishes its answer.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/auth/service.hpp"
#include "services/edit/edit.hpp"
#include "services/http/api/auth/people_api.hpp"
#include "services/http/api/auth/sign_in_api.hpp"
#include "services/http/api/features/edit_api.hpp"
#include "services/http/api/features/events_api.hpp"
#include "services/http/api/features/features_api.hpp"
#include "services/http/api/frame/context.hpp"
#include "services/http/api/pages/catalog_api.hpp"
#include "services/http/api/pages/data_api.hpp"
#include "services/http/api/pages/fault_api.hpp"
#include "services/http/api/pages/file_api.hpp"
#include "services/http/api/pages/picture_api.hpp"
#include "services/http/api/pages/place_api.hpp"
#include "services/http/api/pages/status_api.hpp"
#include "services/http/api/review/changes_api.hpp"
#include "services/http/api/review/releases_api.hpp"
#include "services/http/api/review/versions_api.hpp"
#include "services/http/api/siting/city_api.hpp"
#include "services/http/api/siting/job_api.hpp"
#include "services/http/api/siting/plan_tiles.hpp"
#include "services/http/api/siting/points_api.hpp"
#include "services/http/api/siting/scenario_api.hpp"
#include "services/http/api/siting/walk_api.hpp"
#include "services/http/api/tiles/archive_api.hpp"
#include "services/http/api/tiles/tile_set_api.hpp"
#include "services/http/server/access_log.hpp"
#include "services/http/server/front_door.hpp"
#include "services/http/server/identity.hpp"

namespace jintu::http {

class App final : public WireApp {
 public:
  /// `editor` may be null: then nothing can be written; `siting`: then there is no siting side;
  /// `auth`: then nobody can sign in; `office`: then there are no drafts and releases.
  App(const ServerOptions& options, live::ServiceState& state, edit::Editor* editor,
      siting::Workbench* siting, auth::Service* auth, review::Office* office = nullptr);
  ~App() override;

  std::optional<Response> handle(const std::shared_ptr<Exchange>& exchange, Later later) override;
  Response refuse(const std::shared_ptr<Exchange>& exchange, const HeadFault& fault) override;
  BodyRule body_rule(const Request& request) override;
  void done(const Exchange& exchange) override;
  /// Answers all who wait for events, and keeps no more waiting.
  void release_waiters() {
    waiters_.close();
    desk_.waiters.close();
  }
  const RouteTable& routes() const { return routes_; }
  void connections_changed(int by) override { metrics_.connections(by); }
  /// The server is about to stop.
  void stop_long_work() { lanes_.stop_long_work(); }
  void stop_all_work() { lanes_.stop_all(); }

 private:
  /// All that this server answers.
  std::vector<Route> table();

  std::optional<Response> dispatch(Call& call, const Later& later);
  /// Throws Refusal{401 | 403 | 415 | 428} unless the request is one that the operation takes.
  void check_entry(const Call& call) const;
  /// Whether this server does it at all; whether this caller may.
  bool is_offered(const Operation& operation) const;
  static bool is_open_to(const Operation& operation, const Arguments& arguments,
                         const auth::Principal& principal);
  /// What a plan's tiles take, where the address names a plan; else what the operation says.
  static const Access& access_of(const Operation& operation, const Arguments& arguments);
  /// The answer is not for pages of other sites. `operation` nullptr: of none, or OPTIONS.
  static bool is_confined(const Route& route, const Operation* operation,
                          const Arguments& arguments);

  /// What is released, or what is stored. Throws Refusal{401 | 403} for who may not see that.
  live::View view_of(const Call& call) const;
  /// Of the header Jintu-Revision, in which a client says which revision it knows of.
  static std::optional<Revision> revision_known(const Request& request);
  /// By the handler, as soon as this server has published `wanted`; 503 when that takes too long.
  std::optional<Response> answer_from(Revision wanted, const Call& call, const Later& later);
  void wait_for(Revision wanted, Clock::time_point until, const Call& call, const Later& later);

  /// Where the address without its last slash is something: there. Else nothing.
  std::optional<Response> without_slash(const Request& request) const;
  std::string root_of(const Request& request) const;

  const ServerOptions options_;
  live::ServiceState& state_;
  const bool can_edit_;
  auth::Service* const auth_;
  const FrontDoor door_;
  const Identity identity_;
  const Context context_{
      options_, state_, paths_,   routes_,
      metrics_, lanes_, waiters_, [this](const Operation& o) { return is_offered(o); }};
  SitingDesk desk_;
  TileMaker maker_;
  EventsApi events_;
  FeaturesApi features_;
  EditApi edits_;
  StatusApi status_;
  CatalogApi catalog_;
  DataApi data_;
  FileApi files_;
  PlaceApi places_;
  FaultApi faults_;
  PictureApi pictures_;
  ArchiveApi archives_;
  TileSetApi tile_sets_;
  CityApi city_;
  PointsApi points_;
  PlanReports reports_;
  JobApi jobs_;
  ScenarioApi scenarios_;
  WalkApi walks_;
  PlanTiles plan_tiles_;
  TileApi tiles_;
  SignInApi sign_in_;
  PeopleApi people_;
  ChangesApi changes_;
  ReleasesApi releases_;
  VersionsApi versions_;
  const RouteTable routes_;
  Metrics metrics_;
  AccessLog log_;
  Waiters waiters_;
  PrivatePaths paths_;
  Lanes lanes_;  // last: its threads use all of the above
};

}  // namespace jintu::http

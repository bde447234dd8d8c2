// The form of the table of routes: an address, what may be done there and by
// whom, who answers, and what is told of it. Router, Allow, 401, 405, 415, 428,
// names in metrics, OpenAPI and conformance all come from it. Each class of handlers adds its
// rows: services/http/api.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/auth/principal.hpp"
#include "services/http/message/message.hpp"
#include "services/http/server/lanes.hpp"
#include "services/http/server/server_options.hpp"

namespace jintu::http {

class Later;
struct Call;

/// Nothing: it answers later.
using Handler = std::function<std::optional<Response>(const Call&, const Later&)>;

/// Who may do it: 401 for who is not signed in, 403 for who lacks the right.
struct Access {
  enum class Who {
    anyone,
    visitor,  ///< anyone, but not pages of other sites; nor may shared caches keep the answer
    person,   ///< who is signed in; no token
    holder,   ///< of one of `rights`; not pages of other sites, not shared caches
    writer    ///< of the collection that {collectionId} in the address names, or else of any
  };
  Who who = Who::anyone;
  auth::Rights rights = {};

  static Access holder_of(auth::Rights rights) { return {Who::holder, rights}; }
  bool is_confined() const { return who != Who::anyone && who != Who::writer; }
  /// The rights of which one is needed; empty when none is.
  auth::Rights needed() const {
    return who == Who::writer ? auth::Rights{auth::Right::write_content, auth::Right::write_all}
                              : rights;
  }
  bool is_open_to(const auth::Principal& principal, std::string_view collection) const;
};
enum class Needs {
  nothing,
  data  ///< 503 until the first publish
};
enum class Condition {
  free,
  if_match  ///< without it 428, but for who has the right `unconditional`
};

/// For OpenAPI.
struct Doc {
  std::string_view id;       ///< operationId; empty: it is not told of
  std::string_view summary;  ///< 中文 English
  std::string_view type;     ///< of the answer
  std::string_view schema;   ///< of the answer, in components; empty: an object
  std::vector<std::string_view> parameters = {};  ///< of the query
  /// Classes of the OGC's standards that it makes true, below http://www.opengis.net/spec/.
  std::vector<std::string_view> conforms = {};
  std::string_view takes = "feature";  ///< schema of the body, in components
  std::string_view answers = {};       ///< status when done; empty: that of the method
};

struct Operation {
  Method method;  ///< GET stands for HEAD, too
  Handler handler;
  Access access = {};
  Needs needs = Needs::data;
  std::vector<std::string_view> media = {};  ///< of the body; empty: no body is read
  std::uint64_t ServerOptions::*most_bytes = &ServerOptions::max_request_bytes;  ///< of the body
  Condition condition = Condition::free;
  Lane lane = Lane::read;  ///< of what is done elsewhere
  Doc doc = {};
};

struct Route {
  /// "/tiles/{source}.json": a variable is a whole segment but for its ending.
  /// "{path...}" is the rest of an address whose first segment no other route
  /// has; as the last segment after others it is all that is left, with its slashes.
  std::string_view path;
  std::string_view name;  ///< in metrics; several routes may share one
  std::vector<Operation> operations;
  std::vector<std::string_view> conforms =
      {};  ///< classes of the OGC's standards that it makes true

  /// nullptr when it has none. HEAD is GET.
  const Operation* operation(Method method) const;
};

/// Files and pages of the web app.
inline constexpr std::string_view file_path = "/{path...}";

/// Decoded parts of an address by the names in the route's path.
using Arguments = std::vector<std::pair<std::string_view, std::string>>;

class RouteTable {
 public:
  /// `routes` in the order in which they are tried.
  explicit RouteTable(std::vector<Route> routes);
  RouteTable(const RouteTable&) = delete;
  RouteTable& operator=(const RouteTable&) = delete;

  struct Match {
    const Route* route = nullptr;  ///< nullptr: nothing is there
    Arguments arguments;
  };
  /// Throws Error{bad_input} when the path does not decode or climbs ("..").
  Match find(std::string_view path) const;

  const std::vector<Route>& routes() const { return routes_; }
  /// In metrics: "unread", the routes' names, "none".
  const std::vector<std::string_view>& names() const { return names_; }
  int number_of(const Route* route) const;  ///< in `names`; of nullptr "none"
  static constexpr int unread = 0;          ///< no request could be made out

 private:
  struct Segment {
    std::string_view text;    ///< of a variable its name
    std::string_view ending;  ///< ".json"
    bool variable = false, rest = false;
  };
  static std::vector<Segment> segments_of(std::string_view path);

  std::vector<Route> routes_;
  std::vector<std::vector<Segment>> segments_;  ///< of each route
  std::vector<int> numbers_;                    ///< of each route, in `names_`
  std::vector<std::string_view> names_;
  std::map<std::string_view, std::vector<std::size_t>, std::less<>> by_first_;
  std::optional<std::size_t> rest_;  ///< the route "/{path...}"
};

/// "GET, HEAD, OPTIONS, POST": the methods of the operations that `may` holds
/// for.
std::string methods_of(const Route& route, const std::function<bool(const Operation&)>& may);

/// What the ids of plans begin with among tile sources.
inline constexpr std::string_view plan_prefix = "siting-";
/// Whether one of several ids joined with commas is that of a plan: "siting-…".
bool names_plan(std::string_view ids);

}  // namespace jintu::http

#include "services/siting/question/problem_file.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>
#include <tuple>

#include "geo/base/error.hpp"
#include "geo/network/distance_model.hpp"
#include "geo/siting/question/limits.hpp"
#include "geo/siting/question/orlib.hpp"
#include "services/siting/question/fields.hpp"
#include "services/siting/question/id_index.hpp"
#include "services/siting/question/numbers.hpp"
#include "services/siting/question/walking_network.hpp"

namespace jintu::siting {

namespace {

constexpr double farthest_straight = 100'000;  // metres; what geo/network measures at most
constexpr double default_walk = 20'000;
/// With a million points these are solved in 2 GiB.
constexpr std::uint64_t most_pairs = 30'000'000;

Kind kind_of(Fields& fields) {
  const std::string name = fields.text("kind");
  for (const Kind kind : {Kind::p_median, Kind::p_center, Kind::lscp, Kind::lscp_backup, Kind::mclp,
                          Kind::p_dispersion, Kind::market_share}) {
    if (name == to_string(kind)) return kind;
  }
  fields.refuse(
      "kind: expected p_median, p_center, lscp, lscp_backup, mclp, p_dispersion or market_share, "
      "got \"" +
      name + "\"");
}

std::optional<Index> whole_p(Fields& fields) {
  const auto p = fields.find_number("p");
  if (!p) return std::nullopt;
  if (*p != std::floor(*p) || std::abs(*p) > 1e9) fields.refuse("p: expected a whole number");
  return static_cast<Index>(*p);
}

std::vector<SiteRule> rules_of(Fields& fields, const std::vector<std::string>& ids) {
  const IdIndex index(ids);
  std::vector<SiteRule> rules(ids.size(), SiteRule::free);
  for (const SiteRule rule : {SiteRule::required, SiteRule::existing, SiteRule::forbidden}) {
    const std::string name(to_string(rule));
    for (const auto& id : fields.find_ids(name.c_str())) {
      const auto at = index.find(id);
      if (!at) fields.refuse(name + ": there is no candidate \"" + id + "\"");
      SiteRule& now = rules[*at];
      if (now != SiteRule::free && now != rule) {
        fields.refuse("相互矛盾 the candidate \"" + id + "\" is both " +
                      std::string(to_string(now)) + " and " + name);
      }
      now = rule;
    }
  }
  return rules;
}

const Json* list_of(Fields& fields, const char* name) {
  const Json* list = fields.find(name);
  if (list && !list->is_array()) fields.refuse(std::string(name) + ": expected a list");
  return list;
}

void read_sizes(Fields& fields, Requirements& r) {
  if (const Json* list = list_of(fields, "sizes")) {
    for (std::size_t k = 0; k < list->size(); ++k) {
      Fields size((*list)[k], fields.where() + ": sizes[" + std::to_string(k) + "]");
      r.sizes.push_back(
          {size.id("id"), size.number("capacity"), size.find_number("cost").value_or(0)});
      size.done();
    }
    if (r.sizes.empty()) fields.refuse("sizes: expected one at least");
  }
  if (fields.find("existing_size")) {
    const std::string id = fields.id("existing_size");
    for (std::size_t t = 0; t < r.sizes.size(); ++t) {
      if (r.sizes[t].id == id) r.existing_size = static_cast<Index>(t);
    }
    if (!r.existing_size) fields.refuse("existing_size: there is no size \"" + id + "\"");
  }
  if (const Json* single = fields.find("single_source")) {
    if (!single->is_boolean()) fields.refuse("single_source: expected true or false");
    r.single_source = single->get<bool>();
  }
}

/// An object from ids to numbers; `otherwise` for those it leaves out. Empty when it is absent.
std::vector<double> numbers_of(Fields& fields, const char* name,
                               const std::vector<std::string>& ids, double otherwise) {
  const Json* json = fields.find(name);
  if (!json) return {};
  if (!json->is_object()) fields.refuse(std::string(name) + ": expected an object, id to number");
  const IdIndex index(ids);
  std::vector<double> numbers(ids.size(), otherwise);
  for (const auto& [id, value] : json->items()) {
    const auto at = index.find(id);
    if (!at) fields.refuse(std::string(name) + ": there is no \"" + id + "\"");
    if (!value.is_number()) fields.refuse(std::string(name) + ": " + id + ": expected a number");
    numbers[*at] = value.get<double>();
  }
  return numbers;
}

/// The rivals' own points; the market without their distances.
Market market_of(const Json& json, const std::string& where,
                 const std::vector<std::string>& candidates, const std::string& folder,
                 const StoreOpener& store, const Progress& progress, Points& rivals) {
  Fields fields(json, where);
  Market market;
  const std::string model = fields.text("model");
  if (model != "huff" && model != "logit")
    fields.refuse("model: expected huff or logit, got \"" + model + "\"");
  market.logit = model == "logit";
  market.decay = fields.number("decay");
  market.attraction = numbers_of(fields, "attraction", candidates, 1);
  rivals = read_points(fields.need("competitors"), where + ": competitors", Role::candidates,
                       folder, store, progress);
  market.rival_attraction = numbers_of(fields, "competitor_attraction", rivals.ids, 1);
  fields.done();
  return market;
}

/// All but the distances between candidates.
Requirements requirements_of(Fields& fields, const std::vector<std::string>& demand,
                             const std::vector<std::string>& candidates) {
  Requirements r;
  r.spacing = fields.find_number("min_spacing_m");
  r.budget = fields.find_number("budget");
  read_sizes(fields, r);
  r.load = numbers_of(fields, "loads", demand, 0);
  r.site_cost = numbers_of(fields, "site_costs", candidates, 0);
  if (const auto front = fields.find_text("front")) {
    if (*front != "worst_walk" && *front != "cost")
      fields.refuse("front: expected worst_walk or cost, got \"" + *front + "\"");
    r.front = *front == "cost" ? Front::cost : Front::worst_walk;
  }
  if (const Json* list = list_of(fields, "equity")) {
    const IdIndex index(demand);
    for (std::size_t k = 0; k < list->size(); ++k) {
      Fields group((*list)[k], fields.where() + ": equity[" + std::to_string(k) + "]");
      CoverageFloor floor{group.id("id"), {}, group.number("least_share")};
      group.need("demand");
      for (const auto& id : group.find_ids("demand")) {
        const auto at = index.find(id);
        if (!at) group.refuse("demand: there is no demand point \"" + id + "\"");
        floor.demands.emplace_back(*at);
      }
      group.done();
      r.floors.push_back(std::move(floor));
    }
  }
  return r;
}

std::string text_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(ErrorCode::not_found, path + ": cannot be opened");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

SitingDraft read_instance(const Json& json, const std::string& where, const std::string& folder,
                          Kind kind, std::optional<Index> p, const Progress& progress) {
  Fields fields(json, where);
  const std::string format = fields.text("format");
  const std::string path = (std::filesystem::path(folder) / fields.text("file")).string();
  const auto rounding = fields.find_text("rounding");
  fields.done();
  if (kind != Kind::p_median && kind != Kind::p_center)
    fields.refuse("instances are of p_median or p_center");
  if (format == "orlib_pmed") {
    SitingDraft draft = read_pmed(text_of_file(path), path, kind, progress);
    if (p) draft.p = p;
    return draft;
  }
  if (format == "orlib_pmedcap") {
    if (kind != Kind::p_median) fields.refuse("orlib_pmedcap is of p_median");
    SitingDraft draft = read_pmedcap(text_of_file(path), path, progress);
    if (p) draft.p = p;
    return draft;
  }
  if (format != "tsplib")
    fields.refuse("format: expected orlib_pmed, orlib_pmedcap or tsplib, got \"" + format + "\"");
  if (!p) fields.refuse("a TSPLIB file has no p: give it in the problem");
  if (rounding && *rounding != "none" && *rounding != "down")
    fields.refuse("rounding: expected none or down");
  return read_tsplib(text_of_file(path), path, kind, *p,
                     rounding == "down" ? Rounding::down : Rounding::none, progress);
}

/// One row a demand point, or whatever the table goes from.
template <class Table>
Table read_matrix(const Json& json, const std::string& where, Index demands, Index candidates) {
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorCode::bad_input, where + what);
  };
  if (!json.is_array() || json.size() != static_cast<std::size_t>(demands)) {
    refuse(": expected a list with one row for each of the " + std::to_string(demands) +
           " demand points");
  }
  std::vector<double> matrix;
  matrix.reserve(static_cast<std::size_t>(demands) * static_cast<std::size_t>(candidates));
  for (std::size_t i = 0; i < json.size(); ++i) {
    const std::string row = "[" + std::to_string(i) + "]";
    if (!json[i].is_array() || json[i].size() != static_cast<std::size_t>(candidates)) {
      refuse(row + ": expected a distance for each of the " + std::to_string(candidates) +
             " candidates");
    }
    for (std::size_t j = 0; j < json[i].size(); ++j) {
      const Json& cell = json[i][j];
      if (!cell.is_number() && !cell.is_null())
        refuse(row + "[" + std::to_string(j) + "]: expected metres, or null where there is no way");
      matrix.push_back(cell.is_null() ? std::numeric_limits<double>::infinity()
                                      : cell.get<double>());
    }
  }
  return Table::dense(demands, candidates, matrix);
}

struct Measured {
  DistanceTable table;
  SiteDistances between;  // candidates, when they are asked for
  RivalDistances rivals;
  std::string model;
  Measuring measuring{};
};

/// Points at the very same place are measured once.
struct Places {
  explicit Places(const std::vector<Position>& points) : of(points.size()) {
    std::vector<Index> order(points.size());
    std::iota(order.begin(), order.end(), 0);
    const auto key = [&](Index i) { return std::tuple(points[i].lon, points[i].lat, i); };
    std::sort(order.begin(), order.end(), [&](Index a, Index b) { return key(a) < key(b); });
    Index leader = -1;  // the first of those at the same place
    for (const Index i : order) {
      if (leader < 0 || points[leader].lon != points[i].lon || points[leader].lat != points[i].lat)
        leader = i;
      of[i] = leader;
    }
    for (std::size_t i = 0; i < of.size(); ++i) {
      if (of[i] == static_cast<Index>(i)) {
        of[i] = static_cast<Index>(at.size());
        first.push_back(static_cast<Index>(i));
        at.push_back(points[i]);
      } else {
        of[i] = of[of[i]];  // the leader comes before
      }
    }
  }

  /// The points at these places.
  std::vector<std::int32_t> everyone_at(const std::vector<std::int32_t>& which) const {
    std::vector<char> in(at.size(), 0);
    for (const std::int32_t place : which) in[place] = 1;
    std::vector<std::int32_t> points;
    for (std::size_t i = 0; i < of.size() && !which.empty(); ++i)
      if (in[of[i]]) points.push_back(static_cast<std::int32_t>(i));
    return points;
  }

  std::vector<Position> at;
  std::vector<Index> of;     // of each point its place
  std::vector<Index> first;  // of each place its first point
};

class Measurement {
 public:
  Measurement(Fields& problem, NetworkOpener network, const Progress& progress)
      : problem_(problem), network_(std::move(network)), progress_(progress) {}

  Measured run(const Points& demand, const Points& candidates, std::optional<double> standard,
               const std::optional<double>& spacing, bool between, const Points* rivals,
               std::vector<std::string>& notes) {
    const auto rows = static_cast<Index>(demand.ids.size()),
               columns = static_cast<Index>(candidates.ids.size());
    Fields fields(problem_.need("distance"), problem_.where() + ": distance");
    if (const Json* matrix = fields.find("matrix_m")) {
      DistanceTable table = rows > 0 ? read_matrix<DistanceTable>(
                                           *matrix, fields.where() + ".matrix_m", rows, columns)
                                     : DistanceTable(columns);
      SiteDistances sites(columns);
      if (between)
        sites = read_matrix<SiteDistances>(fields.need("site_matrix_m"),
                                           fields.where() + ".site_matrix_m", columns, columns);
      RivalDistances others;
      if (rivals) {
        others = read_matrix<RivalDistances>(fields.need("competitor_matrix_m"),
                                             fields.where() + ".competitor_matrix_m", rows,
                                             static_cast<Index>(rivals->ids.size()));
      }
      fields.done();
      return {std::move(table), std::move(sites), std::move(others), "matrix"};
    }
    const std::string model = fields.text("model");
    if (model != "walking" && model != "geodesic" && model != "manhattan") {
      fields.refuse("model: expected walking, geodesic or manhattan, got \"" + model + "\"");
    }
    const double usual = model == "walking" ? default_walk : farthest_straight;
    const double cutoff = fields.find_number("cutoff_m").value_or(standard.value_or(usual));
    const double snap = fields.find_number("snap_m").value_or(250);
    fields.done();
    if (!(cutoff > 0)) fields.refuse("cutoff_m: expected more than 0");
    if ((rows > 0 && demand.at.empty()) || candidates.at.empty()) {
      fields.refuse("model \"" + model + "\" needs lon and lat of demand and candidates");
    }
    Measured measured{DistanceTable(columns, cutoff),
                      SiteDistances(columns),
                      RivalDistances(),
                      model,
                      {cutoff, snap, nullptr}};
    if (model == "walking") measured.measuring.graph = network_(progress_);
    const auto measure = distances(model, measured.measuring);
    if (rows > 0)
      measured.table =
          table_of<DemandIndex, CandidateIndex>(*measure, demand, candidates, cutoff, notes);
    if (between) {
      std::vector<std::string> already_told;
      measured.between = table_of<CandidateIndex, CandidateIndex>(
          *measure, candidates, candidates, spacing && *spacing > 0 ? *spacing : cutoff,
          already_told);
    }
    if (rivals) {
      if (rivals->at.empty()) problem_.refuse("market: competitors: expected lon and lat");
      measured.rivals = table_of<DemandIndex, RivalIndex>(*measure, demand, *rivals, cutoff, notes);
    }
    return measured;
  }

 private:
  template <class From, class To>
  Distances<From, To> table_of(const network::DistanceModel& measure, const Points& from,
                               const Points& to, double cutoff,
                               std::vector<std::string>& notes) const {
    const Places places(from.at);
    const auto found = measure.within(places.at, to.at, Metres::of(cutoff), progress_);
    note(notes, places.everyone_at(found.unplaced_starts), from.ids,
         "需求点不在步行网附近 demand points farther than the snapping limit from the walking "
         "network");
    note(
        notes, found.unplaced_goals, to.ids,
        "候选点不在步行网附近 candidates farther than the snapping limit from the walking network");
    Distances<From, To> table(static_cast<Index>(to.ids.size()), cutoff);
    table.reserve(static_cast<Index>(from.at.size()), found.distances.pairs());
    std::vector<NeighbourOf<To>> row;
    for (std::size_t i = 0; i < from.at.size(); ++i) {
      if (places.first[places.of[i]] != static_cast<Index>(i)) {
        table.add_row_of(From{places.first[places.of[i]]});
        continue;
      }
      const auto sites = found.distances.columns(places.of[i]);
      const auto millimetres = found.distances.distances(places.of[i]);
      row.clear();
      for (std::size_t k = 0; k < sites.size(); ++k)
        row.push_back({To{sites[k]}, millimetres[k] / 1000.0});
      table.add_row(row);
    }
    return table;
  }

  static std::unique_ptr<network::DistanceModel> distances(const std::string& model,
                                                           const Measuring& measuring) {
    const network::StraightDistanceOptions straight{.max_pairs = most_pairs};
    if (model == "geodesic") return network::geodesic_distances(straight);
    if (model == "manhattan") return network::manhattan_distances(straight);
    network::NetworkDistanceOptions options;
    options.max_pairs = most_pairs;
    options.snap.limit = Metres::of(measuring.snap);
    return network::network_distances(measuring.graph, options);
  }

  static void note(std::vector<std::string>& notes, const std::vector<std::int32_t>& which,
                   const std::vector<std::string>& ids, const std::string& what) {
    if (which.empty()) return;
    std::string text = std::to_string(which.size()) + " " + what + ": ";
    for (std::size_t k = 0; k < which.size() && k < 10; ++k)
      text += (k == 0 ? "" : ", ") + ids[which[k]];
    notes.push_back(text + (which.size() > 10 ? ", …" : ""));
  }

  Fields& problem_;
  NetworkOpener network_;
  const Progress& progress_;
};

/// The checks of `SitingProblem` speak of the problem; here its file is named too.
SitingProblem checked(SitingDraft draft, const std::string& path) {
  try {
    return SitingProblem::checked(std::move(draft));
  } catch (const OutOfRange& error) {
    throw OutOfRange(path + ": " + error.public_detail());
  } catch (const Error& error) {
    throw Error(error.code(), path + ": " + error.public_detail());
  }
}

}  // namespace

ProblemFile read_problem_file(const std::string& path, const StoreOpener& store,
                              const Progress& progress) {
  return read_problem(read_json_file(path), path,
                      std::filesystem::path(path).parent_path().string(), store, progress);
}

ProblemFile read_problem(const Json& json, const std::string& path, const std::string& folder,
                         const StoreOpener& store, const Progress& progress,
                         const NetworkOpener& network) {
  check_numbers(json, path);
  Fields fields(json, path);
  fields.find("$schema");
  fields.find("title");
  const Kind kind = kind_of(fields);
  const auto p = whole_p(fields);
  const auto standard = fields.find_number("standard_m");
  const auto unserved = fields.find_number("unserved_distance_m");
  if (const Json* instance = fields.find("instance")) {
    SitingDraft draft = read_instance(*instance, path + ": instance", folder, kind, p, progress);
    fields.done();
    return {checked(std::move(draft), path), {}, {}, "instance", {}, {}, {}};
  }
  const bool dispersion = kind == Kind::p_dispersion;
  Points demand;
  if (!dispersion)
    demand = read_points(fields.need("demand"), path + ": demand", Role::demand, folder, store,
                         progress);
  Points candidates = read_points(fields.need("candidates"), path + ": candidates",
                                  Role::candidates, folder, store, progress);
  if (demand.ids.empty() && !dispersion) fields.refuse("demand: 没有需求点 no demand points");
  if (candidates.ids.empty()) fields.refuse("candidates: 没有候选点 no candidate sites");
  SitingDraft draft;
  draft.rules = rules_of(fields, candidates.ids);
  draft.requirements = requirements_of(fields, demand.ids, candidates.ids);
  Points rivals;
  if (const Json* market = fields.find("market")) {
    draft.requirements.market =
        market_of(*market, path + ": market", candidates.ids, folder, store, progress, rivals);
  }
  std::vector<std::string> notes;
  Measurement measurement(
      fields,
      network
          ? network
          : [&store](
                const Progress& while_reading) { return walking_network(*store(), while_reading); },
      progress);
  auto measured = measurement.run(demand, candidates, standard, draft.requirements.spacing,
                                  dispersion || draft.requirements.spacing.has_value(),
                                  draft.requirements.market ? &rivals : nullptr, notes);
  draft.requirements.between = std::move(measured.between);
  if (draft.requirements.market) draft.requirements.market->rivals = std::move(measured.rivals);
  fields.done();
  draft.kind = kind;
  draft.p = p;
  draft.standard = standard;
  draft.unserved_distance = unserved;
  draft.weights = std::move(demand.weights);
  draft.demand_ids = std::move(demand.ids);
  draft.candidate_ids = std::move(candidates.ids);
  draft.distances = std::move(measured.table);
  demand.names.merge(candidates.names);
  return {checked(std::move(draft), path),
          std::move(demand.at),
          std::move(candidates.at),
          measured.model,
          std::move(notes),
          std::move(measured.measuring),
          std::move(demand.names)};
}

}  // namespace jintu::siting

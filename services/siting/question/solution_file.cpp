#include "services/siting/question/solution_file.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "geo/base/error.hpp"
#include "geo/siting/solvers/explain.hpp"
#include "services/siting/question/fields.hpp"
#include "services/siting/question/id_index.hpp"

namespace jintu::siting {

namespace {

/// For tables that people open: millimetres are enough, and no tail of binary digits shows.
double in_thousandths(double value) { return std::round(value * 1000) / 1000; }

Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json site_list(const SitingProblem& problem, const SitingSolution& s) {
  Json list = Json::array();
  const auto others = next_best_sites(problem, s);
  for (const auto& w : site_worths(problem, s)) {
    Json site{{"id", problem.candidate_name(w.site)},
              {"rule", std::string(to_string(problem.rule(w.site)))},
              {"serves_points", w.points},
              {"serves_weight", w.weight},
              {"mean_distance_m", w.mean_distance},
              {"worst_distance_m", w.worst_distance}};
    if (w.loss) site["loss_if_closed"] = *w.loss;
    if (const auto& other = others[list.size()])
      site["next_best"] = {{"id", problem.candidate_name(other->site)}, {"loss", other->loss}};
    list.push_back(std::move(site));
  }
  return list;
}

Json assignment_list(const SitingProblem& problem, const SitingSolution& s) {
  Json list = Json::array();
  for (const CandidateIndex site : s.assignment)
    list.push_back(site < 0 ? Json(nullptr) : Json(problem.candidate_name(site)));
  return list;
}

Json uncovered_list(const SitingProblem& problem, const SitingSolution& s) {
  Json list = Json::array();
  for (const auto& u : uncovered(problem, s)) {
    Json entry{{"demand", problem.demand_name(u.demand)}, {"weight", problem.weight(u.demand)}};
    if (u.nearest < 0) {
      entry["why"] = "no_candidate_within_standard";
    } else {
      entry["why"] = "others_cover_more";
      entry["nearest_candidate"] = problem.candidate_name(u.nearest);
      entry["distance_m"] = u.distance;
    }
    list.push_back(std::move(entry));
  }
  return list;
}

double distance_to(const SitingProblem& problem, DemandIndex demand, CandidateIndex site) {
  const auto sites = problem.distances().sites(demand);
  for (std::size_t k = 0; k < sites.size(); ++k) {
    if (sites[k] == site) return problem.distances().distances(demand)[k];
  }
  return 0;
}

Json front_list(const SitingProblem& problem, const SitingSolution& s) {
  const char* other = problem.requirements().front == Front::cost ? "cost" : "worst_walk_m";
  Json list = Json::array();
  for (const FrontPoint& point : s.front) {
    Json open = Json::array();
    for (const CandidateIndex j : point.open) open.push_back(problem.candidate_name(j));
    list.push_back({{"objective", point.objective},
                    {other, point.other},
                    {"proven", point.proven},
                    {"open", std::move(open)}});
  }
  return list;
}

void add_sizes(const SitingProblem& problem, const SitingSolution& s, Json& json) {
  Json sizes = Json::array(), flows = Json::array();
  for (const Index size : s.sizes) sizes.push_back(problem.requirements().sizes[size].id);
  for (const Flow& flow : s.flows) {
    flows.push_back({{"demand", problem.demand_name(flow.demand)},
                     {"site", problem.candidate_name(flow.site)},
                     {"share", flow.share}});
  }
  json["sizes"] = std::move(sizes);
  json["flows"] = std::move(flows);
}

/// Demand points, candidates or sizes by their names.
template <class I>
class Names {
 public:
  Names(Index count, const std::function<std::string(I)>& name)
      : index_(static_cast<std::size_t>(count),
               [&](std::size_t k) { return name(static_cast<I>(k)); }) {}
  I operator()(const std::string& id, const Fields& fields, const char* what) const {
    const auto at = index_.find(id);
    if (!at) fields.refuse(std::string(what) + ": the problem has no \"" + id + "\"");
    return static_cast<I>(*at);
  }

 private:
  IdIndex index_;
};

Status status_of(Fields& fields) {
  const std::string name = fields.text("status");
  for (const Status s : {Status::optimal, Status::feasible, Status::infeasible, Status::unknown}) {
    if (name == to_string(s)) return s;
  }
  fields.refuse("status: expected optimal, feasible, infeasible or unknown, got \"" + name + "\"");
}

/// null stands where there is no plan, and there alone.
double number_of_plan(Fields& fields, const char* name, bool plan) {
  if (!plan && fields.need(name).is_null()) return 0;
  return fields.number(name);
}

/// A count from 0.
template <class T>
T whole(Fields& fields, const char* name) {
  const Json& value = fields.need(name);
  constexpr double most = std::min(9e15, static_cast<double>(std::numeric_limits<T>::max()));
  if (!value.is_number_integer() || !(value.get<double>() >= 0 && value.get<double>() <= most))
    fields.refuse(std::string(name) + ": expected a whole number from 0");
  return static_cast<T>(value.get<double>());
}

template <class T>
T whole_or(Fields& fields, const char* name, T missing) {
  return fields.find(name) ? whole<T>(fields, name) : missing;
}

/// The plans of a front. What they are worth is checked elsewhere.
std::vector<FrontPoint> front_of(const SitingProblem& problem, const Json& list,
                                 const std::string& where,
                                 const Names<CandidateIndex>& candidates) {
  std::vector<FrontPoint> front;
  const char* other = problem.requirements().front == Front::cost ? "cost" : "worst_walk_m";
  if (!list.is_array())
    throw Error(ErrorCode::bad_input, where + ": expected a list of the plans of a front");
  for (std::size_t k = 0; k < list.size(); ++k) {
    Fields fields(list[k], where + "[" + std::to_string(k) + "]");
    FrontPoint point{fields.number("objective"), fields.number(other), {}, false};
    const Json& proven = fields.need("proven");
    if (!proven.is_boolean()) fields.refuse("proven: expected true or false");
    point.proven = proven.get<bool>();
    fields.need("open");
    for (const auto& id : fields.find_ids("open"))
      point.open.push_back(candidates(id, fields, "open"));
    fields.done();
    front.push_back(std::move(point));
  }
  return front;
}

}  // namespace

Json to_json(const ProblemFile& file, const Solved& solved) {
  const SitingProblem& problem = file.problem;
  const SitingSolution& s = solved.solution;
  Json json{{"kind", std::string(to_string(s.kind))},
            {"status", std::string(to_string(s.status))},
            {"objective", s.has_plan() ? finite(s.objective) : Json(nullptr)},
            {"bound", s.has_plan() ? finite(s.bound) : Json(nullptr)},
            {"gap", finite(s.gap())},
            {"tolerance", s.tolerance},
            {"sites", s.sites},
            {"sites_bound", s.sites_bound},
            {"distance_model", file.distance_model},
            {"reason", s.reason},
            {"seconds", s.seconds},
            {"seed", s.seed},
            {"nodes", s.nodes},
            {"iterations", s.iterations}};
  Json open = Json::array();
  for (const CandidateIndex j : s.open) open.push_back(problem.candidate_name(j));
  json["open"] = std::move(open);
  if (s.cost > 0) json["cost"] = s.cost;
  if (!s.sizes.empty()) add_sizes(problem, s, json);
  if (!s.front.empty()) json["front"] = front_list(problem, s);
  Json conflict = Json::array();
  for (const DemandIndex i : s.conflict) conflict.push_back(problem.demand_name(i));
  if (!conflict.empty()) json["conflict"] = std::move(conflict);
  if (!file.notes.empty()) json["notes"] = file.notes;
  if (s.has_plan()) {
    json["site_details"] = site_list(problem, s);
    json["assignment"] = assignment_list(problem, s);
    if (s.kind == Kind::mclp) json["uncovered"] = uncovered_list(problem, s);
  }
  if (solved.certificate) json["certificate"] = to_json(*solved.certificate);
  return json;
}

Json walk_list(const SitingProblem& problem, const SitingSolution& s) {
  Json list = Json::array();
  for (const DemandIndex i : problem.each_demand())
    list.push_back(s.assignment[i] < 0 ? Json(nullptr)
                                       : Json(distance_to(problem, i, s.assignment[i])));
  return list;
}

Solved solution_from_json(const ProblemFile& file, const Json& json, const std::string& source) {
  const SitingProblem& problem = file.problem;
  Fields fields(json, source);
  Solved solved;
  SitingSolution& s = solved.solution;
  s.kind = problem.kind();
  if (const auto kind = fields.text("kind"); kind != to_string(problem.kind())) {
    fields.refuse("kind: \"" + kind + "\", but the problem is " +
                  std::string(to_string(problem.kind())));
  }
  s.status = status_of(fields);
  s.objective = number_of_plan(fields, "objective", s.has_plan());
  s.bound = number_of_plan(fields, "bound", s.has_plan());
  s.tolerance = fields.number("tolerance");
  s.sites = whole<Index>(fields, "sites");
  s.sites_bound = whole<Index>(fields, "sites_bound");
  s.reason = fields.find_text("reason").value_or("");
  s.seconds = fields.find_number("seconds").value_or(0);
  if (!(s.seconds >= 0)) fields.refuse("seconds: expected 0 or more");
  s.seed = whole_or<std::uint64_t>(fields, "seed", 0);
  s.nodes = whole_or<std::int64_t>(fields, "nodes", 0);
  s.iterations = whole_or<std::int64_t>(fields, "iterations", 0);
  const Names<CandidateIndex> candidates(
      problem.candidates(), [&](CandidateIndex j) { return problem.candidate_name(j); });
  for (const auto& id : fields.find_ids("open")) s.open.push_back(candidates(id, fields, "open"));
  if (const Json* list = fields.find("assignment")) {
    if (!list->is_array())
      fields.refuse("assignment: expected a list, one candidate or null for each demand point");
    for (const Json& item : *list) {
      const auto id = id_of(item);
      if (!id && !item.is_null()) fields.refuse("assignment: expected ids or null");
      s.assignment.push_back(id ? candidates(*id, fields, "assignment") : CandidateIndex::none());
    }
  }
  if (const Json* list = fields.find("front"))
    s.front = front_of(problem, *list, source + ": front", candidates);
  s.cost = fields.find_number("cost").value_or(0);
  const auto& all = problem.requirements().sizes;
  const Names<Index> sizes(static_cast<Index>(all.size()), [&](Index k) { return all[k].id; });
  for (const auto& id : fields.find_ids("sizes")) s.sizes.push_back(sizes(id, fields, "sizes"));
  if (const Json* list = fields.find("flows")) {
    if (!list->is_array()) fields.refuse("flows: expected a list");
    const Names<DemandIndex> demands(problem.demands(),
                                     [&](DemandIndex i) { return problem.demand_name(i); });
    for (std::size_t k = 0; k < list->size(); ++k) {
      Fields flow((*list)[k], source + ": flows[" + std::to_string(k) + "]");
      s.flows.push_back({demands(flow.id("demand"), flow, "demand"),
                         candidates(flow.id("site"), flow, "site"), flow.number("share")});
      flow.done();
    }
  }
  const auto in_conflict = fields.find_ids("conflict");
  if (!in_conflict.empty()) {
    const Names<DemandIndex> demands(problem.demands(),
                                     [&](DemandIndex i) { return problem.demand_name(i); });
    for (const auto& id : in_conflict) s.conflict.push_back(demands(id, fields, "conflict"));
  }
  if (const Json* proof = fields.find("certificate")) {
    try {
      solved.certificate = certificate_from_json(*proof);
    } catch (const Error& error) {
      fields.refuse(error.public_detail());
    }
  }
  return solved;
}

namespace {

Value text_or_none(std::string text) { return text.empty() ? Value() : Value(std::move(text)); }

/// What is called how: the problem's own names before those of the city.
class Naming {
 public:
  Naming(const ProblemFile& file, const PlaceNames& names) : own_(file.names), names_(names) {}
  bool any() const { return names_ || !own_.empty(); }

  void add_fields(LayerSchema& schema) const {
    for (const char* field : {"name", "kind", "district"})
      if (names_ || (any() && std::string_view(field) == "name"))
        schema.fields.push_back({field, FieldType::text});
  }
  void set(Feature& feature) const {
    if (!any()) return;
    const PlaceName place = of(feature.key);
    feature.properties.set("name", text_or_none(place.name));
    if (!names_) return;
    feature.properties.set("kind", text_or_none(place.kind));
    feature.properties.set("district", text_or_none(place.district));
  }
  Value name(const std::string& id) const { return text_or_none(of(id).name); }

 private:
  PlaceName of(const std::string& id) const {
    PlaceName place = names_ ? names_(id) : PlaceName{};
    if (const auto own = own_.find(id); own != own_.end()) place.name = own->second;
    return place;
  }

  const std::map<std::string, std::string>& own_;
  const PlaceNames& names_;
};

/// Of a new site beside its size's: whether anything costs.
bool has_costs(const Requirements& r) {
  return !r.site_cost.empty() || std::any_of(r.sizes.begin(), r.sizes.end(),
                                             [](const SiteSize& size) { return size.cost > 0; });
}

}  // namespace

FeatureTable site_features(const ProblemFile& file, const SitingSolution& s,
                           const PlaceNames& names) {
  const Requirements& r = file.problem.requirements();
  const Naming naming(file, names);
  const bool sized = s.sizes.size() == s.open.size() && !s.sizes.empty(), priced = has_costs(r);
  FeatureTable table;
  table.schema = {"sites",
                  "选址 sites",
                  LayerRole::live,
                  file.candidates.empty() ? GeometryKind::none : GeometryKind::point,
                  {}};
  naming.add_fields(table.schema);
  auto& fields = table.schema.fields;
  fields.push_back({"rule", FieldType::text});
  if (sized) fields.push_back({"size", FieldType::text});
  if (priced) fields.push_back({"cost", FieldType::real});
  for (const Field& field :
       {Field{"serves_points", FieldType::integer}, Field{"serves_weight", FieldType::real},
        Field{"mean_distance_m", FieldType::real}, Field{"worst_distance_m", FieldType::real},
        Field{"loss_if_closed", FieldType::real}, Field{"next_best", FieldType::text}})
    fields.push_back(field);
  if (naming.any()) fields.push_back({"next_best_name", FieldType::text});
  fields.push_back({"loss_if_next_best", FieldType::real});
  fields.push_back({"distance_model", FieldType::text});
  const auto others = next_best_sites(file.problem, s);
  for (const auto& w : site_worths(file.problem, s)) {
    const std::size_t k = table.features.size();
    const bool fresh = file.problem.rule(w.site) != SiteRule::existing;
    Feature feature;
    feature.key = file.problem.candidate_name(w.site);
    if (!file.candidates.empty()) feature.geometry = MultiPoint<Position>{file.candidates[w.site]};
    naming.set(feature);
    auto& p = feature.properties;
    p.set("rule", std::string(to_string(file.problem.rule(w.site))));
    if (sized) p.set("size", r.sizes[s.sizes[k]].id);
    if (priced)
      p.set("cost",
            fresh ? file.problem.site_cost(w.site) + (sized ? r.sizes[s.sizes[k]].cost : 0) : 0.0);
    p.set("serves_points", std::int64_t{w.points});
    p.set("serves_weight", w.weight);
    p.set("mean_distance_m", in_thousandths(w.mean_distance));
    p.set("worst_distance_m", in_thousandths(w.worst_distance));
    p.set("loss_if_closed", w.loss ? Value(in_thousandths(*w.loss)) : Value());
    const auto& other = others[k];
    p.set("next_best", other ? Value(file.problem.candidate_name(other->site)) : Value());
    if (naming.any())
      p.set("next_best_name",
            other ? naming.name(file.problem.candidate_name(other->site)) : Value());
    p.set("loss_if_next_best", other ? Value(in_thousandths(other->loss)) : Value());
    p.set("distance_model", file.distance_model);
    table.features.push_back(std::move(feature));
  }
  return table;
}

FeatureTable demand_features(const ProblemFile& file, const SitingSolution& s,
                             const PlaceNames& names) {
  const Naming naming(file, names);
  FeatureTable table;
  table.schema = {"demand",
                  "需求 demand",
                  LayerRole::live,
                  file.demand.empty() ? GeometryKind::none : GeometryKind::point,
                  {}};
  naming.add_fields(table.schema);
  auto& fields = table.schema.fields;
  for (const Field& field : {Field{"weight", FieldType::real}, Field{"served", FieldType::boolean},
                             Field{"site", FieldType::text}})
    fields.push_back(field);
  if (naming.any()) fields.push_back({"site_name", FieldType::text});
  fields.push_back({"distance_m", FieldType::real});
  for (const DemandIndex i : file.problem.each_demand()) {
    const CandidateIndex site = s.assignment[i];
    Feature feature;
    feature.key = file.problem.demand_name(i);
    if (!file.demand.empty()) feature.geometry = MultiPoint<Position>{file.demand[i]};
    naming.set(feature);
    auto& p = feature.properties;
    p.set("weight", file.problem.weight(i));
    p.set("served", site >= 0);
    p.set("site", site < 0 ? Value() : Value(file.problem.candidate_name(site)));
    if (naming.any())
      p.set("site_name", site < 0 ? Value() : naming.name(file.problem.candidate_name(site)));
    p.set("distance_m", site < 0 ? Value() : Value(distance_to(file.problem, i, site)));
    table.features.push_back(std::move(feature));
  }
  return table;
}

FeatureTable walk_features(const ProblemFile& file, const SitingSolution& s) {
  if (file.demand.empty() || file.candidates.empty()) {
    throw Error(ErrorCode::unsupported,
                "没有坐标 the problem has no places: its walks cannot be drawn");
  }
  FeatureTable table;
  table.schema = {"walks",
                  "步行去向 walks",
                  LayerRole::live,
                  GeometryKind::line,
                  {{"demand", FieldType::text},
                   {"site", FieldType::text},
                   {"weight", FieldType::real},
                   {"distance_m", FieldType::real},
                   {"distance_model", FieldType::text}}};
  for (const DemandIndex i : file.problem.each_demand()) {
    const CandidateIndex site = s.assignment[i];
    if (site < 0 || file.problem.weight(i) <= 0) continue;
    Feature feature;
    feature.key = file.problem.demand_name(i);
    feature.geometry =
        MultiLineString<Position>{LineString<Position>{{file.demand[i], file.candidates[site]}}};
    auto& p = feature.properties;
    p.set("demand", feature.key);
    p.set("site", file.problem.candidate_name(site));
    p.set("weight", file.problem.weight(i));
    p.set("distance_m", distance_to(file.problem, i, site));
    p.set("distance_model", file.distance_model);
    table.features.push_back(std::move(feature));
  }
  return table;
}

}  // namespace jintu::siting

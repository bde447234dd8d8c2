// A facility-location question, checked; and the answer with its proven bound.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/siting/question/distances.hpp"
#include "geo/siting/question/requirements.hpp"

namespace jintu::siting {

/// The standard problems, by the field's names.
enum class Kind {
  p_median,      ///< p sites, least weighted distance (Hakimi 1964)
  p_center,      ///< p sites, least worst distance, unweighted
  lscp,          ///< fewest sites that cover everyone within the standard (Toregas 1971)
  lscp_backup,   ///< as lscp; of those, most demand covered twice (as spopt's LSCP-B)
  mclp,          ///< p sites, most demand within the standard (Church & ReVelle 1974)
  p_dispersion,  ///< p sites as far from each other (and from existing ones) as can be; no demand
                 ///< (Kuby 1987)
  market_share,  ///< p sites, most weight won from rivals by distance and attraction (Huff 1964)
};
std::string_view to_string(Kind kind) noexcept;

enum class SiteRule : std::uint8_t {
  free,
  required,   ///< is opened, and counts towards p (and as a site of lscp)
  existing,   ///< stands already: open, and counts neither towards p nor as a new site
  forbidden,  ///< never opened
};
std::string_view to_string(SiteRule rule) noexcept;

/// The rule of each candidate from three lists. Throws Error{bad_input} naming a candidate that is
/// out of range or stands in two lists (required and forbidden, say).
IndexedVector<CandidateIndex, SiteRule> site_rules(Index candidates,
                                                   const std::vector<CandidateIndex>& required,
                                                   const std::vector<CandidateIndex>& existing,
                                                   const std::vector<CandidateIndex>& forbidden);

/// A question as it comes from outside. `checked` makes a SitingProblem of it.
struct SitingDraft {
  Kind kind = Kind::p_median;
  IndexedVector<DemandIndex, double>
      weights;  ///< of each demand point, ≥ 0; 0: nobody, no requirement
  IndexedVector<CandidateIndex, SiteRule> rules;  ///< of each candidate; empty: all free
  DistanceTable distances;
  Requirements requirements;  ///< p_median and mclp: all; lscp: spacing alone
  std::optional<Index> p;     ///< p_median, p_center, mclp, p_dispersion: number of sites to choose
  std::optional<double> standard;  ///< lscp, lscp_backup, mclp: covered at distance ≤ this
  std::optional<double> unserved_distance;  ///< p_median: demand without an open site in its list
                                            ///< counts as if at this distance (≥ any listed one);
                                            ///< absent: everyone must be served
  IndexedVector<DemandIndex, std::string>
      demand_ids;  ///< for messages and output; empty: the index
  IndexedVector<CandidateIndex, std::string> candidate_ids;
};

/// Immutable and consistent. Indices are those of the draft.
class SitingProblem {
 public:
  /// Throws Error{bad_input} saying what is wrong: no demand, p out of range, a number beyond
  /// its limits (OutOfRange; geo/siting/question/limits.hpp), a missing or superfluous field,
  /// contradictory rules, or (where everyone must be served) naming the demand points that no
  /// permitted candidate reaches.
  static SitingProblem checked(SitingDraft draft);

  /// Of a draft that is made of a checked problem's own parts; only what is counted is counted
  /// anew.
  static SitingProblem unchecked(SitingDraft draft);

  Kind kind() const { return d_.kind; }
  Index demands() const { return d_.distances.demands(); }
  Index candidates() const { return d_.distances.candidates(); }
  /// For loops.
  IndexRange<DemandIndex> each_demand() const { return each<DemandIndex>(demands()); }
  IndexRange<CandidateIndex> each_candidate() const { return each<CandidateIndex>(candidates()); }
  double weight(DemandIndex demand) const { return d_.weights[demand]; }
  SiteRule rule(CandidateIndex candidate) const { return d_.rules[candidate]; }
  const DistanceTable& distances() const { return d_.distances; }
  /// p of the draft; 0 for the covering problems, where the number is the answer.
  Index p() const { return d_.p.value_or(0); }
  double standard() const { return d_.standard.value_or(0); }
  std::optional<double> unserved_distance() const { return d_.unserved_distance; }
  const Requirements& requirements() const { return d_.requirements; }
  /// To ask the same with something changed.
  const SitingDraft& draft() const { return d_; }
  /// p, where a plan must have just so many new sites: not with a budget alone, nor for covering.
  std::optional<Index> wanted_sites() const { return d_.p; }
  /// What opening a new site costs, its size not included.
  double site_cost(CandidateIndex candidate) const {
    return d_.requirements.site_cost.empty() ? 0 : d_.requirements.site_cost[candidate];
  }

  /// What a demand point takes up of a site's size.
  double load(DemandIndex demand) const {
    return d_.requirements.load.empty() ? d_.weights[demand] : d_.requirements.load[demand];
  }

  std::string demand_name(DemandIndex demand) const;
  std::string candidate_name(CandidateIndex candidate) const;
  const IndexedVector<DemandIndex, std::string>& demand_ids() const { return d_.demand_ids; }
  const IndexedVector<CandidateIndex, std::string>& candidate_ids() const {
    return d_.candidate_ids;
  }

  Index existing_count() const { return existing_; }
  /// Open sites of any plan with p new ones: p plus the existing.
  Index open_count() const { return p() + existing_; }
  /// Whether what counts of weights and distances is whole, and its sums far below 2⁵³: then each
  /// plan's cost without sizes is a whole number, and only then may a bound be rounded up.
  bool integral() const { return integral_; }
  /// Whether each plan's objective is a whole number: bound and objective then meet exactly.
  bool whole_objective() const;
  double total_weight() const { return total_weight_; }
  /// Of demand that a permitted candidate reaches (within the standard): no plan covers or wins
  /// more. Costs of mclp and market_share are what is left of it, so that weight which no plan can
  /// reach, however heavy, blurs no sum.
  double weight_in_reach() const { return weight_in_reach_; }

 private:
  explicit SitingProblem(SitingDraft draft) : d_(std::move(draft)) {}
  void count_reached();

  SitingDraft d_;
  Index existing_ = 0;
  bool integral_ = false;
  double total_weight_ = 0, weight_in_reach_ = 0;
};

enum class Status {
  optimal,     ///< proven, within `tolerance`
  feasible,    ///< a plan and a bound; the gap is open
  infeasible,  ///< proven that no plan exists; `reason` and `conflict` say why
  unknown,     ///< stopped before any plan was found
};
std::string_view to_string(Status status) noexcept;

/// A part of a demand point's weight that goes to a site.
struct Flow {
  DemandIndex demand;
  CandidateIndex site;
  double share = 0;  ///< 0–1 of the weight
};

/// One of the plans of a front, with both its objectives.
struct FrontPoint {
  double objective = 0;  ///< as the kind's: weighted distance, or weight covered
  double other = 0;      ///< worst distance, or cost
  std::vector<CandidateIndex> open;
  bool proven = false;  ///< no plan is better in one objective and as good in the other
};

/// A plan and what is known about every other plan.
struct SitingSolution {
  Kind kind = Kind::p_median;
  Status status = Status::unknown;
  std::vector<CandidateIndex> open;  ///< all open sites, ascending: existing, required and chosen
  IndexedVector<DemandIndex, CandidateIndex>
      assignment;            ///< of each demand its nearest open site (within the standard for
                             ///< covering problems; with sizes: that takes most of it), or -1
  std::vector<Index> sizes;  ///< with sizes: of each of `open` its size
  std::vector<Flow> flows;   ///< with sizes: who goes where, by demand, then site
  std::vector<FrontPoint>
      front;              ///< when asked for: falling cost or worst distance; `open` is the first's
  double cost = 0;        ///< of the new sites, where sites or sizes have costs
  double objective = 0;   ///< p_median: Σ weight × distance; p_center: distance; lscp: new sites;
                          ///< lscp_backup: weight covered twice; mclp: weight covered;
                          ///< p_dispersion: least distance between two sites, one of them new;
                          ///< market_share: weight won
  double bound = 0;       ///< no plan is better: ≤ objective when minimising, ≥ when maximising
  double tolerance = 0;   ///< optimal: |objective − bound|, of rounding; 0 for whole objectives
  Index sites = 0;        ///< number of new sites (open, not existing)
  Index sites_bound = 0;  ///< lscp, lscp_backup: no plan has fewer
  double seconds = 0;
  std::uint64_t seed = 0;
  std::int64_t iterations = 0;        ///< evaluations of the Lagrangian bound
  std::int64_t nodes = 0;             ///< of the branch-and-bound tree
  std::string reason;                 ///< why infeasible, or why it stopped early; for people
  std::vector<DemandIndex> conflict;  ///< demand points that cannot be served together

  bool proven() const { return status == Status::optimal || status == Status::infeasible; }
  /// Without one `objective`, `bound` and `gap` say nothing. A plan may open no site at all.
  bool has_plan() const { return status == Status::optimal || status == Status::feasible; }
  /// |objective − bound| / |objective|; 0 when optimal; infinity when there is no plan.
  double gap() const;
};

bool maximises(Kind kind) noexcept;

}  // namespace jintu::siting

// The proof that no plan is better than the bound, in a form that other code can check.
//
// A proof is a binary tree: each inner node splits on one site (open or closed). At each node there
// are steps of prices; with given prices the Lagrangian bound is a sum that anybody can compute.
// A step decides sites whose other side would reach the claim; a leaf's bound itself reaches it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "geo/base/json.hpp"
#include "geo/siting/certificate/branch_proof.hpp"
#include "geo/siting/question/problem.hpp"

namespace jintu::siting {

/// Prices, and the sites whose opposite they rule out.
struct ProofStep {
  std::vector<double> prices;  ///< of each demand point, a distance (lscp: a share of a site)
  std::vector<CandidateIndex> opened;  ///< must be open: closing it costs the claim or more
  std::vector<CandidateIndex> closed;
  /// Covering and mclp only: `first` may be closed because `second` covers all that is left of it,
  /// and (mclp) enough other sites are left.
  std::vector<SitePair> dominated;
};

enum class ProofEnd {
  split,       ///< on `site`: child `when_open`, child `when_closed`
  bound,       ///< `last` prices reach the claim
  determined,  ///< one plan is left; it costs the claim or more
  impossible,  ///< no plan is left: too many or too few sites, or demand `demand` is out of reach
  parts,       ///< `parts` hardly touch: each is proven alone, a site costing `site_price` in each
};

struct ProofPart;

struct ProofNode {
  std::vector<ProofStep> steps;
  ProofEnd end = ProofEnd::bound;
  std::vector<double> last;
  CandidateIndex site{-1};
  NodeIndex when_open{-1}, when_closed{-1};
  DemandIndex demand{-1};
  double site_price = 0;
  std::vector<ProofPart> parts;  ///< together all sites that may open; only at nodes of no part
};

/// What the tree is about.
enum class ProofSubject {
  cost,  ///< p_median, mclp (weight in reach, uncovered), lscp_backup (covered once): cost ≥ claim
  site_count,  ///< covering everyone within `radius` takes at least `claim` new sites
};

struct ProofTree {
  ProofSubject subject = ProofSubject::cost;
  double radius = 0;    ///< of site_count
  bool strict = false;  ///< of site_count: within means < radius (p_center), not ≤
  double claim = 0;
  std::vector<DemandIndex> only;  ///< the demand points that it is of, ascending; empty: all
  IndexedVector<NodeIndex, ProofNode> nodes;
};

/// Whoever lives in a part is served there, or by a site elsewhere at the least distance of any: so
/// Σ claims − site_price × sites is a bound of the whole.
struct ProofPart {
  std::vector<DemandIndex> demands;  ///< prices within `tree` are of these, in this order
  std::vector<CandidateIndex> sites;
  ProofTree tree;  ///< any number of sites at `site_price` each
};

struct Certificate {
  std::uint64_t problem_digest = 0;  ///< FNV-1a of all that defines the problem
  /// p_median, mclp: one tree; lscp: one of site_count; lscp_backup: site_count, then cost;
  /// p_center: site_count at the radius that is impossible. Infeasible: site_count > p.
  std::vector<ProofTree> trees;
  /// Instead of `trees`: problems with requirements, p_dispersion, market_share.
  std::optional<BranchProof> branches;
  /// Instead of both: of a front. For each point that it is the best plan of its `front_problem`,
  /// and at last that there is none beyond it. Empty ones are where that needs no proof.
  std::vector<Certificate> front;
};

/// Of kind, weights, rules, distances, p, standard and requirements; ids do not count.
std::uint64_t digest(const SitingProblem& problem);

Json to_json(const Certificate& certificate);
/// Throws Error{bad_input} naming the field that is missing or malformed.
Certificate certificate_from_json(const Json& json);

struct CheckResult {
  bool valid = false;
  bool stopped = false;    ///< before it was decided
  std::string reason;      ///< the first thing that is wrong; empty when valid
  std::int64_t nodes = 0;  ///< checked
  /// What the certificate proves of every plan's objective; nothing when it proves that there is
  /// none.
  std::optional<double> bound;
};

/// Recomputes the plan's objective and every bound by code that shares nothing with the solvers
/// but the problem. Valid: the plan is allowed, its objective is right, the bound is proven, and
/// `status` says just that: optimal where the two meet, feasible where they do not. Infeasible:
/// the points of `conflict` alone cannot be served. Any altered part is refused. `stop` is asked at
/// every node.
CheckResult check_certificate(const SitingProblem& problem, const SitingSolution& solution,
                              const Certificate& certificate,
                              const std::function<bool()>& stop = {});

/// The same of a certificate that was made for this very problem: its digest is not looked at.
CheckResult check_proof(const SitingProblem& problem, const SitingSolution& solution,
                        const Certificate& certificate, const std::function<bool()>& stop = {});

/// The same without a proof: is the plan allowed and its objective right, and the plans of its
/// front? `bound` and `status` are not looked at.
CheckResult check_plan(const SitingProblem& problem, const SitingSolution& solution);

/// Whether `branches` and not `trees` prove it: requirements, p_dispersion, market_share.
bool proven_by_branches(const SitingProblem& problem);

/// Bound and objective of an optimal answer differ by this at most: 0 where both are whole numbers
/// or listed distances.
double tolerance_of(const SitingProblem& problem, double objective);

}  // namespace jintu::siting

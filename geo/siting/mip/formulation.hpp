// Problems with requirements as one mixed-integer program: García, Labbé & Marín's (2011) radius
// form where sites hold any number of people, assignments where they do not. Internal to
// geo/siting.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "geo/siting/certificate/branch_proof.hpp"
#include "geo/siting/mip/mip.hpp"
#include "geo/siting/question/out_of_time.hpp"

namespace jintu::siting {

/// Requirements that are to count; for an explanation one of them is left out.
struct Counting {
  bool spacing = true, budget = true, capacity = true;
  Index without_floor = -1;
  double apart = 0;  ///< p_dispersion: no two sites nearer than this
};

class Formulation {
 public:
  /// The part of a demand point that a site serves.
  struct Part {
    DemandIndex demand;
    CandidateIndex site;
    int column;
  };

  /// `open`: exactly these sites, if given. `problem` must live as long. Throws OutOfTime.
  Formulation(const SitingProblem& problem, const Counting& counting,
              const std::vector<CandidateIndex>* open, std::function<bool()> stop);
  Formulation(const Formulation&) = delete;
  Formulation& operator=(const Formulation&) = delete;

  MipProgram& program() { return program_; }
  const MipProgram& program() const { return program_; }
  /// Is to be added to the program's cost.
  double constant() const { return constant_; }

  /// mclp: the cost becomes the objective, the weight covered a row.
  void prefer_cheap(double weight);

  std::vector<CandidateIndex> open_sites(const std::vector<double>& x) const;
  /// Sizes, flows, assignment and objective of a plan with sizes.
  void take_flows(const std::vector<double>& x, SitingSolution& s) const;

  int site_column(CandidateIndex j) const { return site_[j]; }
  /// Of each size; empty for existing sites and where there are no sizes.
  const std::vector<int>& size_columns(CandidateIndex j) const { return sized_[j]; }
  const std::vector<Part>& parts() const { return parts_; }
  const std::vector<std::vector<CandidateIndex>>& cliques() const { return cliques_; }

  /// Duals of the program's rows as multipliers. `scale`: 1; 0 for a ray that shows infeasibility.
  Multipliers multipliers(const std::vector<double>& dual, double scale) const;

 private:
  using Terms = std::vector<MipProgram::Term>;

  int add_row(double lower, double upper, const Terms& terms, double level = 0);
  void add_sites(const std::vector<CandidateIndex>* open);
  void add_sizes();
  void add_site_rows();
  void add_spacing(double least);
  void add_coverage();
  void add_cover();
  void add_radii();
  void add_flows();
  template <class AddDemand>
  void each_floor(AddDemand&& add);

  const SitingProblem& problem_;
  const Requirements& r_;
  Counting counting_;
  std::function<bool()> stop_;
  Lookout lookout_{stop_};
  MipProgram program_;
  double constant_ = 0;
  std::vector<int> site_;
  std::vector<std::vector<int>> sized_;  // of each new site a column for each size
  std::vector<Part> parts_;

  // Rows whose duals are multipliers; −1: there is none.
  // A demand point's price is the least, over rows `row` to `last`, of the row's level and its dual
  // for a unit of `weight`: what the dual of one is more than that, an upper limit of a z takes
  // back.
  struct Served {
    int row = -1, last = -1;
    double weight = 0;      // of all demand points that share the rows
    double cap = infinite;  // the distance of a site that is open anyway, or of a miss
  };
  std::vector<Served> served_;  // of each demand
  int count_row_ = -1, budget_row_ = -1, first_clique_row_ = -1;
  std::vector<double> level_;  // of each row: a distance, or what a miss costs
  std::vector<int> floor_rows_;
  std::vector<std::vector<CandidateIndex>> cliques_;
};

}  // namespace jintu::siting

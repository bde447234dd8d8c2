// The parts of the report, one after the other. Internal to services/report.
#pragma once

#include <string>

#include "services/report/walk_figures.hpp"
#include "services/report/wording.hpp"

namespace jintu::report {

/// All that the parts look at.
struct Subject {
  const siting::ProblemFile& file;
  const siting::Solved& solved;
  const Surroundings& round;
  Words words;
  Walks walks;  ///< empty without a plan
  WalkSummary summary;
  double standard = 0;  ///< metres

  const siting::SitingProblem& problem() const { return file.problem; }
  const siting::SitingSolution& solution() const { return solved.solution; }
  bool has_plan() const { return !solution().open.empty() && solution().conflict.empty(); }
  const siting::Districts* districts() const { return round.districts.get(); }
  /// A name for people: its own, else what it is and where, with its id.
  Html name_of(const std::string& id, const Position* at) const;
};

/// The plain sentence first; terms of the trade stand in `technical_section`.
Html findings_section(const Subject& subject);
Html question_section(const Subject& subject);
Html map_section(const Subject& subject);
Html sites_section(const Subject& subject);
Html unserved_section(const Subject& subject);
Html walks_section(const Subject& subject);
Html districts_section(const Subject& subject);
/// Proof, bound and search, and how they were found.
Html technical_section(const Subject& subject);
Html sources_section(const Subject& subject);

}  // namespace jintu::report

// An answer's JSON checked member by member: what it shows is recomputed, or the answer is refused.
#pragma once

#include <array>
#include <functional>
#include <string>

#include "services/siting/question/solution_file.hpp"

namespace jintu::siting {

struct CheckedAnswer {
  Solved solved;       ///< as read; `checked` when the proof was asked for and holds
  CheckResult result;  ///< valid: plan, objective and every shown member are right, and the proof
};

enum class Ask {
  plan,   ///< plan, objective and what follows from them; bound and status are not looked at
  proof,  ///< the certificate too: it must be there, and bound and status be what it proves
};

/// `source` names the answer in errors. An answer that cannot be read is refused too, with its
/// fault as the reason. Whatever cannot be recomputed is in `unchecked_members`. `stop`: as
/// check_certificate.
CheckedAnswer check_answer(const ProblemFile& problem, const Json& answer,
                           const std::string& source, Ask ask,
                           const std::function<bool()>& stop = {});

/// The first member of the answer that does not follow from the problem and the rest of the answer,
/// and what was expected; empty when all do.
std::string false_member(const ProblemFile& problem, const Solved& solved, const Json& answer);

/// What the solver says of its own work: nothing can tell whether it is so.
inline constexpr std::array unchecked_members{"reason", "seconds", "seed", "nodes", "iterations"};

}  // namespace jintu::siting

#include "services/live/commits.hpp"

namespace jintu::live {

Commits::Outcome Commits::run(std::string_view author, std::string_view message, const Work& work) {
  const std::lock_guard lock(writer_);
  const auto transaction = store_.begin(author, message);
  const auto before = transaction->base();
  if (work(*transaction, *before) == Verdict::leave) return {std::nullopt, before};
  Outcome outcome{transaction->commit(), store_.snapshot()};
  try {
    publish_(*outcome.changes);
  } catch (...) {  // the edit is done, whatever becomes of its publication
  }
  return outcome;
}

}  // namespace jintu::live

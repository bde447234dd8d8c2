#include "services/review/findings.hpp"

namespace jintu::review {

namespace {

Json told_of(const edit::Fault& fault, const changes::Action& action) {
  Json one{{"code", fault.code},
           {"collection", action.collection},
           {"id", action.id},
           {"zh", fault.zh},
           {"en", fault.en},
           {"severity", fault.severity == edit::Severity::error ? "error" : "ask"}};
  if (fault.position) one["position"] = {fault.position->lon, fault.position->lat};
  if (fault.measure) {
    one["measure"] = *fault.measure;
    one["unit"] = fault.unit;
  }
  if (!fault.other.empty()) one["other"] = fault.other;
  if (fault.before) one["before"] = true;
  return one;
}

}  // namespace

Findings told(const std::vector<edit::Findings>& records, const changes::Merged& merged,
              const changes::Draft& draft) {
  Findings list = Json::array();
  for (const auto& record : records) {
    const changes::Action& action = draft.actions[merged.actions[record.change]];
    for (const edit::Fault& fault : record.faults) list.push_back(told_of(fault, action));
  }
  return list;
}

Findings dry_run(edit::Editor& editor, const changes::Merged& merged, const changes::Draft& draft,
                 const std::string& reason, const Progress& progress) {
  if (merged.batch.changes.empty()) return Json::array();
  edit::Batch batch = merged.batch;
  batch.reason = reason;
  return told(editor.check(batch, progress).findings, merged, draft);
}

bool refuses(const Findings& findings, bool has_reason) {
  for (const Json& finding : findings) {
    if (finding.contains("before")) continue;
    if (finding.at("severity") == "error" || !has_reason) return true;
  }
  return false;
}

}  // namespace jintu::review

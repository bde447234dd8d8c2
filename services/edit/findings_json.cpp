#include "services/edit/findings_json.hpp"

#include <cmath>

namespace jintu::edit {

namespace {

/// To the millimetre; more would promise what nobody has measured.
double rounded(double measure) { return std::round(measure * 1000) / 1000; }

}  // namespace

Json findings_json(const Batch& batch, const std::vector<Findings>& findings,
                   const std::vector<std::string>& keys) {
  Json all = Json::array();
  for (const Findings& of : findings) {
    const Change& change = batch.changes[of.change];
    const std::string& key = of.change < keys.size() ? keys[of.change] : change.key;
    for (const Fault& fault : of.faults) {
      Json entry{{"code", fault.code}, {"collection", change.layer}};
      if (!key.empty()) entry["id"] = key;
      entry["action"] = of.change;
      entry["zh"] = fault.zh;
      entry["en"] = fault.en;
      if (fault.position) entry["position"] = {fault.position->lon, fault.position->lat};
      if (fault.measure) {
        entry["measure"] = rounded(*fault.measure);
        entry["unit"] = fault.unit;
      }
      entry["severity"] = fault.severity == Severity::ask ? "ask" : "error";
      if (fault.before) entry["before"] = true;
      if (!fault.other.empty()) entry["with"] = fault.other;
      all.push_back(std::move(entry));
    }
  }
  return all;
}

}  // namespace jintu::edit

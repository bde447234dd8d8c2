#include "services/edit/gate.hpp"

#include <algorithm>

#include "geo/base/bilingual.hpp"
#include "geo/topology/gate_words.hpp"
#include "geo/topology/rings.hpp"

namespace jintu::edit {

namespace {

using Areas = MultiPolygon<Position>;

/// "甲/乙" holds 乙.
bool lists(std::string_view list, std::string_view one) {
  for (std::size_t begin = 0; begin <= list.size();) {
    const auto end = std::min(list.find('/', begin), list.size());
    if (!one.empty() && list.substr(begin, end - begin) == one) return true;
    begin = end + 1;
  }
  return false;
}

topology::Home home_of(const Feature& feature, const Layer* districts) {
  topology::Home home;
  if (!districts || !std::holds_alternative<Areas>(feature.geometry)) return home;
  const std::string_view names = feature.properties.text("district"),
                         codes = feature.properties.text("district_codes"),
                         code = feature.properties.text("district_code");
  for (const Feature& district : districts->features()) {
    const auto* outline = std::get_if<Areas>(&district.geometry);
    if (!outline || !(lists(names, district.properties.text("name_zh")) ||
                      lists(codes, district.key) || code == district.key))
      continue;
    home.outlines.push_back(outline);
    // An outline with a stated accuracy is no legal boundary.
    home.exact = home.exact && district.properties.number("accuracy_m", 0) == 0;
  }
  return home;
}

}  // namespace

std::vector<Fault> faults_of(const std::vector<Finding>& findings) {
  std::vector<Fault> faults;
  for (const Finding& finding : findings) {
    Fault& fault = faults.emplace_back();
    fault.code = finding.code;
    const Bilingual both = bilingual(finding.detail);
    fault.zh = both.zh;
    fault.en = both.en;
    fault.position = finding.position;
  }
  return faults;
}

std::vector<Fault> new_ring_faults(const Feature& feature, const Feature* before) {
  const auto* now = std::get_if<Areas>(&feature.geometry);
  if (!now || (before && before->geometry == feature.geometry)) return {};
  return topology::new_ring_faults(*now, before ? std::get_if<Areas>(&before->geometry) : nullptr);
}

std::vector<Findings> pass_gate(const Snapshot& before, const Layers& after,
                                const std::vector<Touched>& touched, const Progress& progress) {
  const auto districts = after.find("districts");
  std::map<std::string, std::vector<const Touched*>> by_layer;
  for (const Touched& record : touched) by_layer[record.layer].push_back(&record);
  std::vector<Findings> all;
  for (const auto& [name, records] : by_layer) {
    const Layer& now = *after.find(name)->second;
    const auto was = before.layer(name);
    std::vector<topology::Changed> changed;
    std::vector<const Touched*> of;
    for (const Touched* record : records) {
      topology::Changed entry{was ? was->find(record->key) : nullptr, now.find(record->key)};
      const auto has_area = [](const Feature* f) {
        return f && std::holds_alternative<Areas>(f->geometry);
      };
      if (!has_area(entry.before) && !has_area(entry.after)) continue;
      if (entry.after && name != "districts")
        entry.home =
            home_of(*entry.after, districts == after.end() ? nullptr : districts->second.get());
      changed.push_back(std::move(entry));
      of.push_back(record);
    }
    if (changed.empty()) continue;
    for (Fault& fault : topology::gate(was.get(), now, changed, {}, progress)) {
      const std::size_t number = of[fault.record]->number;
      if (all.empty() || all.back().change != number) all.push_back({number, {}});
      all.back().faults.push_back(std::move(fault));
    }
  }
  std::sort(all.begin(), all.end(),
            [](const Findings& l, const Findings& r) { return l.change < r.change; });
  return all;
}

}  // namespace jintu::edit

#include "geo/topology/gate.hpp"

#include <algorithm>
#include <cmath>

#include "geo/geometry/overlay.hpp"
#include "geo/topology/frame.hpp"
#include "geo/topology/gate_checks.hpp"

namespace jintu::topology {

namespace {

constexpr std::size_t most_pairs = 20;  // of records before that may have overlapped somewhere

Areas largest(const Areas& areas) {
  return {*std::max_element(areas.begin(), areas.end(), [](const auto& l, const auto& r) {
    return size_of({l}) < size_of({r});
  })};
}

/// In square degrees, which is enough to say that nothing near such a share has changed.
bool may_change_by(const Areas& before, const Areas& after, double share) {
  const auto size = [](const Areas& areas) {
    const auto of_ring = [](const Ring<Position>& ring) {
      double sum = 0;
      const auto& p = ring.points;
      for (std::size_t i = 1; i + 2 < p.size(); ++i)
        sum += (p[i].lon - p[0].lon) * (p[i + 1].lat - p[0].lat) -
               (p[i].lat - p[0].lat) * (p[i + 1].lon - p[0].lon);
      return std::abs(sum);
    };
    double sum = 0;
    for (const auto& polygon : areas) {
      sum += of_ring(polygon.outer);
      for (const auto& hole : polygon.holes) sum -= of_ring(hole);
    }
    return sum;
  };
  const double old = size(before), now = size(after);
  return !(std::abs(now - old) < 0.9 * share * old);
}

}  // namespace

void Gate::rings(const Changed& record) {
  const auto& now = faults_of(*record.after);
  if (now.empty()) return;
  const std::vector<Finding> none;
  const auto& old = areas_of(record.before) ? faults_of(*record.before) : none;
  // Where edges that go out and back make a ring invalid, the spike is the fault.
  const auto out_and_back =
      has_broken_form(*record.after) ? std::vector<Spike>() : spikes(shape(*record.after).boundary);
  for (const Finding& finding : now) {
    const bool is_spike =
        finding.position && finding.code != "too_few_points" &&
        std::any_of(out_and_back.begin(), out_and_back.end(), [&](const Spike& spike) {
          const Frame frame(spike.tip);
          const Position foot = nearest_on(frame, spike.before, spike.tip, *finding.position);
          return spike.width < limits_.rounding &&
                 frame.metres(foot, *finding.position) < limits_.rounding;
        });
    if (is_spike) continue;
    Fault fault;
    fault.code = finding.code;
    fault.position = finding.position;
    fault.before = std::any_of(old.begin(), old.end(), [&](const Finding& f) {
      return f.code == finding.code && f.position == finding.position;
    });
    if (!fault.before) broken_.insert(record.after);
    add(std::move(fault));
  }
}

void Gate::tips(const Changed& record) {
  if (has_broken_form(*record.after)) return;
  const auto now = spikes(shape(*record.after).boundary);
  if (now.empty()) return;
  std::vector<Spike> old;
  if (areas_of(record.before) && !has_broken_form(*record.before))
    old = spikes(shape(*record.before).boundary);
  for (const Spike& spike : now) {
    Fault fault;
    fault.code = code::spike;
    fault.position = spike.tip;
    fault.measure = spike.length;
    fault.unit = "m";
    // A sharp corner may be meant; a way that comes back on itself is not.
    fault.severity = spike.width < limits_.rounding ? Severity::error : Severity::ask;
    fault.before = std::any_of(old.begin(), old.end(), [&](const Spike& s) {
      return s.tip == spike.tip && s.before == spike.before && s.after == spike.after;
    });
    add(std::move(fault));
  }
}

/// What two records covered before, where an old overlap may have gone over to other records.
Areas Gate::covered_twice(const Box<Wgs84>& box) {
  Areas all;
  if (!before_) return all;
  std::vector<const Feature*> there = places_before_.within(box);
  std::erase_if(there, [&](const Feature* f) { return has_broken_form(*f); });
  if (there.size() > most_pairs) return all;
  for (std::size_t i = 0; i < there.size(); ++i)
    for (std::size_t j = i + 1; j < there.size(); ++j)
      guarded({there[i], there[j]}, [&] {
        all = united(all,
                     common_ground(shape(*there[i]), shape(*there[j]), limits_.rounding, effort_));
      });
  return all;
}

void Gate::overlaps(const Feature& now) {
  const Shape& mine = shape(now);
  each_neighbour(now, mine.boundary.box(), [&](const Feature& other) {
    if (seen_.contains(&other) || has_told_enough()) return;
    const Areas parts = common_ground(mine, shape(other), limits_.rounding, effort_);
    if (parts.empty()) return;
    Areas fresh;
    for (auto& part : difference(parts, covered_twice(outline_box(parts))))
      if (mean_width(part) >= limits_.rounding) fresh.push_back(std::move(part));
    Fault fault;
    fault.code = code::overlap;
    fault.other = other.key;
    fault.before = fresh.empty();
    fault.position = inner_point(largest(fresh.empty() ? parts : fresh));
    fault.measure = size_of(parts);
    fault.unit = "m²";
    add(std::move(fault));
  });
}

void Gate::outside(const Changed& record) {
  if (record.home.outlines.empty()) return;
  const auto beyond = [&](const Feature& feature) {
    Areas rest;
    for (std::size_t i = 0; i < record.home.outlines.size() && (i == 0 || !rest.empty()); ++i) {
      const Shape home(*record.home.outlines[i]);
      rest = uncovered(i == 0 ? shape(feature) : Shape(rest), home, limits_.rounding, effort_);
    }
    return rest;
  };
  const Areas rest = beyond(*record.after);
  if (rest.empty()) return;
  Areas fresh = rest;
  if (areas_of(record.before) && !has_broken_form(*record.before)) {
    fresh.clear();
    for (auto& part : difference(rest, beyond(*record.before)))
      if (mean_width(part) >= limits_.rounding) fresh.push_back(std::move(part));
  }
  Fault fault;
  fault.code = code::outside_district;
  fault.before = fresh.empty();
  fault.position = inner_point(largest(fresh.empty() ? rest : fresh));
  fault.measure = size_of(rest);
  fault.unit = "m²";
  fault.severity = record.home.exact ? Severity::error : Severity::ask;
  add(std::move(fault));
}

void Gate::change_of_area(const Changed& record) {
  const Areas* was = areas_of(record.before);
  if (!was || !may_change_by(*was, *areas_of(record.after), limits_.area_share)) return;
  const double old = size_of(*was), now = size_of(*areas_of(record.after));
  const double change = std::abs(now - old);
  if (!(change > limits_.area_share * old) || change < limits_.least_area) return;
  const Areas moved =
      now > old ? uncovered(shape(*record.after), shape(*record.before), limits_.rounding, effort_)
                : given_up(record);
  Fault fault;
  fault.code = code::area_change;
  if (!moved.empty()) fault.position = inner_point(largest(moved));
  fault.measure = change;
  fault.unit = "m²";
  fault.severity = Severity::ask;
  add(std::move(fault), old > 0 ? (now - old) / old : 1);
}

bool refuses(std::span<const Fault> faults, bool has_reason) {
  return std::any_of(faults.begin(), faults.end(), [&](const Fault& f) {
    return !f.before && (f.severity == Severity::error || !has_reason);
  });
}

std::vector<Fault> gate(const Layer* before, const Layer& after, std::span<const Changed> changed,
                        const GateLimits& limits, const Progress& progress) {
  return Gate(before, after, changed, limits, progress).run();
}

}  // namespace jintu::topology

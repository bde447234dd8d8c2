#include "geo/topology/gate.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <set>

#include "geo/base/error.hpp"
#include "geo/crs/transform.hpp"
#include "geo/geometry/overlay.hpp"
#include "geo/geometry/validity.hpp"
#include "geo/topology/common_ground.hpp"
#include "geo/topology/frame.hpp"
#include "geo/topology/gate_words.hpp"
#include "geo/topology/rings.hpp"

namespace jintu::topology {

namespace {

using Areas = MultiPolygon<Position>;

constexpr double on_border = 0.001;      // m: overlays put points beside a line by less
constexpr double least_border = 0.05;    // m: two that share less only touch
constexpr double enclosed_share = 0.75;  // of its outline: a gap that is not open to the outside
constexpr std::size_t most_pairs = 20;   // of records before that may have overlapped somewhere

const Areas* areas_of(const Feature* feature) {
  return feature ? std::get_if<Areas>(&feature->geometry) : nullptr;
}

bool before(Position a, Position b) { return a.lon != b.lon ? a.lon < b.lon : a.lat < b.lat; }

template <class Visit>
void for_each_edge(const Polygon<Position>& polygon, Visit visit) {
  const auto of_ring = [&](const Ring<Position>& ring) {
    for (std::size_t i = 1; i < ring.points.size(); ++i) visit(ring.points[i - 1], ring.points[i]);
  };
  of_ring(polygon.outer);
  for (const auto& hole : polygon.holes) of_ring(hole);
}

double size_of(const Areas& areas) { return area(areas).value(); }

Box<Wgs84> outline_box(const Areas& areas) {
  Box<Wgs84> box;
  for (const auto& polygon : areas)
    for (const Position p : polygon.outer.points) box.add(p);
  return box;
}

Areas largest(const Areas& areas) {
  return {*std::max_element(areas.begin(), areas.end(), [](const auto& l, const auto& r) {
    return size_of({l}) < size_of({r});
  })};
}

/// The areas of a layer by their boxes. Layers are made anew with each edit, so it is as well: one
/// look at each record.
class Places {
 public:
  explicit Places(const Layer* layer) {
    if (!layer) return;
    std::vector<IndexBox> boxes;
    for (const Feature& feature : layer->features()) {
      const Areas* areas = areas_of(&feature);
      const Box<Wgs84> box = areas ? outline_box(*areas) : Box<Wgs84>();
      if (box.empty() || !is_on_earth(box)) continue;
      features_.push_back(&feature);
      boxes.push_back(index_box_of(box));
    }
    index_ = PackedRTree(boxes);
  }

  /// In the order of the layer.
  std::vector<const Feature*> within(const Box<Wgs84>& box) const {
    std::vector<std::uint32_t> found;
    if (!box.empty()) index_.query(index_box_of(box), [&](std::uint32_t i) { found.push_back(i); });
    std::sort(found.begin(), found.end());
    std::vector<const Feature*> out;
    for (const std::uint32_t i : found) out.push_back(features_[i]);
    return out;
  }

 private:
  static bool is_on_earth(const Box<Wgs84>& box) {
    return box.min.lon >= -180 && box.max.lon <= 180 && box.min.lat >= -90 && box.max.lat <= 90;
  }

  std::vector<const Feature*> features_;
  PackedRTree index_;
};

class Gate {
 public:
  Gate(const Layer* before, const Layer& after, std::span<const Changed> changed,
       const GateLimits& limits)
      : before_(before),
        places_before_(before),
        places_after_(&after),
        changed_(changed),
        limits_(limits) {
    for (const Changed& record : changed)
      if (record.before && record.after && record.before->geometry == record.after->geometry)
        unmoved_.insert(record.after);
  }

  std::vector<Fault> run() {
    for (record_ = 0; record_ < changed_.size(); ++record_) {
      const Changed& record = changed_[record_];
      if (unmoved_.contains(record.after)) continue;
      if (areas_of(record.after)) check_area(record);
      seen_.insert(record.after);
    }
    gaps();
    for (record_ = 0; record_ < changed_.size(); ++record_) {
      const Changed& record = changed_[record_];
      if (areas_of(record.after) && !unmoved_.contains(record.after)) near_misses(record);
    }
    std::stable_sort(faults_.begin(), faults_.end(),
                     [](const Fault& l, const Fault& r) { return l.record < r.record; });
    return std::move(faults_);
  }

 private:
  void check_area(const Changed& record) {
    rings(record);
    tips(record);
    guarded({record.after}, [&] { overlaps(*record.after); });
    guarded({record.after, record.before}, [&] { outside(record); });
    guarded({record.after, record.before}, [&] { change_of_area(record); });
  }

  const Shape& shape(const Feature& feature) {
    auto& known = shapes_[&feature];
    if (!known) known = std::make_unique<Shape>(*areas_of(&feature));
    return *known;
  }
  const std::vector<Finding>& faults_of(const Feature& feature) {
    const auto known = ring_faults_.find(&feature);
    if (known != ring_faults_.end()) return known->second;
    return ring_faults_[&feature] = ring_faults(*areas_of(&feature));
  }
  /// An overlay may fail where a record has old faults; that it has them is told anyhow.
  template <class Work>
  void guarded(std::initializer_list<const Feature*> of, Work work) {
    for (const Feature* feature : of)
      if (areas_of(feature) && has_broken_form(*feature)) return;
    try {
      work();
    } catch (const Error&) {
      const bool sound = std::all_of(of.begin(), of.end(), [&](const Feature* feature) {
        return !areas_of(feature) || faults_of(*feature).empty();
      });
      if (sound) throw;
    }
  }
  bool has_broken_form(const Feature& feature) {
    const auto& faults = faults_of(feature);
    return std::any_of(faults.begin(), faults.end(), [](const Finding& f) {
      return f.code == "too_few_points" || f.code == "unclosed_ring" || f.code == "out_of_range" ||
             f.code == "empty";
    });
  }
  /// Of the state after. Neighbours of which nothing can be said are passed over.
  template <class Work>
  void each_neighbour(const Feature& of, const Box<Wgs84>& box, Work work) {
    for (const Feature* other : places_after_.within(box))
      if (other->key != of.key) guarded({other}, [&] { work(*other); });
  }

  void add(Fault fault, double share = 0) {
    const auto told = std::count_if(faults_.begin(), faults_.end(),
                                    [&](const Fault& f) { return f.record == record_; });
    if (static_cast<std::size_t>(told) >= limits_.most_faults) return;
    fault.record = record_;
    say(fault, share);
    faults_.push_back(std::move(fault));
  }
  /// Of either about the other.
  bool has_told(const std::string& one, const std::string& other) const {
    return std::any_of(faults_.begin(), faults_.end(), [&](const Fault& f) {
      const Changed& of = changed_[f.record];
      const std::string& key = (of.after ? of.after : of.before)->key;
      return (key == one && f.other == other) || (key == other && f.other == one);
    });
  }

  void rings(const Changed& record);
  void tips(const Changed& record);
  void overlaps(const Feature& now);
  void outside(const Changed& record);
  void change_of_area(const Changed& record);
  void gaps();
  Areas left_by(const Changed& record);
  void gap(const Changed& record, const Polygon<Position>& piece);
  void near_misses(const Changed& record);
  Areas covered_twice(const Box<Wgs84>& box);
  bool was_border(const Feature& a, const Feature& b, const Box<Wgs84>& box);
  const Feature* before_of(const Feature& now) const {
    return before_ ? before_->find(now.key) : nullptr;
  }
  const Layer* before_;
  const Places places_before_, places_after_;
  std::span<const Changed> changed_;
  const GateLimits& limits_;
  std::set<const Feature*> unmoved_, seen_;
  std::map<const Feature*, std::unique_ptr<Shape>> shapes_;
  std::map<const Feature*, std::vector<Finding>> ring_faults_;
  std::size_t record_ = 0;
  std::vector<Fault> faults_;
};

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
        all = united(all, common_ground(shape(*there[i]), shape(*there[j]), limits_.rounding));
      });
  return all;
}

void Gate::overlaps(const Feature& now) {
  const Shape& mine = shape(now);
  each_neighbour(now, mine.boundary.box(), [&](const Feature& other) {
    if (seen_.contains(&other)) return;
    const Areas parts = common_ground(mine, shape(other), limits_.rounding);
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
    Areas rest = *areas_of(&feature);
    for (const Areas* outline : record.home.outlines) {
      if (rest.empty()) break;
      const Shape home(*outline);
      rest = uncovered(rest == *areas_of(&feature) ? shape(feature) : Shape(rest), home,
                       limits_.rounding);
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
  if (!was) return;
  const double old = size_of(*was), now = size_of(*areas_of(record.after));
  const double change = std::abs(now - old);
  if (!(change > limits_.area_share * old) || change < limits_.least_area) return;
  const Shape &a = shape(*record.before), &b = shape(*record.after);
  const Areas moved =
      now > old ? uncovered(b, a, limits_.rounding) : uncovered(a, b, limits_.rounding);
  Fault fault;
  fault.code = code::area_change;
  if (!moved.empty()) fault.position = inner_point(largest(moved));
  fault.measure = change;
  fault.unit = "m²";
  fault.severity = Severity::ask;
  add(std::move(fault), old > 0 ? (now - old) / old : 1);
}

/// What it covered before and nobody covers now.
Areas Gate::left_by(const Changed& record) {
  const Feature& was = *record.before;
  Areas free = areas_of(record.after)
                   ? uncovered(shape(was), shape(*record.after), limits_.rounding)
                   : *areas_of(&was);
  if (free.empty()) return free;
  const double left = size_of(free);
  each_neighbour(was, outline_box(free), [&](const Feature& other) {
    if (!free.empty()) free = uncovered(Shape(free), shape(other), limits_.rounding);
  });
  // Whoever takes a record away may leave its ground to nobody; not what others took a part of.
  if (!areas_of(record.after) && size_of(free) > left - limits_.least_area) free.clear();
  return free;
}

void Gate::gaps() {
  std::vector<Areas> left(changed_.size());
  Areas all;
  for (record_ = 0; record_ < changed_.size(); ++record_) {
    const Changed& record = changed_[record_];
    if (!areas_of(record.before) || unmoved_.contains(record.after)) continue;
    guarded({record.before, record.after}, [&] {
      left[record_] = left_by(record);
      all = all.empty() ? left[record_] : united(all, left[record_]);
    });
  }
  for (const auto& piece : all) {
    const Position inside = inner_point({piece});
    for (record_ = 0; record_ < changed_.size(); ++record_) {
      if (left[record_].empty() || !Boundary(left[record_]).contains(inside)) continue;
      guarded({changed_[record_].before, changed_[record_].after},
              [&] { gap(changed_[record_], piece); });
      break;
    }
  }
}

/// Whether they shared a border near there.
bool Gate::was_border(const Feature& a, const Feature& b, const Box<Wgs84>& box) {
  bool found = false;
  const Boundary &one = shape(a).boundary, &other = shape(b).boundary;
  one.runs(index_box_of(box), [&](std::uint32_t first, std::uint32_t last) {
    for (std::uint32_t i = first; i < last && !found; ++i) {
      const Edge& e = one.edges()[i];
      const Position middle{(e.a.lon + e.b.lon) / 2, (e.a.lat + e.b.lat) / 2};
      found = other.nearest(middle, limits_.rounding).has_value();
    }
    return !found;
  });
  return found;
}

/// Ground that a record left and nobody took. It is a gap where it lies along a border that was
/// shared, or between two that shared one.
void Gate::gap(const Changed& record, const Polygon<Position>& piece) {
  struct Along {
    double shared_before = 0, now = 0;
  };
  const Frame frame(piece.outer.points.front());
  const Box<Wgs84> box = widened(outline_box({piece}), 1);
  std::vector<const Feature*> neighbours;
  each_neighbour(*record.before, box, [&](const Feature& other) { neighbours.push_back(&other); });
  std::vector<Along> along(neighbours.size());
  double outline = 0, enclosed = 0, own = 0;
  for_each_edge(piece, [&](Position a, Position b) {
    const double length = frame.metres(a, b);
    const Position middle{(a.lon + b.lon) / 2, (a.lat + b.lat) / 2};
    const auto is_on = [&](const Feature* f) {
      return areas_of(f) && shape(*f).boundary.nearest(middle, on_border);
    };
    outline += length;
    bool closed = is_on(record.after);
    if (closed) own += length;
    for (std::size_t i = 0; i < neighbours.size(); ++i) {
      if (!is_on(neighbours[i])) continue;
      closed = true;
      along[i].now += length;
      const Feature* was = before_of(*neighbours[i]);
      if (is_on(record.before) && is_on(was)) along[i].shared_before += length;
    }
    if (closed) enclosed += length;
  });
  if (neighbours.empty() || outline == 0) return;
  std::size_t with = 0;
  for (std::size_t i = 1; i < along.size(); ++i)
    if (std::pair(along[i].shared_before, along[i].now) >
        std::pair(along[with].shared_before, along[with].now))
      with = i;
  const bool was_shared = along[with].shared_before > least_border;
  const bool is_closed = enclosed >= enclosed_share * outline;
  const Feature* was = before_of(*neighbours[with]);
  const bool is_between = is_closed && along[with].now > least_border &&
                          (!record.after || own > least_border) &&
                          (!areas_of(was) || was_border(*record.before, *was, widened(box, 1)));
  if (!was_shared && !is_between) return;
  const double width = mean_width(piece);
  Fault fault;
  fault.other = neighbours[with]->key;
  fault.position = inner_point({piece});
  if (width < limits_.sliver) {
    fault.code = code::sliver;
    fault.measure = width;
    fault.unit = "m";
  } else {
    fault.code = code::gap;
    fault.measure = size_of({piece});
    fault.unit = "m²";
    if (!is_closed || !record.after) fault.severity = Severity::ask;
  }
  add(std::move(fault));
}

/// New vertices beside a neighbour's border, and a neighbour's beside new edges.
void Gate::near_misses(const Changed& record) {
  const Feature& now = *record.after;
  if (!faults_of(now).empty()) return;
  const Boundary& mine = shape(now).boundary;
  std::vector<Position> old;
  if (areas_of(record.before))
    for_each_vertex(record.before->geometry, [&](Position p) { old.push_back(p); });
  std::sort(old.begin(), old.end(), before);
  const auto is_new = [&](Position p) {
    return !std::binary_search(old.begin(), old.end(), p, before);
  };
  each_neighbour(now, widened(mine.box(), limits_.sliver), [&](const Feature& other) {
    if (has_told(now.key, other.key)) return;
    const Boundary& theirs = shape(other).boundary;
    std::optional<Boundary::Nearest> worst;
    const auto look = [&](Position p, const Boundary& own, const Boundary& across) {
      const auto found = across.nearest(p, limits_.sliver);
      if (!found || found->metres <= limits_.rounding || own.nearest(found->position, on_border) ||
          across.contains(p))
        return;
      if (!worst || found->metres > worst->metres) worst = found, worst->position = p;
    };
    const Box<Wgs84> near = widened(theirs.box(), limits_.sliver);
    for (const Edge& e : mine.edges())
      if (near.contains(e.a) && is_new(e.a)) look(e.a, mine, theirs);
    const Box<Wgs84> around = widened(mine.box(), limits_.sliver);
    for (const Edge& e : theirs.edges()) {
      if (!around.contains(e.a)) continue;
      const auto found = mine.nearest(e.a, limits_.sliver);
      if (!found) continue;
      const Edge& nearest = mine.edges()[found->edge];
      if (is_new(nearest.a) || is_new(nearest.b)) look(e.a, theirs, mine);
    }
    if (!worst) return;
    Fault fault;
    fault.code = code::sliver;
    fault.other = other.key;
    fault.position = worst->position;
    fault.measure = worst->metres;
    fault.unit = "m";
    fault.severity = Severity::ask;
    add(std::move(fault));
  });
}

}  // namespace

bool refuses(std::span<const Fault> faults, bool has_reason) {
  return std::any_of(faults.begin(), faults.end(), [&](const Fault& f) {
    return !f.before && (f.severity == Severity::error || !has_reason);
  });
}

std::vector<Fault> gate(const Layer* before, const Layer& after, std::span<const Changed> changed,
                        const GateLimits& limits) {
  return Gate(before, after, changed, limits).run();
}

}  // namespace jintu::topology

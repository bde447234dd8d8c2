// Ground that edits leave to nobody, and borders that nearly meet.
#include <bit>

#include "geo/geometry/overlay.hpp"
#include "geo/topology/frame.hpp"
#include "geo/topology/gate_checks.hpp"

namespace jintu::topology {

namespace {

constexpr double on_border = 0.001;      // m: overlays put points beside a line by less
constexpr double least_border = 0.05;    // m: two that share less only touch
constexpr double enclosed_share = 0.75;  // of its outline: a gap that is not open to the outside

constexpr std::size_t enough_edges = 300;  // of a gap's outline, to say what it borders on

template <class Visit>
void for_each_edge(const Polygon<Position>& polygon, Visit visit) {
  const auto of_ring = [&](const Ring<Position>& ring) {
    for (std::size_t i = 1; i < ring.points.size(); ++i) visit(ring.points[i - 1], ring.points[i]);
  };
  of_ring(polygon.outer);
  for (const auto& hole : polygon.holes) of_ring(hole);
}

/// Hashes to be looked up: a tenth of the time of the standard set.
class Hashes {
 public:
  explicit Hashes(std::size_t count) : slots_(std::bit_ceil(2 * count + 1)) {}
  void insert(std::size_t hash) { slots_[place(hash)] = hash; }
  bool contains(std::size_t hash) const { return slots_[place(hash)] == hash && hash != 0; }

 private:
  std::size_t place(std::size_t hash) const {
    std::size_t at = (hash ^ (hash >> 32)) & (slots_.size() - 1);
    while (slots_[at] != 0 && slots_[at] != hash) at = (at + 1) & (slots_.size() - 1);
    return at;
  }
  std::vector<std::size_t> slots_;  // 0: free
};

/// Edges of `now` that `was` had not. What both have at their beginning and end is passed over at
/// once: mostly that is nearly all.
std::vector<std::uint32_t> fresh_edges(const Boundary* was, const Boundary& now) {
  const auto& edges = now.edges();
  const std::vector<Edge> none;
  const auto& old = was ? was->edges() : none;
  std::size_t begin = 0, end = edges.size(), old_end = old.size();
  const auto same = [](const Edge& e, const Edge& f) { return e.a == f.a && e.b == f.b; };
  while (begin < end && begin < old_end && same(edges[begin], old[begin])) ++begin;
  while (end > begin && old_end > begin && same(edges[end - 1], old[old_end - 1])) --end, --old_end;
  Hashes known(old_end - std::min(begin, old_end));
  for (std::size_t i = begin; i < old_end; ++i) known.insert(hash_of(old[i]));
  std::vector<std::uint32_t> fresh;
  for (std::size_t i = begin; i < end; ++i)
    if (!known.contains(hash_of(edges[i]))) fresh.push_back(static_cast<std::uint32_t>(i));
  return fresh;
}

}  // namespace

/// What it covered before and nobody covers now.
Areas Gate::left_by(const Changed& record) {
  const Feature& was = *record.before;
  Areas free = areas_of(record.after) ? given_up(record) : *areas_of(&was);
  if (free.empty()) return free;
  const double left = size_of(free);
  each_neighbour(was, outline_box(free), [&](const Feature& other) {
    if (!free.empty()) free = uncovered(Shape(free), shape(other), limits_.rounding, effort_);
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
  one.near_edges(index_box_of(box), [&](std::uint32_t i) {
    const Edge& e = one.edges()[i];
    const Position middle{(e.a.lon + e.b.lon) / 2, (e.a.lat + e.b.lat) / 2};
    found = other.nearest(middle, limits_.rounding).has_value();
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
  std::size_t edges = 0, at = 0;
  for_each_edge(piece, [&](Position, Position) { ++edges; });
  const std::size_t step = std::max<std::size_t>(1, edges / enough_edges);
  for_each_edge(piece, [&](Position a, Position b) {
    if (at++ % step != 0) return;
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

/// New edges beside a neighbour's border: where one ends, and where the neighbour has a vertex.
void Gate::near_misses(const Changed& record) {
  const Feature& now = *record.after;
  if (!faults_of(now).empty()) return;
  const Boundary& mine = shape(now).boundary;
  const bool has_old = areas_of(record.before) && !has_broken_form(*record.before);
  const auto fresh = fresh_edges(has_old ? &shape(*record.before).boundary : nullptr, mine);
  if (fresh.empty()) return;
  std::vector<bool> is_fresh(mine.edges().size());
  for (const std::uint32_t i : fresh) is_fresh[i] = true;
  Box<Wgs84> box;
  for (const std::uint32_t i : fresh) {
    box.add(mine.edges()[i].a);
    box.add(mine.edges()[i].b);
  }
  box = widened(box, limits_.sliver);
  each_neighbour(now, box, [&](const Feature& other) {
    if (has_told_enough() || has_told(now.key, other.key)) return;
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
    for (const std::uint32_t i : fresh)
      for (const Position p : {mine.edges()[i].a, mine.edges()[i].b})
        if (near.contains(p)) look(p, mine, theirs);
    theirs.near_edges(index_box_of(box), [&](std::uint32_t j) {
      const Position p = theirs.edges()[j].a;
      const auto found = box.contains(p) ? mine.nearest(p, limits_.sliver) : std::nullopt;
      if (found && is_fresh[found->edge]) look(p, theirs, mine);
      return true;
    });
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

}  // namespace jintu::topology

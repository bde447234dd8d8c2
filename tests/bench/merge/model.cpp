#include "tests/bench/merge/model.hpp"

#include <algorithm>

#include "geo/topology/frame.hpp"

namespace jintu::bench {

namespace {

const topology::Frame frame({117.2, 39.1});

int any(std::mt19937& random, int below) {
  return std::uniform_int_distribution<int>(0, below - 1)(random);
}
double between(std::mt19937& random, double low, double high) {
  return std::uniform_real_distribution<double>(low, high)(random);
}
Position shifted(Position p, double east, double north) {
  const auto at = frame.at(p);
  return frame.position({at.x + east, at.y + north});
}

std::string any_parcel(std::mt19937& random, const Model& model) {
  auto it = model.parcels.begin();
  std::advance(it, any(random, static_cast<int>(model.parcels.size())));
  return it->first;
}

template <class Visit>
void each_ring(Model& model, Visit visit) {
  for (auto& [key, parcel] : model.parcels) {
    visit(parcel.outer);
    for (auto& hole : parcel.holes) visit(hole);
  }
}

/// Different vertices beside it, over all rings.
std::set<int> neighbours(const Model& model, int vertex) {
  std::set<int> found;
  for (const auto& [key, parcel] : model.parcels) {
    const auto& ring = parcel.outer;
    for (std::size_t i = 0; i < ring.size(); ++i) {
      if (ring[i] != vertex) continue;
      found.insert(ring[(i + 1) % ring.size()]);
      found.insert(ring[(i + ring.size() - 1) % ring.size()]);
    }
  }
  return found;
}

/// The ring from one vertex to another, both included.
std::vector<int> way(const std::vector<int>& ring, int from, int to) {
  const auto begin = std::find(ring.begin(), ring.end(), from);
  std::vector<int> out;
  for (std::size_t i = static_cast<std::size_t>(begin - ring.begin()), n = 0; n <= ring.size();
       i = (i + 1) % ring.size(), ++n) {
    out.push_back(ring[i]);
    if (ring[i] == to) break;
  }
  return out;
}

bool has(const std::vector<int>& ring, int vertex) {
  return std::find(ring.begin(), ring.end(), vertex) != ring.end();
}

/// By the even-odd rule.
bool holds(const Model& model, const std::vector<int>& ring, const std::vector<int>& points) {
  for (const int v : points) {
    const Position p = model.places.at(v);
    bool inside = false;
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const Position a = model.places.at(ring[i]), b = model.places.at(ring[(i + 1) % ring.size()]);
      if ((a.lat > p.lat) != (b.lat > p.lat) &&
          p.lon < (b.lon - a.lon) * (p.lat - a.lat) / (b.lat - a.lat) + a.lon)
        inside = !inside;
    }
    if (!inside) return false;
  }
  return true;
}

bool move(Model& model, const Operation& op) {
  bool found = false;
  each_ring(model, [&](std::vector<int>& ring) { found = found || has(ring, op.a); });
  if (found) model.places[op.a] = op.fresh[0].second;
  return found;
}

bool insert(Model& model, const Operation& op) {
  bool found = false;
  each_ring(model, [&](std::vector<int>& ring) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const int p = ring[i], q = ring[(i + 1) % ring.size()];
      if (!((p == op.a && q == op.b) || (p == op.b && q == op.a))) continue;
      ring.insert(ring.begin() + static_cast<std::ptrdiff_t>(i) + 1, op.fresh[0].first);
      found = true;
      break;
    }
  });
  if (found) model.places[op.fresh[0].first] = op.fresh[0].second;
  return found;
}

bool remove(Model& model, const Operation& op) {
  if (neighbours(model, op.a).size() != 2) return false;  // a node, or gone
  each_ring(model, [&](std::vector<int>& ring) { std::erase(ring, op.a); });
  return true;
}

/// From `a` through the fresh vertices to `b`; what is to the left keeps the name.
bool split(Model& model, const Operation& op) {
  const auto found = model.parcels.find(op.record);
  if (found == model.parcels.end() || model.parcels.contains(op.other)) return false;
  Parcel& parcel = found->second;
  if (!has(parcel.outer, op.a) || !has(parcel.outer, op.b)) return false;
  std::vector<int> left = way(parcel.outer, op.b, op.a), right = way(parcel.outer, op.a, op.b);
  if (left.size() < 3 || right.size() < 3) return false;
  for (const auto& [id, place] : op.fresh) {
    model.places[id] = place;
    left.push_back(id);
  }
  for (auto it = op.fresh.rbegin(); it != op.fresh.rend(); ++it) right.push_back(it->first);
  Parcel here{left, {}, parcel.fields}, there{right, {}, op.fields};
  for (const auto& ring : parcel.holes) {
    const bool in_here = holds(model, left, ring);
    if (!in_here && !holds(model, right, ring)) return false;  // the cut goes through it
    (in_here ? here : there).holes.push_back(ring);
  }
  parcel = here;
  model.parcels[op.other] = there;
  return true;
}

/// Along the one border that they share.
bool unite(Model& model, const Operation& op) {
  const auto one = model.parcels.find(op.record), other = model.parcels.find(op.other);
  if (one == model.parcels.end() || other == model.parcels.end()) return false;
  const auto &p = one->second.outer, &q = other->second.outer;
  // The edges of p that run the other way in q are one stretch.
  const auto shares = [&](std::size_t i) {
    const int a = p[i], b = p[(i + 1) % p.size()];
    for (std::size_t j = 0; j < q.size(); ++j)
      if (q[j] == b && q[(j + 1) % q.size()] == a) return true;
    return false;
  };
  std::size_t stretches = 0, begin = 0, end = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const bool now = shares(i), next = shares((i + 1) % p.size());
    if (!now && next) {
      ++stretches;
      begin = (i + 1) % p.size();
    }
    if (now && !next) end = (i + 1) % p.size();
  }
  if (stretches != 1) return false;
  std::set<int> inner(p.begin(), p.end());
  const std::vector<int> border = way(p, p[begin], p[end]);
  for (const int v : q)
    if (inner.contains(v) && std::find(border.begin(), border.end(), v) == border.end())
      return false;                                  // they touch elsewhere, too
  std::vector<int> ring = way(p, p[end], p[begin]);  // around p, from the border's end
  const std::vector<int> rest = way(q, p[begin], p[end]);
  ring.insert(ring.end(), rest.begin() + 1, rest.end() - 1);
  one->second.outer = ring;
  for (const auto& hole : other->second.holes) one->second.holes.push_back(hole);
  model.parcels.erase(other);
  return true;
}

/// In whatever parcel is there.
bool hole(Model& model, const Operation& op) {
  std::vector<int> ring;
  for (const auto& [id, place] : op.fresh) {
    model.places[id] = place;
    ring.push_back(id);
  }
  for (auto& [key, parcel] : model.parcels) {
    if (!holds(model, parcel.outer, ring)) continue;
    parcel.holes.push_back(ring);
    return true;
  }
  return false;
}

Position middle(const Model& model, const Parcel& parcel) {
  double lon = 0, lat = 0;
  for (const int v : parcel.outer) {
    lon += model.places.at(v).lon;
    lat += model.places.at(v).lat;
  }
  const auto n = static_cast<double>(parcel.outer.size());
  return {lon / n, lat / n};
}

}  // namespace

const char* name_of(Kind kind) {
  constexpr const char* names[] = {"move",  "insert", "remove", "split",
                                   "unite", "hole",   "field",  "erase"};
  return names[static_cast<int>(kind)];
}

Model mosaic(std::mt19937& random, int columns, int rows, int steps) {
  Model model;
  const double side = 100;
  std::map<std::pair<int, int>, int> at;
  int next = 1;
  const auto vertex = [&](int x, int y) {
    int& id = at[{x, y}];
    if (id != 0) return id;
    id = next++;
    const double unit = side / steps;
    model.places[id] = frame.position({x * unit + between(random, -0.25, 0.25) * unit,
                                       y * unit + between(random, -0.25, 0.25) * unit});
    return id;
  };
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      Parcel parcel;
      const int x = column * steps, y = row * steps;
      for (int i = 0; i < steps; ++i) parcel.outer.push_back(vertex(x + i, y));
      for (int i = 0; i < steps; ++i) parcel.outer.push_back(vertex(x + steps, y + i));
      for (int i = 0; i < steps; ++i) parcel.outer.push_back(vertex(x + steps - i, y + steps));
      for (int i = 0; i < steps; ++i) parcel.outer.push_back(vertex(x, y + steps - i));
      parcel.fields = {{"name", "甲"}, {"kind", "park"}, {"note", "-"}};
      model.parcels["p" + std::to_string(row) + std::to_string(column)] = parcel;
    }
  return model;
}

std::optional<Operation> any_operation(std::mt19937& random, const Model& model, Kind kind,
                                       int side) {
  Operation op{kind, any_parcel(random, model), "", 0, 0, {}, "", "", {}};
  const Parcel& parcel = model.parcels.at(op.record);
  const auto& ring = parcel.outer;
  const auto n = static_cast<int>(ring.size());
  const int i = any(random, n), id = 100'000 * (side + 1) + any(random, 90'000);
  op.a = ring[static_cast<std::size_t>(i)];
  op.b = ring[static_cast<std::size_t>((i + 1) % n)];
  const Position a = model.places.at(op.a), b = model.places.at(op.b);
  const Position mid{(a.lon + b.lon) / 2, (a.lat + b.lat) / 2};
  switch (kind) {
    case Kind::move:
      op.fresh = {{op.a, shifted(a, between(random, -9, 9), between(random, -9, 9))}};
      return op;
    case Kind::insert:
      op.fresh = {{id, shifted(mid, between(random, -6, 6), between(random, -6, 6))}};
      return op;
    case Kind::remove:
      return op;
    case Kind::split: {
      op.b = ring[static_cast<std::size_t>((i + n / 2 + any(random, 3) - 1) % n)];
      op.other = "new" + std::to_string(side);
      op.fields = parcel.fields;
      const Position c = model.places.at(op.b);
      if (any(random, 2) == 0)
        op.fresh = {{id, shifted({(a.lon + c.lon) / 2, (a.lat + c.lat) / 2}, between(random, -5, 5),
                                 between(random, -5, 5))}};
      return op;
    }
    case Kind::unite: {
      op.other = any_parcel(random, model);
      if (op.other == op.record) return std::nullopt;
      return op;
    }
    case Kind::hole: {
      const Position c =
          shifted(middle(model, parcel), between(random, -20, 20), between(random, -20, 20));
      const double r = between(random, 2, 6);
      op.fresh = {{id, shifted(c, -r, -r)},
                  {id + 1, shifted(c, -r, r)},
                  {id + 2, shifted(c, r, r)},
                  {id + 3, shifted(c, r, -r)}};
      return op;
    }
    case Kind::field: {
      constexpr const char* fields[] = {"name", "kind", "note"};
      op.field = fields[any(random, 3)];
      op.value = "v" + std::to_string(any(random, 1000));
      return op;
    }
    case Kind::erase:
      return op;
  }
  return std::nullopt;
}

bool apply(Model& model, const Operation& op) {
  switch (op.kind) {
    case Kind::move:
      return move(model, op);
    case Kind::insert:
      return insert(model, op);
    case Kind::remove:
      return remove(model, op);
    case Kind::split:
      return split(model, op);
    case Kind::unite:
      return unite(model, op);
    case Kind::hole:
      return hole(model, op);
    case Kind::field: {
      const auto found = model.parcels.find(op.record);
      if (found == model.parcels.end()) return false;
      found->second.fields[op.field] = op.value;
      return true;
    }
    case Kind::erase:
      return model.parcels.erase(op.record) == 1;
  }
  return false;
}

MultiPolygon<Position> area_of(const Model& model, const Parcel& parcel) {
  const auto ring_of = [&](const std::vector<int>& ring) {
    Ring<Position> out;
    for (const int v : ring) out.points.push_back(model.places.at(v));
    if (!out.points.empty()) out.points.push_back(out.points.front());
    return out;
  };
  Polygon<Position> polygon{ring_of(parcel.outer), {}};
  for (const auto& hole : parcel.holes) polygon.holes.push_back(ring_of(hole));
  return {polygon};
}

Feature feature_of(const Model& model, const std::string& key) {
  const Parcel& parcel = model.parcels.at(key);
  Feature feature{{}, key, area_of(model, parcel), {}, {}};
  for (const auto& [name, value] : parcel.fields) feature.properties.set(name, value);
  return feature;
}

}  // namespace jintu::bench

// The districts of the store, asked by place.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "geo/feature/layer.hpp"
#include "geo/geometry/box.hpp"

namespace jintu::siting {

struct District {
  std::string id;  ///< GB/T 2260 code
  std::string name, name_en;
  double population = 0;  ///< census of 2020; 0: not known
};

/// Immutable; any number of threads.
class Districts {
 public:
  /// Of the live layer `districts`; nullptr: there are none.
  explicit Districts(std::shared_ptr<const Layer> layer);

  /// nullptr outside all of them; a point on a border belongs to either side. Valid as long as this
  /// is.
  const District* at(Position p) const;
  const std::vector<District>& list() const { return list_; }
  /// Of those that have one. Valid as long as this is.
  std::vector<std::pair<const District*, const MultiPolygon<Position>*>> shapes() const;

 private:
  struct Area {
    std::size_t district;
    const MultiPolygon<Position>* shape;
    Box<Wgs84> box;
  };
  std::shared_ptr<const Layer> layer_;
  std::vector<District> list_;
  std::vector<Area> areas_;
};

}  // namespace jintu::siting

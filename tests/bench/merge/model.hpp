// The oracle of ./bench merge: parcels over numbered vertices, and edits as operations on them. It
// knows nothing of how edits are read from coordinates, which is what the merge has to do.
#pragma once

#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "geo/feature/feature.hpp"

namespace jintu::bench {

struct Parcel {
  std::vector<int> outer;  ///< vertices, counter-clockwise
  std::vector<std::vector<int>> holes;
  std::map<std::string, std::string> fields;
};

struct Model {
  std::map<int, Position> places;
  std::map<std::string, Parcel> parcels;
};

/// A mosaic of some rows and columns, its borders with vertices in between, all places jittered.
Model mosaic(std::mt19937& random, int columns, int rows, int steps);

enum class Kind { move, insert, remove, split, unite, hole, field, erase };
inline constexpr int kinds = 8;
const char* name_of(Kind kind);

/// By vertex and record, so that it means the same on any state that has them.
struct Operation {
  Kind kind;
  std::string record, other;                    ///< `other`: made by a split, swallowed by a union
  int a = 0, b = 0;                             ///< vertices
  std::vector<std::pair<int, Position>> fresh;  ///< vertices that it makes or moves
  std::string field, value;
  std::map<std::string, std::string> fields;  ///< of what a split makes
};

/// Some operation of this kind that can be done; nothing when none was found.
std::optional<Operation> any_operation(std::mt19937& random, const Model& model, Kind kind,
                                       int side);

/// False when the state has not what it is about; then nothing is changed.
bool apply(Model& model, const Operation& operation);

MultiPolygon<Position> area_of(const Model& model, const Parcel& parcel);
Feature feature_of(const Model& model, const std::string& key);

}  // namespace jintu::bench

// The topology gate before the store: what the records of a batch do to their layers.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "services/edit/edit.hpp"

namespace jintu::edit {

/// A record that a batch has changed.
struct Touched {
  std::size_t number;  ///< of the change
  std::string layer, key;
};

/// Findings about what was read, as faults: they refuse it.
std::vector<Fault> faults_of(const std::vector<Finding>& findings);

/// Faults of the rings of an area that is new or moved, unless its record had them before: as it
/// was sent, and as it will be told.
std::vector<Fault> new_ring_faults(const Feature& feature, const Feature* before);

using Layers = std::map<std::string, std::shared_ptr<const Layer>, std::less<>>;

/// The records that have faults, in the order of `touched`. A record that names its districts has
/// to lie in them. Throws Error{cancelled}.
std::vector<Findings> pass_gate(const Snapshot& before, const Layers& after,
                                const std::vector<Touched>& touched, const Progress& progress);

}  // namespace jintu::edit

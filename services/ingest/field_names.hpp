// What the columns of a file are called in a layer: names that the store keeps for itself, or knows
// in another spelling, are changed, and the change is told.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "geo/feature/layer.hpp"

namespace jintu {

class FieldNames {
 public:
  /// `fields`: of the file, brought to the names and types that the layer will have. Names are
  /// compared without case, as SQL does: "fid", "geom", "Id" become "fid_1" …; of "name" and "NAME"
  /// the second becomes "NAME_1"; "Name" of a layer that has "name" becomes that. A field that the
  /// layer keeps as text becomes text.
  FieldNames(std::vector<Field>& fields, const std::optional<LayerSchema>& stored);

  void apply(Feature& feature) const;
  /// "name → NAME_1, …"; empty when nothing changed.
  std::string changes() const;

 private:
  struct Change {
    std::string name;
    bool to_text = false;
  };
  std::map<std::string, Change, std::less<>> changed_;
};

}  // namespace jintu

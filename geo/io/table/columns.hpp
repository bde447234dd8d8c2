// Internal to geo/io: what the columns of a table mean, and what type their cells have.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/io/table/table.hpp"

namespace jintu::io {

enum class Role { property, x, y, datum, wkt, nothing };

struct Column {
  std::string name;
  Role role = Role::property;
  FieldType type = FieldType::text;
};

/// What a column called `name` holds; Role::property where that says nothing.
Role coordinate_role(std::string_view name);

class Columns {
 public:
  /// Names and roles. A name that stands twice gets a number, with a notice.
  Columns(const Table& table, Intake& intake);

  std::vector<Column> all;
  /// The column of a role other than property; npos when there is none.
  std::size_t of(Role role) const { return places_[static_cast<int>(role)]; }
  bool has(Role role) const { return of(role) != std::string::npos; }
  /// "名称, 经度, …", for errors.
  std::string names() const;

 private:
  void name_all(const Table& table, Intake& intake);
  void assign_roles(Intake& intake);
  bool named(std::string_view name) const;

  std::size_t places_[6];
};

/// The narrowest type in which each cell seen can be written back as it stood: "1.10", "+86…",
/// "3E2", "007" and 20 digits are texts, for a number would not keep them. Cells that the file
/// calls text are no numbers.
class TypeGuess {
 public:
  void see(std::string_view cell, CellKind kind);
  FieldType type() const;

 private:
  bool any_ = false, integer_ = true, real_ = true, boolean_ = true;
};

/// `cell` in a column of type `type`; as text where it does not fit (the schema check says what was
/// expected).
Value typed_cell(std::string_view cell, FieldType type);

/// Whether a number can be written as `cell` again, from the value alone.
bool survives_as_number(std::string_view cell);

}  // namespace jintu::io

#include "geo/io/table/columns.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>

#include "geo/base/error.hpp"
#include "geo/io/schema_check.hpp"
#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

/// More than a sheet of Excel has (16,384); of different ones the store takes fewer (`Intake`).
constexpr std::size_t most_columns = 20'000;

struct Alias {
  const char* name;
  Role role;
};
constexpr std::array kCoordinateColumns{
    Alias{"longitude", Role::x}, Alias{"lon", Role::x},        Alias{"lng", Role::x},
    Alias{"x", Role::x},         Alias{"经度", Role::x},       Alias{"latitude", Role::y},
    Alias{"lat", Role::y},       Alias{"y", Role::y},          Alias{"纬度", Role::y},
    Alias{"datum", Role::datum}, Alias{"坐标系", Role::datum}, Alias{"wkt", Role::wkt}};

/// Names that operators use, tried where the layer's schema does not know the column.
constexpr std::array kSynonyms{std::pair{"name", "name_zh"},
                               std::pair{"名称", "name_zh"},
                               std::pair{"英文名称", "name_en"},
                               std::pair{"类型", "kind"},
                               std::pair{"运营商", "operator"},
                               std::pair{"运营方", "operator"},
                               std::pair{"格口数", "compartments"},
                               std::pair{"地址", "address"},
                               std::pair{"编号", "id"}};

std::optional<bool> parse_boolean(std::string_view text) {
  const std::string word = lower_ascii(text);
  for (const char* yes : {"true", "yes", "1", "是"})
    if (word == yes) return true;
  for (const char* no : {"false", "no", "0", "否"})
    if (word == no) return false;
  return std::nullopt;
}

/// "x" and "y" may mean anything where other columns are called longitude and latitude.
bool is_short(std::string_view name) { return trimmed(name).size() == 1; }

}  // namespace

Role coordinate_role(std::string_view text) {
  const std::string word = lower_ascii(trimmed(text));
  for (const auto& [name, role] : kCoordinateColumns)
    if (word == name) return role;
  return Role::property;
}

Columns::Columns(const Table& table, Intake& intake) {
  std::fill(std::begin(places_), std::end(places_), std::string::npos);
  name_all(table, intake);
  assign_roles(intake);
}

bool Columns::named(std::string_view name) const {
  return std::any_of(all.begin(), all.end(), [&](const Column& c) { return c.name == name; });
}

void Columns::name_all(const Table& table, Intake& intake) {
  if (table.header.size() > most_columns)
    throw Error(ErrorCode::too_large, intake.file() + ": 列太多 too many columns: " +
                                          std::to_string(table.header.size()) + ", at most " +
                                          std::to_string(most_columns));
  std::set<std::string> own;
  for (const auto& raw : table.header) own.insert(std::string(trimmed(raw)));
  std::set<std::string> given;
  std::map<std::string, int> last;  // number given to a name: each is tried once
  std::string renamed;
  for (const auto& raw : table.header) {
    const std::string name(trimmed(raw));
    std::string unique = name;
    const auto is_free = [&] {
      return !given.contains(unique) && (unique == name || !own.contains(unique));
    };
    for (int& n = last.try_emplace(name, 1).first->second; !name.empty() && !is_free();)
      unique = name + "_" + std::to_string(++n);
    given.insert(unique);
    if (unique != name) renamed += (renamed.empty() ? "" : ", ") + name + " → " + unique;
    all.push_back({std::move(unique), Role::property, FieldType::text});
  }
  if (!renamed.empty())
    intake.notice("列名重复，已改名 columns that stand twice in the header were renamed: " +
                  renamed);
}

void Columns::assign_roles(Intake& intake) {
  const RecordSchema* schema = intake.options().schema;
  std::string unknown;
  for (std::size_t i = 0; i < all.size(); ++i) {
    Column& column = all[i];
    if (column.name.empty()) {
      column.role = Role::nothing;
      continue;
    }
    const Role role = coordinate_role(column.name);
    const bool outdone =
        is_short(column.name) && std::any_of(all.begin(), all.end(), [&](const Column& c) {
          return coordinate_role(c.name) == role && !is_short(c.name);
        });
    if (role != Role::property && !has(role) && !outdone) column.role = role;
    if (column.role != Role::property) {
      places_[static_cast<int>(column.role)] = i;
      continue;
    }
    if (!schema || schema->knows(column.name) || column.name == intake.options().key_field)
      continue;
    for (const auto& [theirs, ours] : kSynonyms)
      if (column.name == theirs && schema->knows(ours) && !named(ours)) column.name = ours;
    if (schema->knows(column.name)) continue;
    column.role = Role::nothing;
    unknown += (unknown.empty() ? "" : ", ") + column.name;
  }
  if (!unknown.empty())
    intake.notice(
        "这些列不属于该图层，未导入 columns that the layer does not have were left out: " +
        unknown);
}

std::string Columns::names() const {
  std::string out;
  for (const Column& column : all) out += (out.empty() ? "" : ", ") + column.name;
  return out.substr(0, 300);
}

bool survives_as_number(std::string_view cell) {
  if (cell.empty() || cell.size() > 40) return false;
  const bool plain =
      cell.find_first_not_of("0123456789.-") == std::string_view::npos && cell.back() != '.';
  const auto value = plain ? parse_number(cell) : std::nullopt;
  if (!value) return false;
  std::array<char, 64> text;
  const auto is = [&](std::to_chars_result written, std::string_view tail) {
    std::string again(text.data(), written.ptr);
    again += tail;
    return written.ec == std::errc() && again == cell;
  };
  char* const end = text.data() + text.size();
  if (is(std::to_chars(text.data(), end, *value, std::chars_format::fixed), "") ||
      is(std::to_chars(text.data(), end, *value, std::chars_format::fixed), ".0"))
    return true;
  // The 17 digits that spreadsheets and databases write of a double.
  return is(std::to_chars(text.data(), end, *value, std::chars_format::general, 17), "");
}

void TypeGuess::see(std::string_view cell, CellKind kind) {
  if (cell.empty()) return;
  any_ = true;
  const bool wordy = kind == CellKind::text || kind == CellKind::date;
  boolean_ = boolean_ && kind != CellKind::number && (cell == "true" || cell == "false");
  if (integer_) integer_ = !wordy && parse_integer(cell).has_value();
  if (real_) real_ = !wordy && survives_as_number(cell);
}

FieldType TypeGuess::type() const {
  if (!any_) return FieldType::text;
  return integer_   ? FieldType::integer
         : real_    ? FieldType::real
         : boolean_ ? FieldType::boolean
                    : FieldType::text;
}

Value typed_cell(std::string_view cell, FieldType type) {
  switch (type) {
    case FieldType::integer:
      if (const auto value = parse_integer(cell)) return *value;
      break;
    case FieldType::real:
      if (const auto value = parse_number(cell)) return *value;
      break;
    case FieldType::boolean:
      if (const auto value = parse_boolean(cell)) return *value;
      break;
    case FieldType::text:
      break;
  }
  return std::string(cell);
}

}  // namespace jintu::io

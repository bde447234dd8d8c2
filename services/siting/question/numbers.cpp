#include "services/siting/question/numbers.hpp"

#include <cmath>
#include <initializer_list>

namespace jintu::siting {

namespace {

struct Named {
  const char* name;
  Range range;
};

std::string item(const std::string& list, std::size_t k) {
  return list + "[" + std::to_string(k) + "]";
}

void check_value(const Json& value, const Range& range, const std::string& path) {
  if (value.is_number()) check_range(value.get<double>(), range, path);
}

bool beyond(const Json& value, const Range& range) {
  return value.is_number() && !range.holds(value.get<double>());
}

const Json* find(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto at = object.find(name);
  return at == object.end() ? nullptr : &*at;
}

void check_members(const Json& object, const std::string& where,
                   std::initializer_list<Named> members) {
  for (const auto& [name, range] : members) {
    const Json* value = find(object, name);
    if (value && beyond(*value, range)) check_value(*value, range, where + ": " + name);
  }
}

void check_degrees(const Json& point, const std::string& where, const char* name, double most) {
  const Json* value = find(point, name);
  if (!value || !value->is_number()) return;
  const double degrees = value->get<double>();
  if (degrees >= -most && degrees <= most) return;
  throw OutOfRange(where + ": " + name + ": expected degrees from -" + short_number(most) + " to " +
                   short_number(most) + ", got " + short_number(degrees));
}

void check_points(const Json* points, const std::string& where) {
  if (!points || !points->is_array()) return;
  for (std::size_t k = 0; k < points->size(); ++k) {
    const Json& point = (*points)[k];
    if (!point.is_object()) continue;
    for (const auto& [name, value] : point.items()) {  // few, and most are in order
      if (!value.is_number()) continue;
      if (name == "weight" && beyond(value, limits::weight))
        check_value(value, limits::weight, item(where, k) + ": weight");
      if (name == "lon" && !(std::abs(value.get<double>()) <= 180))
        check_degrees(point, item(where, k), "lon", 180);
      if (name == "lat" && !(std::abs(value.get<double>()) <= 90))
        check_degrees(point, item(where, k), "lat", 90);
    }
  }
}

/// An object from ids to numbers.
void check_each(const Json* object, const Range& range, const std::string& where) {
  if (!object || !object->is_object()) return;
  for (const auto& [id, value] : object->items()) {
    if (beyond(value, range)) check_value(value, range, where + ": " + id);
  }
}

void check_matrix(const Json* matrix, const std::string& where) {
  if (!matrix || !matrix->is_array()) return;
  for (std::size_t i = 0; i < matrix->size(); ++i) {
    const Json& row = (*matrix)[i];
    if (!row.is_array()) continue;
    for (std::size_t j = 0; j < row.size(); ++j) {
      if (beyond(row[j], limits::distance))
        check_value(row[j], limits::distance, item(item(where, i), j));
    }
  }
}

void check_list(const Json* list, const std::string& where, std::initializer_list<Named> members) {
  if (!list || !list->is_array()) return;
  for (std::size_t k = 0; k < list->size(); ++k) check_members((*list)[k], item(where, k), members);
}

}  // namespace

void check_numbers(const Json& problem, const std::string& where) {
  if (!problem.is_object()) return;
  const std::string in = where + ": ";
  check_members(problem, where,
                {{"p", {1, 1e9}},
                 {"standard_m", limits::distance},
                 {"unserved_distance_m", limits::distance},
                 {"min_spacing_m", limits::distance},
                 {"budget", limits::budget}});
  check_points(find(problem, "demand"), in + "demand");
  check_points(find(problem, "candidates"), in + "candidates");
  check_list(find(problem, "sizes"), in + "sizes",
             {{"capacity", limits::capacity}, {"cost", limits::cost}});
  check_each(find(problem, "loads"), limits::weight, in + "loads");
  check_each(find(problem, "site_costs"), limits::cost, in + "site_costs");
  check_list(find(problem, "equity"), in + "equity", {{"least_share", limits::share}});
  if (const Json* market = find(problem, "market")) {
    check_members(*market, in + "market", {{"decay", limits::decay}});
    check_each(find(*market, "attraction"), limits::attraction, in + "market: attraction");
    check_each(find(*market, "competitor_attraction"), limits::attraction,
               in + "market: competitor_attraction");
    check_points(find(*market, "competitors"), in + "market: competitors");
  }
  if (const Json* distance = find(problem, "distance")) {
    const Range above_zero{limits::distance.least, limits::distance.most, false};
    check_members(*distance, in + "distance", {{"cutoff_m", above_zero}, {"snap_m", above_zero}});
    for (const char* name : {"matrix_m", "site_matrix_m", "competitor_matrix_m"})
      check_matrix(find(*distance, name), in + "distance." + name);
  }
}

}  // namespace jintu::siting

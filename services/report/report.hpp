// The report of a siting plan: one HTML page for people, to read, to print and to keep. It asks for
// nothing beside itself: no script, no picture, no font.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "services/html/html.hpp"
#include "services/siting/city/addresses.hpp"
#include "services/siting/city/city_points.hpp"
#include "services/siting/city/districts.hpp"
#include "services/siting/question/problem_file.hpp"
#include "services/siting/question/solution_file.hpp"

namespace jintu::report {

using html::Language;

/// What is known of a candidate or a demand point beside its place.
struct Place {
  std::string name;  ///< may be empty
  std::string kind;  ///< as services/siting/city_points has it: "metro_exit"; may be empty
  bool sample = false;
};

/// What the report says of the world round the plan. All of it may be missing.
struct Surroundings {
  Language language = Language::zh;
  std::string title;
  std::string when;  ///< "求解于 …": when the plan was asked for or kept, a phrase
  std::string
      review_number;  ///< 审图号 of the map; empty: the map is not reviewed, and the page says so
  std::shared_ptr<const siting::Districts> districts;
  std::function<Place(const std::string& id)> place;
  /// Street and neighbour of a place in the report's language; empty where none is known.
  std::function<std::string(Position)> address;
};

/// The policy that fits the page, which carries its own styles: it may load nothing.
inline constexpr std::string_view report_policy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'";

/// By id; what the city does not know has no name.
std::function<Place(const std::string& id)> places_of(
    std::shared_ptr<const siting::CityPoints> city);

/// "南京路旁（12 米），靠近 伊势丹（45 米）".
std::string address_text(const siting::Address& address, Language language);

/// What points are called in files for people: a point of the city without a name by its district,
/// its kind and its number.
siting::PlaceNames file_names(std::shared_ptr<const siting::CityPoints> city,
                              std::shared_ptr<const siting::Districts> districts,
                              Language language);

/// On Tianjin's clocks: "2026-11-29 12:20（北京时间）".
std::string clock_text(std::chrono::system_clock::time_point moment, Language language);

/// The same of a moment as scenarios keep it, "2026-11-29T04:20:00Z"; another text is as it is.
std::string clock_text(const std::string& utc, Language language);

std::string report_page(const siting::ProblemFile& problem, const siting::Solved& solved,
                        const Surroundings& round);

}  // namespace jintu::report

// Reading values from tags.
#pragma once

#include <optional>
#include <string_view>

#include "geo/osm/rules/rules.hpp"

namespace jintu::osm {

/// The first of the tags that is there and not empty; nullptr when none is.
const char* first_tag(const osmium::TagList& tags, const std::vector<std::string>& keys);

/// "12", "1,200", "-3.5"; with `metres` also "12 m", "0.4 km", "40 ft", "6'7\"". Nothing else.
std::optional<double> parse_number(std::string_view text, bool metres);

/// The first tag that is there, when its text is a number within the range.
std::optional<double> tagged_number(const osmium::TagList& tags, const NumberSource& source);

/// Area times the number tagged, or by the class of the object, or the fallback.
double scaled_area(double area, const FieldRule::Times& times, const osmium::TagList& tags);

bool is_utf8(std::string_view text);

}  // namespace jintu::osm

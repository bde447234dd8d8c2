#include "services/filter/moment.hpp"

#include <charconv>
#include <chrono>

namespace jintu::filter {

namespace {

constexpr Moment second = 1'000'000;

/// `size` digits at the start of `text`, which loses them.
std::optional<int> digits(std::string_view& text, std::size_t size) {
  if (text.size() < size) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, size)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(size);
  return value;
}

bool took(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text[0]) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Moment> take_date(std::string_view& text) {
  const auto year = digits(text, 4);
  if (!year || !took(text, "-")) return std::nullopt;
  const auto month = digits(text, 2);
  if (!month || !took(text, "-")) return std::nullopt;
  const auto day = digits(text, 2);
  if (!day) return std::nullopt;
  namespace c = std::chrono;
  const c::year_month_day date{c::year(*year), c::month(static_cast<unsigned>(*month)),
                               c::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return c::duration_cast<c::seconds>(c::sys_days(date).time_since_epoch()).count() * second;
}

/// "22:00", and seconds with their parts where `seconds` asks for them.
std::optional<Moment> take_time(std::string_view& text, bool seconds) {
  const auto hour = digits(text, 2);
  if (!hour || *hour > 23 || !took(text, ":")) return std::nullopt;
  const auto minute = digits(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  const Moment minutes = (*hour * 60 + *minute) * 60 * second;
  if (!seconds) return minutes;
  if (!took(text, ":")) return std::nullopt;
  const auto whole = digits(text, 2);
  if (!whole || *whole > 60) return std::nullopt;
  Moment parts = 0;
  if (took(text, ".")) {
    Moment unit = second;
    std::size_t count = 0;
    for (; !text.empty() && text[0] >= '0' && text[0] <= '9'; ++count) {
      unit /= 10;
      parts += unit * (text[0] - '0');
      text.remove_prefix(1);
    }
    if (count == 0) return std::nullopt;
  }
  return minutes + *whole * second + parts;
}

}  // namespace

std::optional<Moment> date_of(std::string_view text) {
  const auto date = take_date(text);
  return text.empty() ? date : std::nullopt;
}

std::optional<Moment> timestamp_of(std::string_view text) {
  const auto date = take_date(text);
  if (!date || !took(text, "Tt")) return std::nullopt;
  const auto time = take_time(text, true);
  if (!time) return std::nullopt;
  Moment offset = 0;
  if (!took(text, "Zz")) {
    const bool west = !text.empty() && text[0] == '-';
    if (!took(text, "+-")) return std::nullopt;
    const auto ahead = take_time(text, false);
    if (!ahead) return std::nullopt;
    offset = west ? -*ahead : *ahead;
  }
  if (!text.empty()) return std::nullopt;
  return *date + *time - offset;
}

bool related(const Period& a, PeriodRelation relation, const Period& b) {
  switch (relation) {
    case PeriodRelation::after:
      return a.from > b.to;
    case PeriodRelation::before:
      return a.to < b.from;
    case PeriodRelation::disjoint:
      return a.from > b.to || a.to < b.from;
    case PeriodRelation::equals:
      return a.from == b.from && a.to == b.to;
    case PeriodRelation::intersects:
      return a.from <= b.to && a.to >= b.from;
    case PeriodRelation::contains:
      return a.from < b.from && a.to > b.to;
    case PeriodRelation::during:
      return a.from > b.from && a.to < b.to;
    case PeriodRelation::finished_by:
      return a.from < b.from && a.to == b.to;
    case PeriodRelation::finishes:
      return a.from > b.from && a.to == b.to;
    case PeriodRelation::meets:
      return a.to == b.from;
    case PeriodRelation::met_by:
      return a.from == b.to;
    case PeriodRelation::overlapped_by:
      return a.from > b.from && a.from < b.to && a.to > b.to;
    case PeriodRelation::overlaps:
      return a.from < b.from && a.to > b.from && a.to < b.to;
    case PeriodRelation::started_by:
      return a.from == b.from && a.to > b.to;
    case PeriodRelation::starts:
      return a.from == b.from && a.to < b.to;
  }
  return false;
}

}  // namespace jintu::filter

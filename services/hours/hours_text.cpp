#include "services/hours/hours_text.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "services/hours/calendar.hpp"

namespace jintu::hours {

namespace {

constexpr std::int64_t hour = 60;
constexpr std::array<std::string_view, 7> weekday_names{"mo", "tu", "we", "th", "fr", "sa", "su"};
constexpr std::array<std::string_view, 12> month_names{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<int, 12> month_days{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

struct Refusal {
  HoursFault fault;
};

constexpr bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
constexpr bool is_letter(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}

/// What editors and input methods write for plain characters. The web app has the same list.
char32_t plain(char32_t c) {
  if (c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
      c == 0x202f || c == 0x205f || c == 0x3000 || c == 0xfeff || (c >= 9 && c <= 13))
    return U' ';
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x301c || c == 0xff0d || c == 0xff5e ||
      c == U'~')
    return U'-';
  if (c == 0xff1a) return U':';
  if (c == 0xff0c) return U',';
  if (c == 0xff1b) return U';';
  if (c >= 0x201c && c <= 0x201e) return U'"';
  return c;
}

/// Broken UTF-8 becomes U+FFFD, which no rule has.
std::u32string characters(std::string_view bytes) {
  std::u32string text;
  for (std::size_t i = 0; i < bytes.size();) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xc2 && lead < 0xe0 ? 2
                               : lead >= 0xe0 && lead < 0xf0 ? 3
                               : lead >= 0xf0 && lead < 0xf5 ? 4
                                                             : 0;
    char32_t value = length == 1 ? lead : lead & (0x7fu >> length);
    bool whole = length > 0 && i + length <= bytes.size();
    for (std::size_t k = 1; whole && k < length; ++k) {
      const auto next = static_cast<unsigned char>(bytes[i + k]);
      whole = (next & 0xc0) == 0x80;
      value = (value << 6) | (next & 0x3f);
    }
    text += plain(whole ? value : 0xfffd);
    i += whole ? length : 1;
  }
  return text;
}

template <std::size_t N>
int index_of(const std::array<std::string_view, N>& names, const std::string& word) {
  const auto it = std::find(names.begin(), names.end(), word);
  return it == names.end() ? -1 : static_cast<int>(it - names.begin());
}

bool is_unsupported(const std::string& word) {
  static constexpr std::array<std::string_view, 7> words{"sh",     "week", "easter", "sunrise",
                                                         "sunset", "dawn", "dusk"};
  return index_of(words, word) >= 0;
}

std::optional<RuleKind> kind_of(const std::string& word) {
  if (word == "open") return RuleKind::open;
  if (word == "off" || word == "closed") return RuleKind::off;
  if (word == "unknown") return RuleKind::unknown;
  return std::nullopt;
}

struct Clock {
  std::int64_t minutes;
  bool bare;  ///< hours alone
};

class TextReader {
 public:
  explicit TextReader(std::string_view source) : text_(characters(source)) {}

  Hours hours() {
    Hours rules;
    RuleJoin join = RuleJoin::instead;
    for (;;) {
      spaces();
      if (at_end()) break;
      if (take(U";")) {
        join = RuleJoin::instead;
        continue;
      }
      bool complete = false;
      rules.push_back(rule(join, complete));
      spaces();
      if (at_end()) break;
      if (take(U";")) {
        join = RuleJoin::instead;
      } else if (take(U"|")) {
        if (!take(U"|")) refuse("separator");
        join = RuleJoin::otherwise;
      } else if (take(U",")) {
        join = RuleJoin::beside;
      } else if (!complete || !starts_days()) {
        refuse(is_unsupported(word()) ? "unsupported" : "separator");
      } else {
        join = RuleJoin::instead;
      }
      if (join != RuleJoin::instead) {
        spaces();
        if (at_end() || peek() == U';') refuse("rule");
      }
    }
    if (rules.empty()) refuse("rule");
    return rules;
  }

 private:
  /// `complete`: other days may follow it without a separator.
  Rule rule(RuleJoin join, bool& complete) {
    const std::size_t start = at_;
    Rule rule;
    rule.join = join;
    if (!take(U"24/7")) {
      rule.dates = dates();
      colon(!rule.dates.empty());
      const bool named = weekdays(rule);
      colon(named);
      rule.times = times();
    }
    spaces();
    const auto kind = kind_of(word());
    if (kind) {
      at_ += word().size();
      spaces();
    }
    const bool comment = take_comment();
    if (at_ == start) refuse(is_unsupported(word()) ? "unsupported" : "rule");
    rule.kind = kind.value_or(comment ? RuleKind::unknown : RuleKind::open);
    complete = !rule.times.empty() || kind;
    return rule;
  }

  /// Some write one after the days.
  void colon(bool allowed) {
    const std::size_t before = at_;
    spaces();
    if (allowed && peek() == U':')
      ++at_;
    else
      at_ = before;
  }

  bool starts_days() const {
    return index_of(weekday_names, word()) >= 0 || word() == "ph" || month_here() > 0 ||
           year_here() > 0;
  }

  // Dates

  std::vector<DateRange> dates() {
    std::vector<DateRange> result;
    for (;;) {
      spaces();
      const auto range = date_range(result.empty() ? nullptr : &result.back());
      if (!range) {
        if (!result.empty()) refuse("date");
        return result;
      }
      result.push_back(*range);
      const std::size_t before = at_;
      spaces();
      if (!take(U",") || !starts_date()) {
        at_ = before;
        return result;
      }
    }
  }

  /// After a comma: another date, or something else?
  bool starts_date() {
    spaces();
    return month_here() > 0 || year_here() > 0 || day_here() > 0;
  }

  /// `last`: the range before a comma, whose month holds for a day alone (`Jan 1,6`).
  std::optional<DateRange> date_range(const DateRange* last) {
    const int year = take_year();
    const std::size_t start = at_;
    int month = take_month();
    int day = 0;
    if (month == 0 && last && year == 0) {
      month = last->to >> 5;
      day = take_day(month);
      if (day == 0) return std::nullopt;
    } else if (month > 0) {
      day = take_day(month);
    } else if (year > 0) {
      const int to = take_dash() ? required(take_year()) : 0;
      if (to > 0 && to < year) refuse_at(start, "date");
      return DateRange{year, to > 0 ? to : year, 33, 12 * 32 + 31};
    } else {
      return std::nullopt;
    }
    const int from = month * 32 + std::max(day, 1);
    if (!take_dash()) return DateRange{year, year, from, month * 32 + (day > 0 ? day : 31)};
    int to_year = year > 0 ? take_year() : 0;
    int to_month = take_month();
    if (to_month == 0 && (to_year > 0 || day == 0)) refuse("date");
    const int to_day = take_day(to_month > 0 ? to_month : month);
    if (to_month == 0) {
      required(to_day);
      to_month = month;
    }
    const int to = to_month * 32 + (to_day > 0 ? to_day : 31);
    if (year == 0) return DateRange{0, 0, from, to};
    if (to_year == 0) to_year = to < from ? year + 1 : year;
    if (to_year * 512 + to < year * 512 + from) refuse_at(start, "date");
    return DateRange{year, to_year, from, to};
  }

  int required(int value) {
    if (value == 0) refuse("date");
    return value;
  }

  /// A dash and the spaces around it; without a dash nothing is taken.
  bool take_dash() {
    const std::size_t before = at_;
    spaces();
    if (!take(U"-")) {
      at_ = before;
      return false;
    }
    spaces();
    return true;
  }

  int year_here() const {
    const std::string digits = digits_here();
    if (digits.size() != 4 || digits < "1970" || at(at_ + 4) == U':') return 0;
    return std::stoi(digits);
  }
  int take_year() {
    const int year = year_here();
    if (year > 0) {
      at_ += 4;
      spaces();
    }
    return year;
  }
  int month_here() const { return index_of(month_names, word()) + 1; }
  int take_month() {
    const int month = month_here();
    if (month > 0) at_ += 3;
    return month;
  }
  /// A number that is not the hour of a time.
  int day_here() const {
    const std::string digits = digits_here();
    if (digits.empty() || digits.size() > 2) return 0;
    const std::size_t after = at_ + digits.size();
    return at(after) == U':' && is_digit(at(after + 1)) ? 0 : std::stoi(digits);
  }
  int take_day(int month) {
    const std::size_t before = at_;
    spaces();
    const int day = day_here();
    if (day > month_days[static_cast<std::size_t>(month - 1)]) refuse("date");
    if (day == 0) {
      at_ = before;
      return 0;
    }
    at_ += digits_here().size();
    return day;
  }

  // Weekdays

  /// False: none are named, and the rule holds on all days.
  bool weekdays(Rule& rule) {
    const unsigned all = rule.weekdays;
    rule.weekdays = 0;
    rule.holidays = false;
    for (bool first = true;; first = false) {
      const std::size_t before = at_;
      spaces();
      if (word() == "ph") {
        at_ += 2;
        rule.holidays = true;
      } else if (const int from = take_weekday(); from < 0) {
        if (!first) refuse(is_unsupported(word()) ? "unsupported" : "day");
        at_ = before;
        rule.weekdays = all;
        rule.holidays = true;
        return false;
      } else {
        days_from(from, rule);
      }
      const std::size_t end = at_;
      spaces();
      if (!take(U",")) {
        at_ = end;
        return true;
      }
      spaces();
      if (is_digit(peek())) refuse("day");
    }
  }

  void days_from(int from, Rule& rule) {
    const std::size_t end = at_;
    spaces();
    if (peek() == U'[') {
      nth(from, rule);
    } else if (take(U"-")) {
      spaces();
      const int to = take_weekday();
      if (to < 0) refuse("day");
      for (int day = from;; day = (day + 1) % 7) {
        rule.weekdays |= 1u << day;
        if (day == to) break;
      }
    } else {
      at_ = end;
      rule.weekdays |= 1u << from;
    }
  }

  void nth(int weekday, Rule& rule) {
    ++at_;
    const auto one = [this] {
      const int sign = take(U"-") ? -1 : 1;
      const std::string digits = digits_here();
      if (digits.size() != 1 || digits < "1" || digits > "5") refuse("day");
      ++at_;
      return sign * std::stoi(digits);
    };
    do {
      const int from = one();
      const int to = from > 0 && take(U"-") ? one() : from;
      if (to < from) refuse("day");
      for (int which = from; which <= to; ++which) rule.nth.push_back({weekday, which});
    } while (take(U","));
    if (!take(U"]")) refuse("day");
  }

  int take_weekday() {
    const int found = index_of(weekday_names, word());
    if (found >= 0) at_ += 2;
    return found;
  }

  // Times

  std::vector<Interval> times() {
    std::vector<Interval> result;
    std::size_t end = at_;
    for (;;) {
      spaces();
      if (!is_digit(peek())) {
        // Another rule comes, or nothing, which `hours` refuses.
        at_ = end;
        return result;
      }
      result.push_back(interval());
      end = at_;
      spaces();
      if (!take(U",")) {
        at_ = end;
        return result;
      }
    }
  }

  Interval interval() {
    const std::size_t first = at_;
    const Clock from = clock(24);
    spaces();
    if (take(U"+")) return {from.minutes, from.minutes, true};
    if (!take(U"-")) refuse("time_end");
    spaces();
    const Clock to = clock(48);
    const bool wraps = to.minutes <= from.minutes;
    // "8-6:30" may well be half past six in the evening.
    if ((from.bare || to.bare) && wraps && from.minutes <= 12 * hour && to.minutes > 0)
      refuse_at(first, "clock12");
    spaces();
    return {from.minutes, wraps ? to.minutes + minutes_of_day : to.minutes, take(U"+")};
  }

  Clock clock(int latest) {
    const std::string hours = digits_here();
    const std::size_t start = at_;
    if (hours.empty() || hours.size() > 2) refuse(is_unsupported(word()) ? "unsupported" : "time");
    if (std::stoi(hours) > latest) refuse("time");
    at_ += hours.size();
    if (peek() != U':') {
      if (is_letter(peek()) || peek() == U'.') refuse("time");
      return {std::stoi(hours) * hour, true};
    }
    ++at_;
    const std::string minutes = digits_here();
    if (minutes.size() != 2 || minutes > "59") refuse("time");
    at_ += 2;
    const std::int64_t sum = std::stoi(hours) * hour + std::stoi(minutes);
    if (sum > latest * hour) refuse_at(start, "time");
    return {sum, false};
  }

  // Characters

  bool take_comment() {
    if (peek() != U'"') return false;
    const auto end = text_.find(U'"', at_ + 1);
    if (end == std::u32string::npos) refuse("quote");
    at_ = end + 1;
    return true;
  }

  bool at_end() const { return at_ == text_.size(); }
  char32_t at(std::size_t index) const { return index < text_.size() ? text_[index] : U'\0'; }
  char32_t peek() const { return at(at_); }
  bool take(std::u32string_view wanted) {
    if (std::u32string_view(text_).substr(at_, wanted.size()) != wanted) return false;
    at_ += wanted.size();
    return true;
  }
  void spaces() {
    while (peek() == U' ') ++at_;
  }
  std::string digits_here() const {
    std::string digits;
    for (std::size_t i = at_; is_digit(at(i)); ++i) digits += static_cast<char>(at(i));
    return digits;
  }
  /// The ASCII letters from here on, small.
  std::string word() const {
    std::string letters;
    for (std::size_t i = at_; is_letter(at(i)); ++i) letters += static_cast<char>(at(i) | 0x20);
    return letters;
  }
  [[noreturn]] void refuse(std::string_view expected) const { refuse_at(at_, expected); }
  [[noreturn]] static void refuse_at(std::size_t at, std::string_view expected) {
    throw Refusal{{at, expected}};
  }

  const std::u32string text_;
  std::size_t at_ = 0;
};

}  // namespace

std::variant<Hours, HoursFault> read_hours(std::string_view text) {
  try {
    return TextReader(text).hours();
  } catch (const Refusal& refusal) {
    return refusal.fault;
  }
}

std::optional<Hours> parse_hours(std::string_view text) {
  auto read = read_hours(text);
  if (auto* hours = std::get_if<Hours>(&read)) return std::move(*hours);
  return std::nullopt;
}

}  // namespace jintu::hours

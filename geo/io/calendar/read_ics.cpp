#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <set>

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"
#include "geo/base/tianjin_clock.hpp"
#include "geo/crs/transform.hpp"
#include "geo/digest/sha256.hpp"
#include "geo/io/calendar/calendar_time.hpp"
#include "geo/io/calendar/content_lines.hpp"
#include "geo/io/calendar/recurrence.hpp"
#include "geo/io/read_formats.hpp"
#include "geo/io/text.hpp"
#include "geo/io/text_decoder.hpp"

namespace jintu::io {

namespace {

constexpr std::int64_t minutes_of_day = 1440;
/// Rules without an end are followed so far beyond the day of the import.
constexpr std::int64_t days_ahead = 366;

/// A VEVENT as it stands.
struct Entry {
  std::uint64_t line = 0;
  std::vector<ContentLine> lines;
  std::optional<CalendarFault> fault;

  const ContentLine* find(std::string_view name) const {
    for (const ContentLine& one : lines)
      if (one.name == name) return &one;
    return nullptr;
  }
  std::string text(std::string_view name) const {
    const ContentLine* one = find(name);
    return one ? std::string(trimmed(unescaped(one->value))) : std::string();
  }
};

/// When it happens: its first time, and how long it lasts.
struct Times {
  CalendarTime start;
  std::optional<std::int64_t> minutes;  ///< nothing: its end is not known
};

/// Beginnings that are named one by one. Programs write a day alone (VALUE=DATE) also where the
/// event begins at a time; the occurrence of that day is meant.
class Beginnings {
 public:
  void add(const CalendarTime& time) {
    (time.date_only ? days_ : minutes_)
        .insert(time.date_only ? time.local / minutes_of_day : time.in_tianjin());
  }
  bool has(const CalendarTime& start) const {
    return days_.contains(start.local / minutes_of_day) || minutes_.contains(start.in_tianjin());
  }

 private:
  std::set<std::int64_t> minutes_;  ///< on Tianjin's clocks
  std::set<std::int64_t> days_;     ///< on the event's own clocks
};

/// Entries of one UID.
struct Series {
  std::optional<CalendarTime> start;  ///< of the rule
  Beginnings replaced;                ///< occurrences that have an entry of their own
  bool ranged = false;                ///< one of these changes those after it, too
};

/// What the map's layer calls the kinds that calendars name in words.
std::string kind_of(const Entry& entry) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 20> words{
      {{"夜市", "night_market"},
       {"市集", "night_market"},
       {"night market", "night_market"},
       {"直播", "live"},
       {"live stream", "live"},
       {"音乐", "music"},
       {"concert", "music"},
       {"music", "music"},
       {"演出", "show"},
       {"戏", "show"},
       {"相声", "show"},
       {"show", "show"},
       {"展", "exhibition"},
       {"exhibition", "exhibition"},
       {"体育", "sport"},
       {"赛", "sport"},
       {"sport", "sport"},
       {"节", "festival"},
       {"festival", "festival"},
       {"night_market", "night_market"}}};
  const ContentLine* said = entry.find("CATEGORIES");
  if (!said) return "other";
  for (const std::string& category : text_list(said->value))
    for (const auto& [word, kind] : words)
      if (lower_ascii(category).find(word) != std::string::npos) return std::string(kind);
  return "other";
}

class CalendarReader {
 public:
  CalendarReader(const Opened& opened, Intake& intake) : opened_(opened), intake_(intake) {}

  void read() {
    const ReadLimits& limits = intake_.options().limits;
    const std::string bytes = read_bytes(opened_.path, limits.calendar_bytes);
    intake_.report.crs = "WGS 84";
    intake_.report.crs_source = "format";
    ContentLines lines(bytes, encoding(), limits.calendar_line);
    while (auto line = lines.next()) {
      if (++read_lines_ % 4096 == 0) intake_.check_stop();
      take(*std::move(line));
    }
    if (!seen_calendar_) fail(1, "不是日历文件 there is no BEGIN:VCALENDAR");
    if (!open_.empty()) fail(begun_, open_.back() + " 没有结束 has no END: the file is cut short");
    read_zones();
    for (const Entry& entry : entries_) note_series(entry);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      intake_.tick(i + 1, entries_.size());
      give(entries_[i]);
    }
    tell();
  }

 private:
  [[noreturn]] void fail(std::uint64_t line, const std::string& what) const {
    throw Error(ErrorCode::bad_input,
                intake_.file() + ": line " + std::to_string(line) + ": " + what);
  }

  std::string encoding() {
    const std::string& wanted = intake_.options().encoding;
    intake_.report.encoding = wanted.empty() ? "UTF-8" : wanted + " (option)";
    if (wanted.empty()) return {};
    const auto known = encoding_named(wanted);
    if (!known)
      throw Error(ErrorCode::bad_input,
                  "不认识的文字编码 unknown text encoding: " + wanted.substr(0, 40));
    return *known == "UTF-8" ? std::string() : *known;
  }

  bool in(std::string_view component) const { return !open_.empty() && open_.back() == component; }

  void take(ContentLine&& line) {
    if (line.name == "BEGIN" && line.fault.empty()) return begin(line);
    if (line.name == "END" && line.fault.empty()) return end(line);
    if (open_.empty()) fail(line.line, "应为 BEGIN:VCALENDAR was expected here");
    const bool in_event = std::find(open_.begin(), open_.end(), "VEVENT") != open_.end();
    if (!line.fault.empty()) {
      if (!in_event) fail(line.line, line.fault);
      if (in("VEVENT") && !entries_.back().fault)
        entries_.back().fault =
            CalendarFault{"bad_line", "第 " + std::to_string(line.line) + " 行 line " +
                                          std::to_string(line.line) + ": " + line.fault};
      return;
    }
    if (in("VEVENT")) {
      Entry& entry = entries_.back();
      const ReadLimits& limits = intake_.options().limits;
      if (entry.lines.size() < limits.calendar_properties) {
        if (++kept_lines_ > limits.calendar_lines)
          throw Error(ErrorCode::too_large,
                      intake_.file() + ": 活动的属性共多于 its events have more than " +
                          std::to_string(limits.calendar_lines) + " 个 properties together");
        entry.lines.push_back(std::move(line));
      } else if (!entry.fault) {
        entry.fault = CalendarFault{"too_large", "属性太多 has too many properties"};
      }
    } else if (in("VCALENDAR")) {
      if (line.name == "METHOD") cancels_ = lower_ascii(line.value) == "cancel";
      if (line.name == "X-WR-CALNAME") calendar_name_ = trimmed(unescaped(line.value));
    } else if (in("VTIMEZONE")) {
      // One inside another component is nobody's zone.
      if (line.name == "TZID" && open_.size() == 2) zones_raw_.back().first = line.value;
    } else if (in("STANDARD") || in("DAYLIGHT")) {
      if (line.name == "TZOFFSETTO" && open_.size() == 3 && open_[1] == "VTIMEZONE")
        zones_raw_.back().second.push_back(read_offset(line.value));
    }
  }

  void begin(const ContentLine& line) {
    std::string name = line.value;
    for (char& c : name)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (open_.empty()) {
      if (name != "VCALENDAR") fail(line.line, "应为 BEGIN:VCALENDAR was expected here");
      seen_calendar_ = true;
      cancels_ = false;
    }
    if (open_.size() >= 8) fail(line.line, "嵌套太深 components are nested too deep");
    if (in("VCALENDAR")) {
      if (name == "VEVENT") {
        entries_.push_back({line.line, {}, {}});
      } else if (name == "VTIMEZONE") {
        zones_raw_.emplace_back();
      } else {
        intake_.count_notice("未读的日历部件 components that are no events, left out: " +
                             name.substr(0, 40));
      }
    } else if (name == "VEVENT") {
      fail(line.line, "VEVENT 不应在此 does not belong here");
    }
    if (in("VCALENDAR") || open_.empty()) begun_ = line.line;
    open_.push_back(std::move(name));
  }

  void end(const ContentLine& line) {
    if (open_.empty() || lower_ascii(line.value) != lower_ascii(open_.back()))
      fail(line.line, "END:" + line.value.substr(0, 40) + " 没有对应的 BEGIN has no BEGIN");
    if (in("VEVENT") && cancels_) entries_.back().lines.push_back({0, "X-CANCELLED", {}, "", ""});
    open_.pop_back();
  }

  void read_zones() {
    for (const auto& [name, offsets] : zones_raw_) {
      std::optional<int> offset = offsets.empty() ? std::nullopt : offsets.front();
      for (const auto& one : offsets)
        if (one != offset) offset.reset();
      zones_[name] = offset;
    }
  }

  using Read = std::variant<CalendarTime, CalendarFault>;
  Read time_in(const ContentLine& line) { return time_in(line, line.value); }
  Read time_in(const ContentLine& line, std::string_view value) {
    return read_time(value, line.parameter("TZID"), zones_);
  }

  /// What entries that belong together, by their UID, have to know of each other.
  void note_series(const Entry& entry) {
    const ContentLine* replaced = entry.find("RECURRENCE-ID");
    const ContentLine* told = replaced              ? replaced
                              : entry.find("RRULE") ? entry.find("DTSTART")
                                                    : nullptr;
    const std::string uid = entry.text("UID");
    if (!told || uid.empty()) return;
    const auto time = time_in(*told);
    const auto* at = std::get_if<CalendarTime>(&time);
    Series& series = series_[uid];
    if (replaced && !replaced->parameter("RANGE").empty()) series.ranged = true;
    if (replaced && at) series.replaced.add(*at);
    if (!replaced && at) series.start = *at;
  }

  std::variant<Times, CalendarFault> times_of(const Entry& entry) {
    const ContentLine *from = entry.find("DTSTART"), *to = entry.find("DTEND"),
                      *lasts = entry.find("DURATION");
    if (!from) return CalendarFault{"bad_time", "没有 DTSTART: when it begins is not said"};
    Read start = time_in(*from);
    if (auto* fault = std::get_if<CalendarFault>(&start))
      return CalendarFault{fault->code, "DTSTART: " + fault->words};
    Times times{std::get<CalendarTime>(start), std::nullopt};
    if (to && lasts)
      return CalendarFault{"bad_time",
                           "DTEND 和 DURATION 只能有一个 only one of both may be there"};
    if (to) {
      Read end = time_in(*to);
      if (auto* fault = std::get_if<CalendarFault>(&end))
        return CalendarFault{fault->code, "DTEND: " + fault->words};
      const auto& till = std::get<CalendarTime>(end);
      if (till.date_only != times.start.date_only)
        return CalendarFault{"bad_time",
                             "DTSTART 与 DTEND 一个是日期一个是时刻 one is a day, the other not"};
      times.minutes = till.in_tianjin() - times.start.in_tianjin();
      if (*times.minutes <= 0)
        return CalendarFault{"bad_time", "DTEND 不在 DTSTART 之后 is not after DTSTART"};
    } else if (lasts) {
      times.minutes = read_duration(lasts->value);
      if (!times.minutes || (times.start.date_only && *times.minutes % minutes_of_day != 0))
        return CalendarFault{"bad_time", "DURATION: \"" + lasts->value.substr(0, 40) +
                                             "\" 不是时长 is no length above zero like PT3H"};
    } else if (times.start.date_only) {
      times.minutes = minutes_of_day;
    }
    if (times.start.in_tianjin() < 0)
      return CalendarFault{"bad_time", "DTSTART 早于 1970 lies before 1970"};
    return times;
  }

  /// The days on the event's own clocks on which it begins.
  std::variant<std::vector<std::int64_t>, CalendarFault> days_of_entry(const Entry& entry,
                                                                       const Times& times) {
    const std::int64_t first = times.start.local / minutes_of_day;
    std::vector<std::int64_t> days{first};
    for (const char* name : {"RDATE", "EXRULE"})
      if (entry.find(name))
        return CalendarFault{"unsupported_rule", std::string(name) +
                                                     " 不读 is not read; write the occurrences as "
                                                     "events of their own"};
    const auto rules = std::count_if(entry.lines.begin(), entry.lines.end(),
                                     [](const ContentLine& line) { return line.name == "RRULE"; });
    if (rules > 1)
      return CalendarFault{"unsupported_rule", "RRULE: 多于一条 more than one is not read"};
    if (rules == 0) return days;
    auto rule = read_rule(entry.find("RRULE")->value, zones_);
    if (auto* fault = std::get_if<CalendarFault>(&rule)) return *fault;
    const auto& repeats = std::get<RecurrenceRule>(rule);
    const ReadLimits& limits = intake_.options().limits;
    const std::int64_t today = intake_.options().today;
    const DayWindow window{today - 1, today + days_ahead};
    auto all = days_of(repeats, times.start, window, limits.calendar_occurrences, steps_);
    if (!all && steps_ < 0)
      throw Error(ErrorCode::too_large,
                  intake_.file() + ": 重复规则展开太多 its rules of recurrence take too long");
    if (!all)
      return CalendarFault{"too_large", "RRULE: 多于 more than " +
                                            std::to_string(limits.calendar_occurrences) +
                                            " 次 occurrences"};
    if (!repeats.count && !repeats.until)
      intake_.count_notice("重复没有终点，只展开到 rules without an end, followed from " +
                           day_text(window.first) + " to " + day_text(window.last) +
                           "; 请再次导入以延续 import again to go on");
    else
      intake_.count_notice("已展开的重复规则 rules of recurrence, each occurrence a record");
    return *std::move(all);
  }

  std::variant<Beginnings, CalendarFault> left_out(const Entry& entry) {
    Beginnings out;
    for (const ContentLine& line : entry.lines) {
      if (line.name != "EXDATE") continue;
      for (const std::string& value : text_list(line.value)) {
        const auto time = time_in(line, value);
        if (const auto* fault = std::get_if<CalendarFault>(&time))
          return CalendarFault{fault->code, "EXDATE: " + fault->words};
        out.add(std::get<CalendarTime>(time));
      }
    }
    return out;
  }

  std::variant<Feature, CalendarFault> record_of(const Entry& entry) {
    Feature out;
    const auto put = [&out](const char* field, std::string text) {
      if (!text.empty()) out.properties.set(field, Value(std::move(text)));
    };
    const std::string name = entry.text("SUMMARY");
    if (name.empty())
      return CalendarFault{"no_name", "没有 SUMMARY: what it is called is not said"};
    put("name_zh", name);
    put("kind", kind_of(entry));
    std::string status = lower_ascii(entry.text("STATUS"));
    if (entry.find("X-CANCELLED")) status = "cancelled";
    if (status == "confirmed" || status == "tentative" || status == "cancelled")
      put("status", status);
    put("place_zh", entry.text("LOCATION"));
    put("summary_zh", entry.text("DESCRIPTION"));
    const std::string url = entry.find("URL") ? std::string(trimmed(entry.find("URL")->value)) : "";
    put("url", url);
    const std::string file = opened_.path.substr(opened_.path.rfind('/') + 1);
    put("source",
        (calendar_name_.empty() ? "日历文件 calendar file " : calendar_name_ + ", ") + file);
    put("uid", entry.text("UID"));
    if (const ContentLine* geo = entry.find("GEO")) {
      const auto between = std::min(geo->value.find(';'), geo->value.size());
      const auto lat = parse_number(geo->value.substr(0, between));
      const auto lon =
          between < geo->value.size() ? parse_number(geo->value.substr(between + 1)) : std::nullopt;
      const auto at = lat && lon ? checked_lonlat<Wgs84>(*lon, *lat) : std::nullopt;
      if (!at)
        return CalendarFault{"bad_geometry", "GEO: \"" + geo->value.substr(0, 40) +
                                                 "\" 不是“纬度;经度” is not latitude;longitude"};
      out.geometry = MultiPoint<Position>{*at};
    }
    return out;
  }

  void give(const Entry& entry) {
    const std::string uid = entry.text("UID");
    const Origin origin{entry.line, uid.empty() ? "line " + std::to_string(entry.line) : uid,
                        [&] { return as_json(entry); }};
    const auto refuse = [&](const CalendarFault& fault) {
      intake_.reject(origin, fault.code, fault.words);
    };
    if (entry.fault) return refuse(*entry.fault);
    const std::string open_to = lower_ascii(entry.text("CLASS"));
    if (!open_to.empty() && open_to != "public")
      return refuse({"not_public", "CLASS:" + entry.text("CLASS") + " 不公开 it is not public"});
    auto record = record_of(entry);
    if (auto* fault = std::get_if<CalendarFault>(&record)) return refuse(*fault);
    const auto times = times_of(entry);
    if (auto* fault = std::get_if<CalendarFault>(&times)) return refuse(*fault);
    const Times& when = std::get<Times>(times);
    if (when.start.floating)
      intake_.count_notice(
          "未写时区的时间按北京时间读入 times without a zone, taken for Tianjin's");
    count_left_out(entry);
    if (entry.find("RECURRENCE-ID") && entry.find("RRULE"))
      return refuse({"unsupported_rule", "RECURRENCE-ID 与 RRULE 并用不读 together are not read"});
    const auto days = days_of_entry(entry, when);
    if (auto* fault = std::get_if<CalendarFault>(&days)) return refuse(*fault);
    const auto without = left_out(entry);
    if (auto* fault = std::get_if<CalendarFault>(&without)) return refuse(*fault);
    const bool repeats = entry.find("RRULE") || entry.find("RECURRENCE-ID");
    const auto series = repeats ? series_.find(uid) : series_.end();
    if (series != series_.end() && series->second.ranged)
      return refuse({"unsupported_rule",
                     "RECURRENCE-ID;RANGE 不读 is not read; write the "
                     "occurrences as events of their own"});
    for (const std::int64_t day : std::get<std::vector<std::int64_t>>(days)) {
      Times one = when;
      one.start.local += (day - when.start.local / minutes_of_day) * minutes_of_day;
      const std::int64_t begins = one.start.in_tianjin();
      if (std::get<Beginnings>(without).has(one.start)) continue;
      if (entry.find("RRULE") && series != series_.end() && series->second.replaced.has(one.start))
        continue;
      give_one(std::get<Feature>(record), entry, one, repeats ? identity_of(entry, begins) : begins,
               repeats, uid, origin);
    }
  }

  /// Which occurrence it is: a moved one is known by the time that it was moved from.
  std::int64_t identity_of(const Entry& entry, std::int64_t begins) {
    const ContentLine* replaced = entry.find("RECURRENCE-ID");
    if (!replaced) return begins;
    const auto time = time_in(*replaced);
    const auto* at = std::get_if<CalendarTime>(&time);
    if (!at) return begins;
    const auto series = series_.find(entry.text("UID"));
    if (!at->date_only || series == series_.end() || !series->second.start ||
        series->second.start->date_only)
      return at->in_tianjin();
    const std::optional<CalendarTime>& first = series->second.start;
    CalendarTime moved = *first;
    moved.local += at->local - first->local / minutes_of_day * minutes_of_day;
    return moved.in_tianjin();
  }

  void give_one(Feature record, const Entry& entry, const Times& times, std::int64_t identity,
                bool repeats, const std::string& uid, const Origin& origin) {
    const std::int64_t start = times.start.in_tianjin();
    record.properties.set("start", Value(minute_text(start)));
    if (times.minutes) record.properties.set("end", Value(minute_text(start + *times.minutes)));
    if (times.start.date_only) record.properties.set("all_day", Value(true));
    const std::string name = uid.empty() ? entry.text("SUMMARY") + "\n" + minute_text(start) : uid;
    record.key = "ics-" + sha256(name).substr(0, 16);
    if (repeats) {
      const std::string at = minute_text(identity);  // 2026-12-05T18:00:00+08:00
      record.key += "-" + at.substr(0, 4) + at.substr(5, 2) + at.substr(8, 2) + "T" +
                    at.substr(11, 2) + at.substr(14, 2);
    }
    intake_.accept(std::move(record), origin);
  }

  void count_left_out(const Entry& entry) {
    static constexpr std::array<std::string_view, 21> read{
        "SUMMARY",       "UID",         "DTSTART",    "DTEND",         "DURATION", "LOCATION",
        "GEO",           "URL",         "STATUS",     "RRULE",         "EXDATE",   "CLASS",
        "RECURRENCE-ID", "DTSTAMP",     "CREATED",    "LAST-MODIFIED", "SEQUENCE", "TRANSP",
        "CATEGORIES",    "DESCRIPTION", "X-CANCELLED"};
    std::set<std::string> names;
    for (const ContentLine& line : entry.lines)
      if (std::find(read.begin(), read.end(), line.name) == read.end())
        names.insert(line.name.starts_with("X-") ? "X-…" : line.name.substr(0, 40));
    for (const std::string& name : names) {
      if (left_out_names_.size() < 30) left_out_names_.insert(name);
      intake_.count_notice("未读的属性 properties left out: " +
                           (left_out_names_.contains(name) ? name : "…"));
    }
  }

  static std::string as_json(const Entry& entry) {
    Json properties = Json::object();
    for (const ContentLine& line : entry.lines) properties[line.name] = line.value.substr(0, 2000);
    return Json{{"type", "Feature"}, {"geometry", nullptr}, {"properties", properties}}.dump(
        -1, ' ', false, Json::error_handler_t::replace);
  }

  void tell() {
    if (entries_.empty()) intake_.notice("日历里没有活动 there is no VEVENT in the calendar");
  }

  const Opened& opened_;
  Intake& intake_;
  std::vector<std::string> open_;  ///< components that have begun
  std::uint64_t begun_ = 0, read_lines_ = 0, kept_lines_ = 0;
  bool seen_calendar_ = false, cancels_ = false;
  std::string calendar_name_;
  std::vector<Entry> entries_;
  std::vector<std::pair<std::string, std::vector<std::optional<int>>>> zones_raw_;
  ZoneOffsets zones_;
  std::map<std::string, Series> series_;  ///< by UID
  std::set<std::string> left_out_names_;
  std::int64_t steps_ = 5'000'000;  ///< days that rules may be asked about, in a file
};

}  // namespace

void read_ics(const Opened& opened, Intake& intake) { CalendarReader(opened, intake).read(); }

}  // namespace jintu::io

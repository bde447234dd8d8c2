#include "services/faults/faults.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>

#include "geo/base/error.hpp"

namespace jintu::faults {

namespace {

constexpr std::string_view collection = "faults";

template <std::size_t n>
bool is_of(const std::array<std::string_view, n>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

/// Without blanks at its ends. Throws Error{bad_input}.
std::string checked(std::string_view text, const char* name) {
  const auto blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  const auto length = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
  const bool odd = std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < ' ' && c != '\n' && c != '\r' && c != '\t') || byte == 0x7f;
  });
  if (odd)
    throw Error(ErrorCode::bad_input,
                std::string(name) + ": 含有控制字符 there are control characters in it");
  if (length > most_characters)
    throw Error(ErrorCode::bad_input,
                std::string(name) + ": 最多 500 字 at most 500 characters are taken");
  return std::string(text);
}

/// In the order of time; of one millisecond, in any.
std::string new_id() {
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  std::random_device chance;
  char id[40];
  std::snprintf(id, sizeof id, "%013lld-%08x", static_cast<long long>(now), chance());
  return id;
}

Kept kept_of(const documents::Document& document) {
  const Json json = document.json();
  Kept kept;
  kept.id = document.id;
  kept.version = document.version;
  kept.report = {json.value("layer", ""), json.value("place", ""), json.value("name", ""),
                 json.value("kind", ""), json.value("text", "")};
  kept.state = json.value("state", "open");
  kept.note = json.value("note", "");
  kept.by = json.value("by", "");
  kept.sent = json.value("sent", "");
  kept.changed = document.changed;
  return kept;
}

Json body_of(const Kept& kept) {
  return {{"layer", kept.report.layer}, {"place", kept.report.place},
          {"name", kept.report.name},   {"kind", kept.report.kind},
          {"text", kept.report.text},   {"state", kept.state},
          {"note", kept.note},          {"by", kept.by},
          {"sent", kept.sent}};
}

/// "2026-11-27T12:30:00Z"
std::string this_minute() {
  const auto now = std::chrono::floor<std::chrono::minutes>(std::chrono::system_clock::now());
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date{day};
  const auto minutes = (now - day).count();
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:00Z", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(minutes / 60), static_cast<int>(minutes % 60));
  return text;
}

/// All there are, in the order of time.
std::vector<Kept> all_of(documents::Reader& reader) {
  std::vector<Kept> all;
  for (std::string after;;) {
    const auto page = reader.list(collection, after, 500);
    for (const auto& document : page) all.push_back(kept_of(document));
    if (page.size() < 500) return all;
    after = page.back().id;
  }
}

}  // namespace

void Box::put(const Report& report) {
  if (!is_of(kinds, report.kind))
    throw Error(ErrorCode::bad_input,
                "kind: 请选择哪里有误 choose what is wrong: hours, closed, position, name, other");
  Kept kept;
  kept.report = report;
  kept.report.text = checked(report.text, "text");
  if (kept.report.text.empty() && report.kind == "other")
    throw Error(ErrorCode::bad_input, "text: 请写明哪里有误 say what is wrong");
  kept.sent = this_minute();
  const std::string id = new_id();
  documents_.write([&](documents::Writer& writer) {
    auto all = all_of(writer);
    const auto here = std::count_if(all.begin(), all.end(), [&](const Kept& one) {
      return one.state == "open" && one.report.layer == report.layer &&
             one.report.place == report.place;
    });
    if (static_cast<std::size_t>(here) >= limits_.of_place)
      throw Error(ErrorCode::unavailable,
                  "这个地点的反馈已经很多，正在处理 there are many reports on this place already");
    for (std::size_t count = all.size(); count >= limits_.kept; --count) {
      const auto longest_ago = [&](std::string_view state) {
        auto oldest = all.end();
        for (auto it = all.begin(); it != all.end(); ++it)
          if (it->state == state && (oldest == all.end() || it->changed < oldest->changed))
            oldest = it;
        return oldest;
      };
      auto goes = longest_ago("dismissed");
      if (goes == all.end()) goes = longest_ago("done");
      if (goes == all.end())
        throw Error(
            ErrorCode::unavailable,
            "反馈箱已满，请过些日子再试 the box of reports is full; try again some days on");
      writer.remove(collection, goes->id, documents::Expected::any());
      all.erase(goes);
    }
    writer.put(collection, id, body_of(kept), documents::Expected::absent());
  });
}

std::vector<Kept> Box::list(std::optional<std::string_view> state) const {
  std::vector<Kept> all = all_of(documents_);
  if (state) std::erase_if(all, [&](const Kept& kept) { return kept.state != *state; });
  std::reverse(all.begin(), all.end());
  return all;
}

Kept Box::decide(const std::string& id, std::string_view state, std::string_view note,
                 std::string_view by, std::optional<std::int64_t> version) {
  if (!is_of(states, state))
    throw Error(ErrorCode::bad_input, "state: 应为 should be: open, done, dismissed");
  const std::string said = checked(note, "note");
  Kept kept;
  documents_.write([&](documents::Writer& writer) {
    const auto found = writer.get(collection, id);
    if (!found) throw Error(ErrorCode::not_found, "没有这条反馈 there is no such report");
    kept = kept_of(*found);
    kept.state = state;
    kept.note = said;
    kept.by = by;
    kept.version =
        writer.put(collection, id, body_of(kept),
                   version ? documents::Expected::version(*version) : documents::Expected::any());
  });
  return kept;
}

Json to_json(const Kept& kept) {
  Json json = body_of(kept);
  json["id"] = kept.id;
  json["version"] = kept.version;
  json["changed"] = kept.changed;
  return json;
}

}  // namespace jintu::faults

#include "geo/base/json.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <vector>

#include "geo/base/error.hpp"

namespace jintu {

namespace {

std::string line_and_column(std::string_view text, std::size_t byte) {
  const auto head = text.substr(0, std::min(byte == 0 ? 0 : byte - 1, text.size()));
  const auto line = 1 + std::count(head.begin(), head.end(), '\n');
  const auto last = head.rfind('\n');
  const auto column = last == std::string_view::npos ? head.size() + 1 : head.size() - last;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

}  // namespace

Json parse_json(std::string_view text, std::string_view source) {
  std::vector<std::set<std::string>> keys;  // of each object that is open
  std::string duplicate;
  const auto watch_keys = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key && !keys.back().insert(parsed.get<std::string>()).second &&
        duplicate.empty()) {
      duplicate = parsed.get<std::string>();
    }
    return true;
  };
  Json result;
  try {
    result = Json::parse(text.begin(), text.end(), watch_keys);
  } catch (const Json::parse_error& error) {
    throw Error(ErrorCode::bad_input,
                std::string(source) + ": " + line_and_column(text, error.byte) + ": not valid JSON",
                error.what());
  }
  if (!duplicate.empty()) {
    throw Error(ErrorCode::bad_input,
                std::string(source) + ": the key \"" + duplicate + "\" is given twice");
  }
  return result;
}

Json read_json_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(ErrorCode::not_found, path + ": cannot be opened");
  std::ostringstream text;
  text << file.rdbuf();
  return parse_json(text.str(), path);
}

}  // namespace jintu

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

/// Finds the first fault, and a key that an object gives twice. A callback of Json::parse could
/// find the latter too, but with one the library takes time in the square of an array's length.
class Faults final : public nlohmann::json_sax<Json> {
 public:
  std::string duplicate;
  std::string expected;  ///< empty: it is JSON
  std::size_t byte = 0;
  std::string log;

  bool start_object(std::size_t) override {
    keys_.emplace_back();
    return true;
  }
  bool end_object() override {
    keys_.pop_back();
    return true;
  }
  bool key(string_t& name) override {
    if (!keys_.back().insert(name).second && duplicate.empty()) duplicate = name;
    return true;
  }
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t at, const std::string& token,
                   const Json::exception& error) override {
    const bool range = dynamic_cast<const Json::out_of_range*>(&error) != nullptr;
    expected = range ? "the number " + token + " is too large" : "not valid JSON";
    byte = at;
    log = error.what();
    return false;
  }

 private:
  std::vector<std::set<std::string>> keys_;  // of each object that is open
};

}  // namespace

Json parse_json(std::string_view text, std::string_view source) {
  Faults faults;
  Json::sax_parse(text.begin(), text.end(), &faults);
  if (!faults.expected.empty()) {
    throw Error(
        ErrorCode::bad_input,
        std::string(source) + ": " + line_and_column(text, faults.byte) + ": " + faults.expected,
        faults.log);
  }
  if (!faults.duplicate.empty()) {
    throw Error(ErrorCode::bad_input,
                std::string(source) + ": the key \"" + faults.duplicate + "\" is given twice");
  }
  return Json::parse(text.begin(), text.end());
}

Json read_json_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(ErrorCode::not_found, path + ": cannot be opened");
  std::ostringstream text;
  text << file.rdbuf();
  return parse_json(text.str(), path);
}

}  // namespace jintu

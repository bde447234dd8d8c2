#include "services/venues/pinyin.hpp"

#include <cstddef>

#include "geo/base/error.hpp"

namespace jintu::venues {

Pinyin::Pinyin(const Json& table) {
  const auto bad = [] {
    throw Error(ErrorCode::bad_input,
                "拼音表有误 the table of pinyin: expected an object of texts");
  };
  if (!table.is_object()) bad();
  for (const auto& [character, readings] : table.items()) {
    if (!readings.is_string()) bad();
    readings_.emplace(character, readings.get<std::string>());
  }
}

Json Pinyin::of(const std::set<std::string, std::less<>>& texts) const {
  Json found = Json::object();
  for (const std::string_view text : texts) {
    for (std::size_t i = 0; i < text.size();) {
      std::size_t end = i + 1;
      while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) ++end;
      const auto it = readings_.find(text.substr(i, end - i));
      if (it != readings_.end()) found[it->first] = it->second;
      i = end;
    }
  }
  return found;
}

const std::string* Pinyin::readings(std::string_view character) const {
  const auto it = readings_.find(character);
  return it == readings_.end() ? nullptr : &it->second;
}

}  // namespace jintu::venues

#include "services/pages/words.hpp"

#include <algorithm>

#include "geo/base/error.hpp"
#include "services/pages/built_in.hpp"

namespace jintu::pages {

Words Words::from_json(const Json& json, std::string_view source) {
  Words words;
  const auto fail = [&](const std::string& where) {
    throw Error(ErrorCode::bad_input, std::string(source) + ": " + where +
                                          ": 应有中英文各一句 a wording has zh and en, both told");
  };
  if (!json.is_object()) fail("/");
  for (const auto& [section, entries] : json.items()) {
    if (!entries.is_object()) fail(section);
    for (const auto& [key, wording] : entries.items()) {
      const std::string where = section + "." + key;
      if (!wording.is_object() || wording.size() != 2) fail(where);
      Bilingual both;
      for (const auto& [language, said] : {std::pair{"zh", &both.zh}, std::pair{"en", &both.en}}) {
        const auto it = wording.find(language);
        if (it == wording.end() || !it->is_string()) fail(where);
        *said = it->get<std::string>();
        if (said->empty()) fail(where);
      }
      words.words_.emplace(std::pair(section, key), std::move(both));
    }
  }
  return words;
}

const Words& Words::shipped() {
  static const Words words = [] {
    Words all = from_json(parse_json(words_of_pages, "data/words/pages.json"), "pages.json");
    all.add(from_json(parse_json(words_of_pictures, "data/words/pictures.json"), "pictures.json"));
    all.add(from_json(parse_json(words_of_places, "data/words/places.json"), "places.json"));
    return all;
  }();
  return words;
}

const Bilingual* Words::find(std::string_view section, std::string_view key) const {
  const auto it = words_.find(std::pair(std::string(section), std::string(key)));
  return it == words_.end() ? nullptr : &it->second;
}

void Words::add(const Words& more) { words_.insert(more.words_.begin(), more.words_.end()); }

const std::string& Wording::operator()(std::string_view key) const {
  const Bilingual* found = words_->find("pages", key);
  if (!found) throw Error(ErrorCode::internal, "no wording has the key " + std::string(key));
  return found->in(language_);
}

std::string Wording::operator()(
    std::string_view key,
    std::initializer_list<std::pair<std::string_view, std::string>> values) const {
  std::string said;
  std::string_view rest = (*this)(key);
  while (!rest.empty()) {
    const auto open = rest.find('{'), close = rest.find('}', open);
    if (close == std::string_view::npos) break;
    const std::string_view name = rest.substr(open + 1, close - open - 1);
    const auto value = std::find_if(values.begin(), values.end(),
                                    [name](const auto& one) { return one.first == name; });
    said.append(rest.substr(0, open));
    if (value != values.end()) said += value->second;
    rest.remove_prefix(close + 1);
  }
  return said.append(rest);
}

std::string Wording::of(std::string_view section, std::string_view key) const {
  if (const Bilingual* found = words_->find(section, key)) return found->in(language_);
  std::string plain(key);
  std::replace(plain.begin(), plain.end(), '_', ' ');
  return plain;
}

std::string Wording::list_of(std::string_view section, std::string_view keys,
                             char separator) const {
  std::string list;
  while (!keys.empty()) {
    const auto end = std::min(keys.find(separator), keys.size());
    std::string_view key = keys.substr(0, end);
    keys.remove_prefix(std::min(keys.size(), end + 1));
    while (!key.empty() && key.front() == ' ') key.remove_prefix(1);
    while (!key.empty() && key.back() == ' ') key.remove_suffix(1);
    if (key.empty()) continue;
    if (!list.empty()) list += is_chinese() ? "、" : ", ";
    list += of(section, key);
  }
  return list;
}

}  // namespace jintu::pages

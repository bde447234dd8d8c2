#include "services/pages/search.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "services/pages/built_in.hpp"

namespace jintu::pages {

namespace {

constexpr std::size_t longest_query = 64;

struct Word {
  std::string folded;
  std::vector<std::string> characters;
};

std::vector<Word> words_of(std::string_view query) {
  std::vector<Word> words;
  bool between = true;
  std::size_t taken = 0;
  for (const std::string_view character : characters(query)) {
    taken += character.size();
    if (taken > longest_query) break;
    if (character == " " || character == "\t" || character == "\u3000" || character == "\n") {
      between = true;
      continue;
    }
    if (between) words.emplace_back();
    between = false;
    words.back().characters.push_back(folded(character));
    words.back().folded += words.back().characters.back();
  }
  return words;
}

/// Whether `word` from its byte `at` on is spelled by the glyphs from `glyph` on: each by itself,
/// or by the beginning of one of its readings. What failed once is not tried again.
class Speller {
 public:
  Speller(const std::vector<Glyph>& glyphs, const std::string& word)
      : glyphs_(glyphs), word_(word), failed_((glyphs.size() + 1) * (word.size() + 1), false) {}

  /// Whether it is spelled from that glyph on, and by characters alone.
  bool from(std::size_t glyph) { return go(glyph, 0); }

 private:
  bool go(std::size_t glyph, std::size_t at) {
    if (at == word_.size()) return true;
    if (glyph == glyphs_.size()) return false;
    const std::size_t mark = glyph * (word_.size() + 1) + at;
    if (failed_[mark]) return false;
    const bool found = by_itself(glyph, at) || by_reading(glyph, at);
    failed_[mark] = !found;
    return found;
  }
  bool by_itself(std::size_t glyph, std::size_t at) {
    const std::string& own = glyphs_[glyph].folded;
    return word_.compare(at, own.size(), own) == 0 && go(glyph + 1, at + own.size());
  }
  bool by_reading(std::size_t glyph, std::size_t at) {
    if (!glyphs_[glyph].readings) return false;
    std::string_view rest = *glyphs_[glyph].readings;
    while (!rest.empty()) {
      const auto end = std::min(rest.find(' '), rest.size());
      const std::string_view reading = rest.substr(0, end);
      rest.remove_prefix(std::min(rest.size(), end + 1));
      std::size_t same = 0;
      while (same < reading.size() && at + same < word_.size() && word_[at + same] == reading[same])
        ++same;
      for (; same > 0; --same)
        if (go(glyph + 1, at + same)) return true;
    }
    return false;
  }

  const std::vector<Glyph>& glyphs_;
  const std::string& word_;
  std::vector<bool> failed_;
};

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// 0 is best; nothing when the name does not have the word.
std::optional<int> in_name(const Place& place, const Word& word) {
  const std::string &chinese = place.folded_zh, &english = place.folded_en;
  if (chinese == word.folded || english == word.folded) return 0;
  const auto at = chinese.find(word.folded);
  if (at != std::string::npos) return at == 0 ? 1 : 2;
  Speller speller(place.glyphs, word.folded);
  for (std::size_t glyph = 0; glyph < place.glyphs.size(); ++glyph)
    if (speller.from(glyph)) return glyph == 0 ? 3 : 4;
  if (!is_ascii(word.folded) || word.folded.size() < 2) return std::nullopt;
  for (auto found = english.find(word.folded); found != std::string::npos;
       found = english.find(word.folded, found + 1))
    if (found == 0 || english[found - 1] == ' ') return found == 0 ? 3 : 5;
  return std::nullopt;
}

/// What a place is beside its name, as people would write it.
bool is_such(const Place& place, const Word& word, const hours::Status& status) {
  if (word.characters.size() < 2) return false;
  const bool open = status.state == OpenState::open || status.state == OpenState::closing;
  if (open && (word.folded == "现在开" || word.folded == "营业中" || word.folded == "open"))
    return true;
  return place.also.find(word.folded) != std::string::npos;
}

}  // namespace

const venues::Pinyin& shipped_pinyin() {
  static const venues::Pinyin pinyin(parse_json(readings_of_characters, "data/pinyin.json"));
  return pinyin;
}

std::vector<const Place*> search(const Evening& evening, std::string_view query) {
  constexpr int by_what_it_is = 6;
  const std::vector<Word> words = words_of(query);
  std::vector<std::pair<int, const Place*>> hits;
  if (words.empty()) return {};
  for (const Place& place : evening.places().all()) {
    if (evening.is_over(place)) continue;
    int worst = 0;
    const bool all = std::all_of(words.begin(), words.end(), [&](const Word& word) {
      auto match = in_name(place, word);
      if (!match && is_such(place, word, evening.of(place))) match = by_what_it_is;
      if (match) worst = std::max(worst, *match);
      return match.has_value();
    });
    if (all) hits.emplace_back(worst, &place);
  }
  std::sort(hits.begin(), hits.end(), [&evening](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first < b.first;
    return evening.rank_of(*a.second) < evening.rank_of(*b.second);
  });
  std::vector<const Place*> list;
  for (const auto& hit : hits) list.push_back(hit.second);
  return list;
}

std::vector<const Station*> search_stations(const Ground& ground, std::string_view query) {
  for (const std::string_view ending : {"地铁站", "站"})
    if (query.size() > ending.size() && query.ends_with(ending)) {
      const std::string_view before = query.substr(0, query.size() - ending.size());
      auto found = search_stations(ground, before);
      if (!found.empty()) return found;
    }
  constexpr int by_line = 6;
  const std::vector<Word> words = words_of(query);
  if (words.empty()) return {};
  std::vector<std::pair<int, const Station*>> hits;
  for (const Station& station : ground.stations) {
    Place named;
    named.folded_zh = folded(station.name);
    for (const std::string_view character : characters(station.name))
      named.glyphs.push_back({folded(character), shipped_pinyin().readings(character)});
    int worst = 0;
    const bool all = std::all_of(words.begin(), words.end(), [&](const Word& word) {
      auto match = in_name(named, word);
      // "1号线" is not within "11号线".
      if (!match && word.folded.ends_with("号线") &&
          ("、" + station.lines + "、").find("、" + word.folded + "、") != std::string::npos)
        match = by_line;
      if (match) worst = std::max(worst, *match);
      return match.has_value();
    });
    if (all) hits.emplace_back(worst, &station);
  }
  std::stable_sort(hits.begin(), hits.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<const Station*> list;
  for (const auto& hit : hits) list.push_back(hit.second);
  return list;
}

}  // namespace jintu::pages

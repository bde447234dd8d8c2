#include "geo/io/table/record_crs.hpp"

#include "geo/base/error.hpp"
#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

bool is_datum(std::string word) {
  std::erase_if(word, [](char c) { return c == '-' || c == '_' || c == ' '; });
  return word == "wgs84" || word == "gcj02" || word == "bd09" || word == "cgcs2000";
}

}  // namespace

const SourceCrs* RecordCrs::find(std::string_view text) {
  const std::string word = lower_ascii(trimmed(text));
  const auto known = known_.find(word);
  if (known != known_.end()) return &known->second;
  if (!word.starts_with("epsg:") && !is_datum(word)) return nullptr;
  try {
    return &known_.emplace(word, SourceCrs::parse(word)).first->second;
  } catch (const Error&) {  // an EPSG code that PROJ does not have
    return nullptr;
  }
}

const SourceCrs* RecordCrs::find_datum(std::string_view text) {
  return lower_ascii(trimmed(text)).starts_with("epsg:") ? nullptr : find(text);
}

}  // namespace jintu::io

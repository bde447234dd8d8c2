#include "services/http/query/tile_query.hpp"

#include <algorithm>

#include "geo/base/error.hpp"
#include "services/catalog/url.hpp"
#include "services/http/message/uri.hpp"
#include "services/http/query/filter_query.hpp"

namespace jintu::http {

namespace {

constexpr std::array<std::string_view, 5> known{"at", "crs", "filter", "filter-lang", "filter-crs"};

/// Of each live part; an archive has none.
std::vector<std::vector<Field>> queryables_of(const tile::Selection& selection,
                                              const Snapshot& snapshot) {
  std::vector<std::vector<Field>> all;
  for (const auto& part : selection.parts) {
    const auto layer =
        part->info().kind == tiles::SourceKind::live ? snapshot.layer(part->info().id) : nullptr;
    if (layer) all.push_back(filter::queryables(layer->schema()));
  }
  return all;
}

hours::ClockMinute minute_of(const std::string& text) {
  if (const auto at = hours::parse_clock_minute(text)) return *at;
  throw Error(ErrorCode::bad_input,
              "at: 应为天津的日期和钟点，如 2026-11-23T22:30 must be a minute on Tianjin's clocks, "
              "like 2026-11-23T22:30");
}

}  // namespace

tiles::TileCrs tile_crs(const std::string& word) {
  if (word == tiles::word_of(tiles::TileCrs::wgs84)) return tiles::TileCrs::wgs84;
  if (const auto shifted = tiles::shifted_crs_of(word)) return *shifted;
  throw Error(ErrorCode::bad_input,
              "crs: 应为 gcj02 或 bd09（或 wgs84，同不写） must be gcj02 or bd09 (or wgs84, as "
              "without it)");
}

TileQuery tile_query(std::string_view text, const tile::Selection& selection,
                     const Snapshot& snapshot, std::span<const std::string_view> formats) {
  TileQuery result;
  if (text.empty()) return result;
  const auto fields = queryables_of(selection, snapshot);
  const std::span<const Field> first = fields.empty() ? std::span<const Field>() : fields.front();
  const Query query(text, known, first, formats);
  if (const auto* crs = query.find("crs")) result.variant.crs = tile_crs(*crs);
  if (const auto* at = query.find("at")) result.variant.at = minute_of(*at);
  for (const std::string_view name : {"crs", "at"})
    if (const auto* value = query.find(name))
      result.repeated += "&" + std::string(name) + "=" + catalog::url_encoded(*value);
  if (fields.empty() && query.find("filter"))
    throw Error(ErrorCode::bad_input,
                "filter: 预先切好的瓦片不能筛选 an archive cannot be filtered; live layers can");
  AskedFilter asked = asked_filter(query, first, known);
  // The other layers must have the same properties; what matches is then decided by name and value.
  for (std::size_t i = 1; i < fields.size(); ++i) {
    asked_filter(query, fields[i], known);
    for (const Field& field : first)
      if (query.find(field.name) &&
          std::find(fields[i].begin(), fields[i].end(), field) == fields[i].end())
        throw Error(
            ErrorCode::bad_input,
            field.name + ": 不是每个图层都有此属性 not every layer asked for has this property");
  }
  result.repeated += asked.repeated;
  if (!result.repeated.empty()) result.repeated.front() = '?';
  result.variant.filter = asked.text;
  if (!asked.text.empty())
    result.variant.shows = [asked = std::move(asked)](const Feature& f) {
      return asked.matches(f);
    };
  return result;
}

}  // namespace jintu::http

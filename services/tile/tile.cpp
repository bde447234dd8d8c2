#include "services/tile/tile.hpp"

#include <algorithm>

namespace jintu::tile {

namespace {

/// What a message to the client may repeat of a name.
std::string shown(std::string_view id) { return std::string(id.substr(0, 63)); }

void append_distinct(std::string& list, const std::string& text) {
  if (text.empty() || list.find(text) != std::string::npos) return;
  if (!list.empty()) list += " | ";
  list += text;
}

}  // namespace

std::variant<Selection, UnknownSource, BadSelection> select(const Sources& sources,
                                                            std::string_view ids) {
  Selection selection{std::string(ids), {}};
  for (std::string_view rest = ids;;) {
    const auto comma = rest.find(',');
    const auto id = rest.substr(0, comma);
    if (id.empty()) return BadSelection{"数据源名为空 an empty source id"};
    const auto found = sources.find(id);
    if (found == sources.end()) return UnknownSource{shown(id)};
    const auto& source = found->second;
    if (std::find(selection.parts.begin(), selection.parts.end(), source) != selection.parts.end())
      return BadSelection{"数据源重复 source given twice: " + shown(id)};
    if (selection.parts.size() == max_parts)
      return BadSelection{"数据源过多 more than " + std::to_string(max_parts) + " sources"};
    selection.parts.push_back(source);
    if (comma == std::string_view::npos) return selection;
    rest.remove_prefix(comma + 1);
  }
}

std::optional<tiles::Tile> make_tile(const Selection& selection, tiles::TileCoord coord) {
  if (selection.parts.size() == 1) return selection.parts.front()->get(coord);
  std::string joined;
  std::vector<const tiles::TileSource*> filled;
  for (const auto& part : selection.parts) {
    const std::string content = part->plain(coord);
    if (!content.empty()) filled.push_back(part.get());
    joined += content;
  }
  if (filled.empty()) return std::nullopt;
  // What an archive has alone there goes out as it is stored.
  if (filled.size() == 1 && filled.front()->info().kind == tiles::SourceKind::archive)
    return filled.front()->get(coord);
  return tiles::gzip_tile(joined);
}

tiles::SourceInfo info_of(const Selection& selection) {
  if (selection.parts.size() == 1) return selection.parts.front()->info();
  tiles::SourceInfo info = selection.parts.front()->info();
  info.id = selection.ids;
  info.kind = tiles::SourceKind::composite;
  for (std::size_t i = 1; i < selection.parts.size(); ++i) {
    const tiles::SourceInfo& part = selection.parts[i]->info();
    append_distinct(info.name, part.name);
    append_distinct(info.description, part.description);
    append_distinct(info.attribution, part.attribution);
    info.min_zoom = std::min(info.min_zoom, part.min_zoom);
    info.max_zoom = std::max(info.max_zoom, part.max_zoom);
    info.bounds.add(part.bounds);
    info.layers.insert(info.layers.end(), part.layers.begin(), part.layers.end());
  }
  return info;
}

}  // namespace jintu::tile

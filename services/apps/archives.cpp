#include "services/apps/archives.hpp"

#include <chrono>
#include <ctime>
#include <iostream>
#include <system_error>
#include <utility>

#include "geo/base/error.hpp"
#include "services/quality/quality.hpp"
#include "tiles/source/archive_source.hpp"

namespace jintu::apps {

namespace fs = std::filesystem;

namespace {

constexpr const char* basemap = "basemap";

std::string utc(fs::file_time_type written) {
  const auto when = std::chrono::file_clock::to_sys(written);
  const std::time_t seconds = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<std::chrono::system_clock::duration>(when));
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

}  // namespace

Archives::Archives(const Config& config) {
  for (const auto crs : {tiles::TileCrs::wgs84, tiles::TileCrs::gcj02, tiles::TileCrs::bd09})
    entries_.push_back({crs, config.archive_path(tiles::word_of(crs)), {}, nullptr, {}, {}, ""});
}

std::optional<Archives::Stamp> Archives::stamp_of(const fs::path& path) {
  std::error_code error;
  const auto time = fs::last_write_time(path, error);
  const auto size = error ? 0 : fs::file_size(path, error);
  if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory)
    return Stamp{};
  if (error) return std::nullopt;
  std::error_code no_report;
  const auto report_time = fs::last_write_time(quality::file_beside(path), no_report);
  return Stamp{time, size, no_report ? fs::file_time_type{} : report_time};
}

void Archives::open(Entry& entry) {
  const std::string told = std::exchange(entry.fault, "");
  entry.source.reset();
  entry.file.reset();
  entry.quality.reset();
  if (entry.stamp == Stamp{}) return;
  try {
    auto source = tiles::open_archive_source(basemap, entry.path.string());
    if (source->info().crs != entry.crs)
      throw Error(ErrorCode::bad_input, entry.path.string() + ": 坐标系不符 holds tiles in " +
                                            std::string(tiles::name_of(source->info().crs)) +
                                            ", expected " + std::string(tiles::name_of(entry.crs)));
    entry.file = tiles::map_archive(entry.path.string());
    entry.source = std::move(source);
  } catch (const Error& error) {
    entry.fault = error.public_detail();
    if (entry.fault != told) std::cerr << "jintu: " << error.what() << std::endl;
    return;
  }
  try {
    entry.quality = quality::read_beside(entry.path);
  } catch (const Error& error) {
    std::cerr << "jintu: " << error.what() << std::endl;  // the map does without
  }
}

bool Archives::refresh() {
  bool any = false;
  for (Entry& entry : entries_) {
    const auto now = stamp_of(entry.path);
    // What cannot be looked at goes on being served; what could not be opened is tried again.
    if (!now || (*now == entry.stamp && entry.fault.empty())) continue;
    const bool changed = *now != entry.stamp;
    const std::string fault = entry.fault;
    entry.stamp = *now;
    open(entry);
    any = any || changed || entry.fault != fault;
  }
  return any;
}

void Archives::add_to(http::Published& next) const {
  const Entry& plain = entries_.front();
  next.not_ready = plain.fault;
  if (!plain.source) return;
  next.sources[basemap] = plain.source;
  if (plain.quality) next.quality.emplace(basemap, *plain.quality);
  for (const Entry& entry : entries_) {
    if (!entry.source) continue;
    next.archives.emplace(entry.path.filename().string(), *entry.file);
    if (entry.crs != tiles::TileCrs::wgs84)
      next.moved.emplace(std::pair(std::string(basemap), entry.crs), entry.source);
  }
}

std::optional<std::string> Archives::built() const {
  if (!entries_.front().source) return std::nullopt;
  return utc(std::get<0>(entries_.front().stamp));  // not of the file: it may be gone by now
}

}  // namespace jintu::apps

#include "services/live/archives.hpp"

#include <utility>

#include "geo/base/clock.hpp"
#include "geo/base/error.hpp"
#include "geo/base/log.hpp"
#include "services/quality/quality.hpp"
#include "tiles/source/archive_source.hpp"

namespace jintu::live {

namespace fs = std::filesystem;

namespace {

constexpr const char* basemap = "basemap";

/// What is told to clients names the file, not where it lies.
std::string without_folder(std::string text, const fs::path& path) {
  const std::string folder = path.parent_path().string() + "/";
  for (auto at = text.find(folder); folder.size() > 1 && at != std::string::npos;
       at = text.find(folder))
    text.erase(at, folder.size());
  return text;
}

tiles::SourceInfo info_without_archive(tiles::TileCrs crs) {
  tiles::SourceInfo info;
  info.id = basemap;
  info.kind = tiles::SourceKind::archive;
  info.crs = crs;
  return info;
}

}  // namespace

Archives::Archives(const Config& config) {
  for (const auto crs : {tiles::TileCrs::wgs84, tiles::TileCrs::gcj02, tiles::TileCrs::bd09}) {
    entries_.emplace_back().crs = crs;
    entries_.back().path = config.archive_path(tiles::word_of(crs));
  }
}

std::optional<Archives::Stamp> Archives::stamp_of(const fs::path& path) {
  const auto archive = tiles::stamp_of(path.string());
  if (!archive) return std::nullopt;
  const auto report = tiles::stamp_of(quality::file_beside(path).string());
  return Stamp{*archive, report.value_or(tiles::FileStamp())};
}

bool Archives::refresh() {
  bool any = false;
  for (Entry& entry : entries_) any = look(entry) || any;
  return any;
}

/// Whether there is anything to publish.
bool Archives::look(Entry& entry) {
  const auto looked = stamp_of(entry.path);
  if (!looked) return false;  // what cannot be looked at goes on being served
  const Stamp now = *looked;
  const Stamp before = std::exchange(entry.stamp, now);
  if (now == before && !entry.restless && !entry.retry) return false;
  entry.retry = false;
  // A file put in place by rename is whole. One that is written to is not, and who writes may
  // pause.
  entry.restless = before.archive.exists() && now.archive.same_file(before.archive) &&
                   !now.archive.same_content(before.archive);
  if (entry.restless)
    return fail(entry, "瓦片文件正在更新 the archive is being written",
                entry.path.string() +
                    ": 正在被改写 is being written to in place; it is opened again "
                    "when that has ended");
  try {
    open(entry);
    return true;
  } catch (const Error& error) {  // what could not be opened though it is whole is tried again
    entry.retry = error.code() == ErrorCode::io || error.code() == ErrorCode::unavailable;
    return fail(entry, without_folder(error.public_detail(), entry.path), error.what());
  } catch (const std::exception& error) {
    return fail(entry, "瓦片文件无法读取 the archive cannot be read",
                entry.path.string() + ": " + error.what());
  }
}

void Archives::open(Entry& entry) {
  if (!entry.stamp.archive.exists()) return close(entry);
  auto source = tiles::open_archive_source(basemap, entry.path.string());
  if (source->info().crs != entry.crs) {  // whole, but not the map of this name
    close(entry);
    entry.fault = entry.path.filename().string() + ": 坐标系不符 holds tiles in " +
                  std::string(tiles::name_of(source->info().crs)) + ", expected " +
                  std::string(tiles::name_of(entry.crs));
    log::error("archive", entry.fault);
    return;
  }
  tiles::HashedFile file = tiles::open_hashed(entry.path.string());
  close(entry);
  entry.built = utc_text(Moment(std::chrono::nanoseconds(file.file->stamp().modified)));
  entry.source = std::move(source);
  entry.file = std::move(file);
  try {
    entry.quality = quality::read_beside(entry.path);
  } catch (const Error& error) {
    log::warning("archive report", error.what());  // the map does without
  }
}

void Archives::close(Entry& entry) {
  entry.source.reset();
  entry.file = {};
  entry.quality.reset();
  entry.built.clear();
  entry.fault.clear();
}

/// Maps go on with what they know of the archive, and get their tiles when it is whole again.
bool Archives::fail(Entry& entry, const std::string& why, const std::string& told) {
  if (entry.fault == why) return false;
  log::error("archive", told);
  auto info = entry.source ? entry.source->info() : info_without_archive(entry.crs);
  entry.source = tiles::make_unavailable_source(std::move(info), why);
  entry.file = {};
  entry.fault = why;
  return true;
}

void Archives::add_to(Published& next) const {
  const Entry& plain = entries_.front();
  next.not_ready = plain.fault;
  if (!plain.source) return;
  next.sources[basemap] = plain.source;
  if (plain.quality) next.quality.emplace(basemap, *plain.quality);
  for (const Entry& entry : entries_) {
    if (!entry.source) continue;
    next.archives.emplace(entry.path.filename().string(), entry.file);
    if (entry.crs != tiles::TileCrs::wgs84)
      next.moved.emplace(std::pair(std::string(basemap), entry.crs), entry.source);
  }
}

std::optional<std::string> Archives::built() const {
  const std::string& built = entries_.front().built;
  return built.empty() ? std::nullopt : std::optional(built);
}

}  // namespace jintu::live

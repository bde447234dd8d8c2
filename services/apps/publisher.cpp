#include "services/apps/publisher.hpp"

#include <chrono>
#include <ctime>
#include <iostream>

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"
#include "services/quality/quality.hpp"
#include "tiles/archive/archive_file.hpp"
#include "tiles/source/archive_source.hpp"
#include "tiles/source/live_source.hpp"

namespace jintu::apps {

namespace fs = std::filesystem;

namespace {

constexpr const char* basemap = "basemap";

std::string modified_utc(const fs::path& file) {
  const auto when = std::chrono::file_clock::to_sys(fs::last_write_time(file));
  const std::time_t seconds = std::chrono::system_clock::to_time_t(std::chrono::time_point_cast<std::chrono::system_clock::duration>(when));
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

}  // namespace

Publisher::Publisher(const Config& config, FeatureStore& store, http::ServiceState& state)
    : config_(config), store_(store), state_(state) {
  const fs::path manifest = config.data.shipped / "manifest.json";
  if (fs::exists(manifest)) facts_ = catalog::layer_facts(read_json_file(manifest.string()));
  const fs::path holidays = config.data.shipped / "holidays.json";
  if (fs::exists(holidays)) calendar_ = std::make_shared<const hours::Calendar>(read_json_file(holidays.string()));
  if (archive_changed()) open_archive();
  publish();
  watcher_ = std::thread([this] { watch(); });
}

Publisher::~Publisher() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  watcher_.join();
}

bool Publisher::archive_changed() {
  std::error_code error;
  const fs::path path = config_.archive_path();
  const auto time = fs::last_write_time(path, error);
  const auto size = error ? 0 : fs::file_size(path, error);
  std::error_code no_report;
  const auto report_time = fs::last_write_time(quality::file_beside(path), no_report);
  const auto stamp = error ? decltype(archive_stamp_){} : std::tuple(time, size, no_report ? fs::file_time_type{} : report_time);
  if (stamp == archive_stamp_) return false;
  archive_stamp_ = stamp;
  return true;
}

void Publisher::open_archive() {
  archive_.reset();
  archive_file_.reset();
  archive_quality_.reset();
  archive_fault_.clear();
  if (!fs::exists(config_.archive_path())) return;
  try {
    archive_ = tiles::open_archive_source(basemap, config_.archive_path().string());
    archive_file_ = tiles::map_archive(config_.archive_path().string());
  } catch (const Error& error) {
    archive_fault_ = error.public_detail();
    std::cerr << "jintu: " << error.what() << std::endl;
    return;
  }
  try {
    archive_quality_ = quality::read_beside(config_.archive_path());
  } catch (const Error& error) {
    std::cerr << "jintu: " << error.what() << std::endl;  // the map does without
  }
}

void Publisher::publish_changes(const ChangeSet& changes) { publish(&changes); }

void Publisher::publish(const ChangeSet* changes) {
  const auto before = state_.get();
  auto next = std::make_shared<http::Published>();
  next->snapshot = store_.snapshot();
  const auto districts = next->snapshot->layer("districts");
  for (const auto& [name, layer] : next->snapshot->layers()) {
    // A source is made of its layer and, for records known by district only, of the districts.
    const auto last = layers_.find(name);
    const bool same = before && last != layers_.end() && last->second == layer && districts == districts_;
    next->sources[name] = same ? before->sources.at(name) : tiles::make_live_source(*layer, districts.get());
  }
  const auto& site = config_.site;
  next->site.review_number = site.review_number;
  next->site.longitude = site.longitude;
  next->site.latitude = site.latitude;
  next->site.zoom = site.zoom;
  next->site.layers = facts_;
  next->calendar = calendar_;
  next->not_ready = archive_fault_;
  if (archive_) {
    next->sources[basemap] = archive_;
    if (archive_file_) next->archives.emplace(config_.archive_path().filename().string(), *archive_file_);
    if (archive_quality_) next->quality.emplace(basemap, *archive_quality_);
    catalog::Basemap map;
    map.source = store_.meta("osm.source");
    map.built = modified_utc(config_.archive_path());
    next->site.basemap = std::move(map);
  }
  const Revision revision = next->snapshot->revision();
  const bool complete = changes && changes_ && changes_->latest().value + 1 == revision.value && districts == districts_;
  // Places by district, names and borders hang on the districts: then maps read everything anew.
  if (complete) changes_ = changes_->with(edit::logged(*changes, *next->snapshot), revision);
  else if (!changes_ || changes_->latest() != revision) changes_ = std::make_shared<const edit::ChangeLog>(revision);
  next->changes = changes_;
  layers_ = next->snapshot->layers();
  districts_ = districts;
  state_.publish(std::move(next));
}

void Publisher::watch() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, std::chrono::seconds(1), [this] { return stopping_; })) {
    try {
      const bool store_changed = store_.refresh();
      const bool archive_is_new = archive_changed();
      if (archive_is_new) open_archive();
      if (archive_is_new || store_changed) publish();
    } catch (const Error& error) {
      std::cerr << "jintu: " << error.what() << std::endl;  // the last good state goes on being served
    }
  }
}

}  // namespace jintu::apps

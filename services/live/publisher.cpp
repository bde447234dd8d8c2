#include "services/live/publisher.hpp"

#include <algorithm>
#include <chrono>

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"
#include "geo/base/log.hpp"
#include "geo/base/text.hpp"
#include "geo/io/schema_check.hpp"
#include "geo/store/live_layers.hpp"
#include "services/live/layer_sources.hpp"
#include "services/venues/venues.hpp"

namespace jintu::live {

namespace fs = std::filesystem;

std::shared_ptr<const catalog::StoredLayers> stored_layers(const FeatureStore& store) {
  catalog::StoredLayers stored;
  for (LayerInfo& info : store.layers()) {
    if (info.schema.role != LayerRole::bulk) continue;
    const std::string name = info.schema.name;
    stored.emplace(name, std::make_shared<const catalog::StoredLayer>(catalog::StoredLayer{
                             std::move(info.schema), info.bounds, info.count, info.replaced}));
  }
  return std::make_shared<const catalog::StoredLayers>(std::move(stored));
}

Publisher::Publisher(const Config& config, FeatureStore& store, ServiceState& state, Pins pins)
    : config_(config), store_(store), state_(state), pins_(std::move(pins)), archives_(config) {
  const fs::path manifest = config.data.shipped / "manifest.json";
  if (fs::exists(manifest)) facts_ = catalog::layer_facts(read_json_file(manifest.string()));
  const fs::path holidays = config.data.shipped / "holidays.json";
  if (fs::exists(holidays))
    calendar_ = std::make_shared<const hours::Calendar>(read_json_file(holidays.string()));
  const fs::path pinyin = config.data.shipped / "pinyin.json";
  if (fs::exists(pinyin)) pinyin_ = venues::Pinyin(read_json_file(pinyin.string()));
  const auto described = live_layer_names();
  std::vector<std::string_view> names(described.begin(), described.end());
  for (const EnteredLayer& layer : entered_layers()) names.push_back(layer.name);
  for (const std::string_view name : names) {
    const fs::path schema = config_.data.shipped / "schemas" / (std::string(name) + ".schema.json");
    if (fs::exists(schema))
      schemas_.emplace(
          name, std::make_shared<const Json>(
                    io::RecordSchema::load(schema.string(), io::RecordUse::imported).feature()));
  }
  archives_.refresh();
  publish();
  store_.listen([this] {
    heard_ = true;  // without the mutex: at worst the watcher looks a second later
    wake_.notify_all();
  });
  watcher_ = std::thread([this] { watch(); });
}

Publisher::~Publisher() {
  store_.listen({});
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  watcher_.join();
}

bool Publisher::tried(const std::function<void()>& step) noexcept {
  std::string fault;
  try {
    step();
    complaint_.clear();
    return true;
  } catch (const std::exception& error) {
    fault = error.what();
  } catch (...) {
    fault = "unknown exception";
  }
  if (fault != complaint_) {
    log::error("publish", "未能发布，稍后再试 cannot publish, trying again: " + fault);
    complaint_ = fault;
  }
  return false;
}

void Publisher::publish_changes(const ChangeSet& changes) noexcept {
  behind_ = !tried([&] { publish(&changes); });
}

std::optional<std::vector<ChangeSet>> Publisher::commits_until(const Snapshot& now,
                                                               const ChangeSet* own) const {
  if (!published_ || store_.epoch() != epoch_) return std::nullopt;
  if (&now == published_.get()) return std::vector<ChangeSet>();  // the store may be gone
  const Revision last = published_->revision();
  if (own && own->revision == now.revision() && own->revision.value == last.value + 1)
    return std::vector{*own};
  return store_.changes(*published_, now);
}

void Publisher::publish(const ChangeSet* own) {
  const auto before = state_.get(View::working);
  auto next = std::make_shared<Published>();
  next->snapshot = store_.snapshot();
  next->epoch = store_.epoch();
  const Revision revision = next->snapshot->revision();
  const auto commits = commits_until(*next->snapshot, own);
  const bool complete = commits && before && same_districts(*next->snapshot, *before->snapshot);
  add_layer_sources(*next, before.get(), nullptr, complete ? &*commits : nullptr);
  const auto& site = config_.site;
  next->site.review_number = site.review_number;
  next->site.longitude = site.longitude;
  next->site.latitude = site.latitude;
  next->site.zoom = site.zoom;
  next->site.layers = facts_;
  // Edits do not touch what was imported.
  const bool imported =
      !complete || std::any_of(commits->begin(), commits->end(), [](const ChangeSet& commit) {
        return !commit.replaced_layers.empty();
      });
  if (imported || !venues_)
    venues_ =
        std::make_shared<const std::string>(venues::document(store_, *next->snapshot, pinyin_));
  next->venues = venues_;
  if (imported || !stored_) stored_ = stored_layers(store_);
  next->stored = stored_;
  next->store = &store_;
  next->calendar = calendar_;
  next->schemas = schemas_;
  archives_.add_to(*next);
  hindrance_ = hindrance();
  if (next->not_ready.empty()) next->not_ready = hindrance_;
  if (const auto built = archives_.built()) {
    catalog::Basemap map;
    try {
      osm_source_ = store_.meta("osm.source");
    } catch (const Error&) {  // the words of the last publish will do
    }
    map.source = osm_source_;
    map.built = *built;
    next->site.basemap = std::move(map);
  }
  // Places by district, names and borders hang on the districts: then maps read everything anew.
  next->changes = complete ? before->changes : std::make_shared<const ChangeLog>(revision);
  if (complete)
    for (const ChangeSet& commit : *commits)
      next->changes = next->changes->with(logged(commit, *next->snapshot), commit.revision);
  const auto pin = pin_now();
  std::shared_ptr<const Published> released = next;
  if (pin) {
    next->site.review_number.clear();  // a number is of what was reviewed
    released = released_.state(next, *pin, store_, [this](const Snapshot& snapshot) {
      return std::make_shared<const std::string>(venues::document(store_, snapshot, pinyin_));
    });
  }
  published_ = next->snapshot;
  epoch_ = next->epoch;
  pin_ = pin;
  state_.publish(std::move(released), std::move(next));
}

std::optional<Pin> Publisher::pin_now() const {
  if (!pins_) return std::nullopt;
  try {
    return pins_();
  } catch (const Error&) {
    if (!published_) throw;  // nothing is shown that may not be released
    return pin_;             // where the releases are cannot be read now: what stood stands
  }
}

void Publisher::release_changed() {
  const std::lock_guard lock(mutex_);
  publish();
}

std::string Publisher::hindrance() const {
  if (std::string trouble = store_.trouble(); !trouble.empty()) return trouble;
  std::error_code error;
  const auto space = fs::space(config_.data.dir, error);
  const auto least = static_cast<std::uintmax_t>(config_.store.free_mb) << 20;
  if (error || space.available >= least) return {};
  return "数据目录所在磁盘已满 the disk of the data directory is full: " +
         human_bytes(space.available) + " free, [store] free_mb asks for " +
         std::to_string(config_.store.free_mb) + " MB";
}

void Publisher::look() {
  store_.refresh();
  behind_ = archives_.refresh() || behind_;
  const std::string now = hindrance();
  if (now != hindrance_)
    now.empty() ? log::info("store", "库可用 the store is well again") : log::error("store", now);
  // Also what an edit found that was then refused: it is in the snapshot, but not published.
  behind_ = behind_ || store_.snapshot() != published_ || now != hindrance_;
  if (pin_now() != pin_) behind_ = true;  // released, or withdrawn, by another process
  if (!behind_) return;
  publish();
  behind_ = false;
}

void Publisher::watch() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait_for(lock, std::chrono::seconds(1), [this] { return stopping_ || heard_; });
    if (stopping_) return;
    heard_ = false;
    // When it fails, the last good state goes on being served.
    tried([this] { look(); });
  }
}

}  // namespace jintu::live

#include "tiles/build/pyramid.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <thread>

#include "geo/base/error.hpp"
#include "tiles/blob/gzip.hpp"

namespace jintu::tiles {
namespace {

/// Tiles along one side of a block: a square of the Hilbert curve, so its ids are consecutive.
constexpr int block_bits = 4;

/// A block to cut, and which of its tiles are wanted.
struct Job {
  TileCoord first;
  std::optional<TileRange> range;
};
struct Cut {
  TileCoord tile;
  std::string bytes;  ///< gzip
  TileReport report;
};
struct CutBlock {
  std::vector<Cut> tiles;  ///< by id
  std::map<std::string, PyramidLayerReport> repairs;
};

/// Which squares hold anything: descends from the world to blocks of one zoom.
class BlockFinder {
 public:
  BlockFinder(PreparedLayers layers, const PyramidOptions& options)
      : layers_(layers), options_(options) {}

  /// First tiles of blocks, in the order of their ids.
  std::vector<TileCoord> find(int zoom) {
    blocks_.clear();
    zoom_ = zoom;
    range_.reset();
    if (options_.bounds) {
      range_ = tiles_touched(*options_.bounds, zoom, 0);
      if (!range_) return {};
    }
    descend(TileCoord(), std::max(0, zoom - block_bits));
    std::sort(blocks_.begin(), blocks_.end(),
              [](TileCoord a, TileCoord b) { return pmtiles_id(a) < pmtiles_id(b); });
    return std::move(blocks_);
  }
  const std::optional<TileRange>& range() const { return range_; }

 private:
  void descend(TileCoord square, int target) {
    if (!any(square)) return;
    if (square.z() == target) {
      const int up = zoom_ - target;
      blocks_.push_back(*TileCoord::checked(zoom_, std::int64_t{square.x()} << up,
                                            std::int64_t{square.y()} << up));
      return;
    }
    for (const std::uint32_t k : {0u, 1u, 2u, 3u})
      descend(
          *TileCoord::checked(square.z() + 1, 2 * square.x() + (k & 1), 2 * square.y() + (k >> 1)),
          target);
  }

  bool any(TileCoord square) const {
    const std::int64_t side = std::int64_t{1} << (32 - square.z());
    const std::int64_t margin = (std::int64_t{1} << (32 - zoom_)) * tile_buffer / tile_extent + 1;
    const auto clamp = [](std::int64_t v) {
      return static_cast<std::uint32_t>(std::clamp<std::int64_t>(v, 0, 0xffffffff));
    };
    const std::int64_t x = side * square.x(), y = side * square.y();
    const IndexBox box{clamp(x - margin), clamp(y - margin), clamp(x + side + margin),
                       clamp(y + side + margin)};
    if (range_) {
      const int up = zoom_ - square.z();
      if ((range_->x1 >> up) < square.x() || (range_->x0 >> up) > square.x() ||
          (range_->y1 >> up) < square.y() || (range_->y0 >> up) > square.y())
        return false;
    }
    for (const auto& layer : layers_) {
      if (layer->rules().min_zoom > zoom_) continue;
      bool found = false;
      layer->index().query(box, [&](std::uint32_t) {
        found = true;
        return false;
      });
      if (found) return true;
    }
    return false;
  }

  PreparedLayers layers_;
  const PyramidOptions& options_;
  int zoom_ = 0;
  std::optional<TileRange> range_;
  std::vector<TileCoord> blocks_;
};

CutBlock cut(PreparedLayers layers, TileCoord first, const std::optional<TileRange>& range,
             const EncodeOptions& options) {
  const std::uint32_t side = 1u << std::min(first.z(), block_bits);
  const Block block = make_block(layers, first.z(), first.x(), first.y(), side);
  CutBlock out;
  for (const BlockLayer& layer : block.layers) {
    if (layer.repaired + layer.invalid == 0) continue;
    auto& report = out.repairs[layer.layer->rules().name];
    report.repaired += layer.repaired;
    report.invalid += layer.invalid;
  }
  for (std::uint32_t j = 0; j < side; ++j)
    for (std::uint32_t i = 0; i < side; ++i) {
      const TileCoord tile =
          *TileCoord::checked(first.z(), std::int64_t{first.x()} + i, std::int64_t{first.y()} + j);
      if (range && !range->contains(tile)) continue;
      EncodedTile encoded = encode_tile(block, i, j, options);
      if (!encoded.bytes.empty())
        out.tiles.push_back({tile, gzip(encoded.bytes), std::move(encoded.report)});
    }
  std::sort(out.tiles.begin(), out.tiles.end(),
            [](const Cut& a, const Cut& b) { return pmtiles_id(a.tile) < pmtiles_id(b.tile); });
  return out;
}

/// Blocks are cut by any thread and handed over in their order, a few ahead of the writer at most.
class Cutters {
 public:
  Cutters(PreparedLayers layers, const std::vector<Job>& jobs, const PyramidOptions& options,
          unsigned threads)
      : layers_(layers), jobs_(jobs), options_(options), ahead_(std::size_t{threads} * 4) {
    for (unsigned i = 0; i < threads; ++i) workers_.emplace_back([this] { work(); });
  }
  ~Cutters() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    for (auto& worker : workers_) worker.join();
  }
  Cutters(const Cutters&) = delete;
  Cutters& operator=(const Cutters&) = delete;

  /// The next block in order. Rethrows what a worker threw.
  CutBlock take(const Progress& progress) {
    std::unique_lock lock(mutex_);
    while (!failure_ && !ready_.contains(taken_)) {
      changed_.wait_for(lock, std::chrono::milliseconds(100));
      lock.unlock();
      progress.check();
      lock.lock();
    }
    if (failure_) std::rethrow_exception(failure_);
    auto node = ready_.extract(taken_++);
    lock.unlock();
    changed_.notify_all();
    return std::move(node.mapped());
  }

 private:
  void work() {
    for (;;) {
      std::size_t mine = 0;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock,
                      [&] { return stop_ || begun_ == jobs_.size() || begun_ < taken_ + ahead_; });
        if (stop_ || begun_ == jobs_.size()) return;
        mine = begun_++;
      }
      try {
        CutBlock done = cut(layers_, jobs_[mine].first, jobs_[mine].range, options_.encode);
        const std::lock_guard lock(mutex_);
        ready_.emplace(mine, std::move(done));
      } catch (...) {
        const std::lock_guard lock(mutex_);
        failure_ = std::current_exception();
        stop_ = true;
      }
      changed_.notify_all();
    }
  }

  PreparedLayers layers_;
  const std::vector<Job>& jobs_;
  const PyramidOptions& options_;
  std::size_t ahead_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::size_t, CutBlock> ready_;
  std::size_t begun_ = 0, taken_ = 0;
  bool stop_ = false;
  std::exception_ptr failure_;
  std::vector<std::thread> workers_;
};

class Tally {
 public:
  explicit Tally(PreparedLayers layers) {
    for (const auto& layer : layers) report_.layers.push_back({layer->rules().name, 0, 0, 0, 0, 0});
  }
  void add(const CutBlock& block) {
    for (const auto& [name, repairs] : block.repairs) {
      of(name).repaired += repairs.repaired;
      of(name).invalid += repairs.invalid;
    }
    for (const Cut& cut : block.tiles) {
      if (cut.report.bytes > report_.largest_tile) {
        report_.largest_tile = cut.report.bytes;
        report_.largest_tile_name = std::to_string(cut.tile.z()) + "/" +
                                    std::to_string(cut.tile.x()) + "/" +
                                    std::to_string(cut.tile.y());
      }
      for (const LayerReport& r : cut.report.layers) {
        auto& sum = of(r.layer);
        sum.features += r.features;
        sum.dust += r.dust;
        sum.repaired += r.repaired;
        sum.invalid += r.invalid;
        sum.over_budget += r.over_budget;
      }
    }
  }
  PyramidReport finish(ArchiveTotals archive) && {
    report_.archive = archive;
    return std::move(report_);
  }

 private:
  PyramidLayerReport& of(const std::string& name) {
    return *std::find_if(report_.layers.begin(), report_.layers.end(),
                         [&](const auto& l) { return l.layer == name; });
  }
  PyramidReport report_;
};

}  // namespace

unsigned PyramidOptions::thread_count() const {
  return std::clamp(threads ? threads : std::thread::hardware_concurrency(), 1u, 64u);
}

PyramidReport build_pyramid(PreparedLayers layers, const std::string& path, ArchiveInfo info,
                            const PyramidOptions& options, const Progress& progress) {
  // One list for all zooms: at most of them there is but one block, which would leave the other
  // threads idle.
  std::vector<Job> jobs;
  BlockFinder finder(layers, options);
  for (int zoom = options.min_zoom; zoom <= options.max_zoom; ++zoom)
    for (const TileCoord first : finder.find(zoom)) jobs.push_back({first, finder.range()});
  const auto writer = create_archive(path);
  Tally tally(layers);
  std::uint64_t written = 0;
  {
    Cutters cutters(
        layers, jobs, options,
        static_cast<unsigned>(std::min<std::size_t>(options.thread_count(), jobs.size())));
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      progress.report("tiles.cut", i, jobs.size());
      progress.check();
      const CutBlock block = cutters.take(progress);
      for (const Cut& cut : block.tiles) writer->add(cut.tile, cut.bytes);
      tally.add(block);
      written += block.tiles.size();
    }
  }
  progress.report("tiles.cut", jobs.size(), jobs.size());
  if (written == 0)
    throw Error(ErrorCode::bad_input,
                "没有可画的内容 nothing to draw: no tile would have anything in it");
  info.min_zoom = options.min_zoom;
  info.max_zoom = options.max_zoom;
  return std::move(tally).finish(writer->finish(info));
}

}  // namespace jintu::tiles

#include "tiles/mvt/block.hpp"

#include <algorithm>

#include "geo/base/error.hpp"
#include "tiles/mvt/dust.hpp"

namespace jintu::tiles {
namespace {

/// Brings world coordinates onto the block's grid.
struct Frame {
  int zoom, shift;
  std::int64_t origin_x, origin_y;  // of the block, in grid units
  std::int64_t tile;

  std::int64_t rounded(std::uint32_t w) const {
    return shift == 0 ? std::int64_t{w}
                      : (std::int64_t{w} + (std::int64_t{1} << (shift - 1))) >> shift;
  }
  FarPoint at(WorldPoint p) const { return {rounded(p.x) - origin_x, rounded(p.y) - origin_y}; }
  // A point belongs to exactly one tile: rounding must not carry it over the edge.
  std::int64_t in_tile(std::uint32_t w) const {
    const std::int64_t first = (std::int64_t{w} >> (32 - zoom)) * tile;
    return std::clamp(rounded(w), first, first + tile - 1);
  }
};

/// Most rings are buildings of a few vertices, for which memory would cost more than the work.
template <class Ring>
class Spares {
 public:
  void take_back(std::vector<Ring>& rings) {
    for (Ring& ring : rings) spares_.push_back(std::move(ring));
    rings.clear();
  }
  Ring empty_one() {
    if (spares_.empty()) return {};
    Ring ring = std::move(spares_.back());
    spares_.pop_back();
    ring.clear();
    return ring;
  }

 private:
  std::vector<Ring> spares_;
};

class LayerWork {
 public:
  LayerWork(const Block& block, const Frame& frame, std::shared_ptr<const PreparedLayer> layer)
      : block_(block), frame_(frame), layer_(*layer) {
    out_.layer = std::move(layer);
  }

  BlockLayer run() {
    const bool collect = layer_.rules().small_areas == SmallAreas::keep_as_dust &&
                         block_.zoom <= layer_.rules().max_zoom;
    std::vector<std::uint32_t> found;
    layer_.index().query(window(collect), [&](std::uint32_t i) { found.push_back(i); });
    std::sort(found.begin(), found.end());
    for (std::size_t k = 0; k < found.size(); ++k) {
      if (k + 32 < found.size()) layer_.prefetch_feature(found[k + 32]);
      if (k + 16 < found.size()) layer_.prefetch_parts(found[k + 16]);
      if (k + 6 < found.size()) layer_.prefetch_content(found[k + 6]);
      const std::uint32_t i = found[k];
      const PreparedFeature& f = layer_.features()[i];
      if (block_.zoom < f.min_zoom || block_.zoom > f.max_zoom) continue;
      if (f.kind == 1) add_points(i, f);
      if (f.kind == 2) add_lines(i, f);
      if (f.kind == 3) add_polygons(i, f, collect);
    }
    finish_coverage();
    finish_dust();
    return std::move(out_);
  }

 private:
  IndexBox window(bool with_dust) const {
    const std::int64_t margin = with_dust ? dust_cell : block_.grid.buffer;
    const std::int64_t span = block_.grid.size * block_.grid.tile;
    const auto world = [&](std::int64_t grid_units) {
      const std::int64_t w = grid_units * (std::int64_t{1} << frame_.shift);
      return static_cast<std::uint32_t>(std::clamp<std::int64_t>(w, 0, 0xffffffff));
    };
    // One unit more: a vertex just outside may be rounded into the window.
    return {world(frame_.origin_x - margin - 1), world(frame_.origin_y - margin - 1),
            world(frame_.origin_x + span + margin + 1), world(frame_.origin_y + span + margin + 1)};
  }

  void begin(std::uint32_t feature, bool dust = false) {
    current_ = {feature,
                static_cast<std::uint32_t>(out_.part_begin.size() - 1),
                0,
                {INT32_MAX, INT32_MAX},
                {INT32_MIN, INT32_MIN},
                dust};
  }
  template <class Points>
  void part(const Points& points) {
    const std::size_t before = out_.points.size();
    out_.points.resize(before + points.size());
    GridPoint* to = out_.points.data() + before;
    GridPoint low = current_.low, high = current_.high;
    for (const auto& p : points) {
      const GridPoint q{static_cast<std::int32_t>(p.x), static_cast<std::int32_t>(p.y)};
      low = {std::min(low.x, q.x), std::min(low.y, q.y)};
      high = {std::max(high.x, q.x), std::max(high.y, q.y)};
      *to++ = q;
    }
    current_.low = low;
    current_.high = high;
    out_.part_begin.push_back(static_cast<std::uint32_t>(out_.points.size()));
    ++current_.part_count;
  }
  void end() {
    if (current_.part_count > 0) out_.features.push_back(current_);
  }

  void add_points(std::uint32_t i, const PreparedFeature& f) {
    far_.clear();
    const std::int64_t span = block_.grid.size * block_.grid.tile;
    for (const WorldPoint p : layer_.part(f.first_part)) {
      const FarPoint q{frame_.in_tile(p.x) - frame_.origin_x,
                       frame_.in_tile(p.y) - frame_.origin_y};
      if (q.x >= 0 && q.y >= 0 && q.x < span && q.y < span) far_.push_back(q);
    }
    begin(i);
    if (!far_.empty()) part(far_);
    end();
  }

  // The vertices of this zoom, rounded, without repetitions; sets `box_`.
  void take_part(std::uint32_t p, bool ring) {
    const auto points = layer_.part(p);
    const auto zooms = layer_.part_zooms(p);
    far_.resize(points.size());
    FarPoint* to = far_.data();
    GridBox box = box_;
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (zooms[i] > block_.zoom) continue;
      const FarPoint q = frame_.at(points[i]);
      if (to != far_.data() && to[-1] == q) continue;
      *to++ = q;
      box = {std::min(box.min_x, q.x), std::min(box.min_y, q.y), std::max(box.max_x, q.x),
             std::max(box.max_y, q.y)};
    }
    box_ = box;
    far_.resize(static_cast<std::size_t>(to - far_.data()));
    if (ring)
      while (far_.size() > 1 && far_.front() == far_.back()) far_.pop_back();
  }
  // Before cutting: a vertex that lies beyond the same side of the window as both its neighbours
  // decides nothing there, as neither do their edges, and the edge that takes their place.
  void leave_out_far(std::vector<FarPoint>& part) const {
    const GridBox window = block_.grid.window();
    const auto sides = [&](FarPoint p) {
      return (p.x < window.min_x   ? 1
              : p.x > window.max_x ? 2
                                   : 0) |
             (p.y < window.min_y   ? 4
              : p.y > window.max_y ? 8
                                   : 0);
    };
    if (part.size() < 8) return;
    FarPoint* to = part.data();
    int before = sides(part[0]), here = sides(part[1]);
    for (std::size_t i = 1; i + 1 < part.size(); ++i) {
      const int after = sides(part[i + 1]);
      if ((before & here & after) == 0) {
        *++to = part[i];
        before = here;
      }
      here = after;
    }
    *++to = part.back();
    part.resize(static_cast<std::size_t>(to - part.data()) + 1);
  }
  void reset_box() { box_ = {INT64_MAX, INT64_MAX, INT64_MIN, INT64_MIN}; }
  bool crosses_lines() const {
    return !block_.grid.window().contains(box_) ||
           block_.grid.line_between(box_.min_x, box_.max_x) ||
           block_.grid.line_between(box_.min_y, box_.max_y);
  }

  void add_lines(std::uint32_t i, const PreparedFeature& f) {
    begin(i);
    for (std::uint32_t p = f.first_part; p < f.first_part + f.part_count; ++p) {
      reset_box();
      take_part(p, false);
      if (far_.size() < 2) continue;
      if (!crosses_lines()) {
        part(far_);
        continue;
      }
      leave_out_far(far_);
      add_clip_vertices(far_, false, block_.grid, cut_);
      pieces_.clear();
      clip_line(cut_, block_.grid.window(), pieces_);
      for (const auto& piece : pieces_) part(piece);
    }
    end();
  }

  // The feature's rings on the grid, not yet cut; far ones have their clip vertices.
  void take_rings(const PreparedFeature& f) {
    spare_far_rings_.take_back(far_rings_);
    reset_box();
    for (std::uint32_t p = f.first_part; p < f.first_part + f.part_count; ++p) {
      take_part(p, true);
      if (far_.size() < 3) continue;
      far_rings_.push_back(spare_far_rings_.empty_one());
      far_rings_.back().swap(far_);
    }
  }
  void cut_rings() {
    for (auto& ring : far_rings_) {
      leave_out_far(ring);
      add_clip_vertices(ring, true, block_.grid, cut_);
      GridRing clipped = clip_ring(cut_, block_.grid.window());
      if (clipped.size() >= 3 && twice_area(std::span<const GridPoint>(clipped)) != 0)
        rings_.push_back(std::move(clipped));
    }
  }
  void copy_rings() {
    for (const auto& ring : far_rings_) {
      GridRing near = spare_rings_.empty_one();
      near.reserve(ring.size());
      for (const FarPoint p : ring)
        near.push_back({static_cast<std::int32_t>(p.x), static_cast<std::int32_t>(p.y)});
      if (twice_area(std::span<const GridPoint>(near)) != 0) rings_.push_back(std::move(near));
    }
  }
  void make_valid(GridRings& rings) {
    if (rings.empty() || is_strictly_valid(rings)) return;
    ++out_.repaired;
    repair(std::span(&rings, 1));
    if (is_noded(rings)) return;
    ++out_.invalid;
    rings.clear();
  }
  void store(std::uint32_t i, const GridRings& rings) {
    begin(i);
    for (const auto& ring : rings) part(ring);
    end();
  }

  void add_polygons(std::uint32_t i, const PreparedFeature& f, bool collect) {
    const double unit_area =
        double(std::int64_t{1} << frame_.shift) * double(std::int64_t{1} << frame_.shift);
    const double area = f.area / unit_area;
    const FarPoint low = frame_.at({f.box.min_x, f.box.min_y});
    const FarPoint high = frame_.at({f.box.max_x, f.box.max_y});
    // From the layer's last zoom on every feature is there itself, so that tiles count what the
    // store has.
    const bool last = block_.zoom >= layer_.rules().max_zoom;
    const bool tracked = collect && !last && area < dust_tracked_area &&
                         high.x - low.x <= dust_tracked_width &&
                         high.y - low.y <= dust_tracked_width;
    spare_rings_.take_back(rings_);
    double drawn = 0;
    if (!tracked || area >= dust_area) {
      take_rings(f);
      if (tracked) {
        copy_rings();
        make_valid(rings_);
        drawn = double(twice_area(rings_)) / 2;
        spare_far_rings_.take_back(far_rings_);
        for (const auto& ring : rings_) {
          auto& far = far_rings_.emplace_back(spare_far_rings_.empty_one());
          for (const GridPoint p : ring) far.push_back({p.x, p.y});
        }
        spare_rings_.take_back(rings_);
      }
      if (crosses_lines())
        cut_rings();
      else
        copy_rings();
      if (layer_.rules().borders == Borders::shared) {
        shared_.push_back(rings_);
        shared_features_.push_back(i);
      } else {
        if (!tracked || crosses_lines()) make_valid(rings_);
        if (last && rings_.empty() && area < dust_area) mark_lost(low);
        store(i, rings_);
      }
    }
    if (tracked) collect_dust(i, f, low, high, area - drawn);
  }

  /// What rounding left nothing of is a square of one unit: it can be counted and clicked.
  void mark_lost(FarPoint at) {
    const GridPoint a{static_cast<std::int32_t>(at.x), static_cast<std::int32_t>(at.y)};
    const GridPoint c{a.x + 1, a.y + 1};
    if (block_.grid.window().contains({a.x, a.y, c.x, c.y}))
      rings_.push_back(GridRing{a, {c.x, a.y}, c, {a.x, c.y}});
  }

  void collect_dust(std::uint32_t i, const PreparedFeature& f, FarPoint low, FarPoint high,
                    double missing) {
    const FarPoint at{(low.x + high.x) / 2, (low.y + high.y) / 2};
    const auto cell = [](std::int64_t v) { return (v + (std::int64_t{1} << 40)) / dust_cell; };
    grains_.push_back({cell(at.x + frame_.origin_x),
                       cell(at.y + frame_.origin_y),
                       group_of(f),
                       i,
                       {static_cast<std::int32_t>(at.x), static_cast<std::int32_t>(at.y)},
                       missing});
  }
  std::uint64_t group_of(const PreparedFeature& f) const {
    if (layer_.rules().dust_group.empty()) return 0;
    for (const Tag t : layer_.tags(f))
      if (layer_.keys()[t.key] == layer_.rules().dust_group)
        return dust_hash(layer_.values().encoded(t.value));
    return 1;
  }

  // Neighbours are rounded together, so that their common borders stay common.
  void finish_coverage() {
    if (shared_.empty()) return;
    bool fine = is_noded_coverage(shared_);
    for (std::size_t i = 0; fine && i < shared_.size(); ++i) fine = is_strictly_valid(shared_[i]);
    if (!fine) {
      repair(shared_);
      out_.repaired += shared_.size();
    }
    for (std::size_t i = 0; i < shared_.size(); ++i) {
      if (!fine && !is_noded(shared_[i])) {
        ++out_.invalid;
        continue;
      }
      store(shared_features_[i], shared_[i]);
    }
  }

  void finish_dust() {
    if (grains_.empty()) return;
    const std::uint64_t seed =
        dust_hash(layer_.rules().name) + static_cast<std::uint64_t>(block_.zoom);
    const GridBox window = block_.grid.window();
    for (const DustSquare& s : settle_dust(std::move(grains_), seed)) {
      const GridPoint a = s.low, c{a.x + s.side, a.y + s.side};
      if (!window.intersects({a.x, a.y, c.x, c.y})) continue;
      begin(s.feature, true);
      part(GridRing{a, {c.x, a.y}, c, {a.x, c.y}});
      end();
    }
    std::sort(out_.features.begin(), out_.features.end(),
              [](const BlockFeature& l, const BlockFeature& r) {
                return l.feature != r.feature ? l.feature < r.feature : l.dust < r.dust;
              });
  }

  const Block& block_;
  const Frame& frame_;
  const PreparedLayer& layer_;
  BlockLayer out_;
  BlockFeature current_;
  GridBox box_{};
  std::vector<FarPoint> far_, cut_;
  std::vector<std::vector<FarPoint>> far_rings_;
  Spares<std::vector<FarPoint>> spare_far_rings_;
  std::vector<GridRing> pieces_;
  GridRings rings_;
  Spares<GridRing> spare_rings_;
  std::vector<GridRings> shared_;
  std::vector<std::uint32_t> shared_features_;
  std::vector<DustGrain> grains_;
};

}  // namespace

Block make_block(PreparedLayers layers, int zoom, std::uint32_t x, std::uint32_t y,
                 std::uint32_t size) {
  Block block;
  block.zoom = zoom;
  block.x = x;
  block.y = y;
  block.magnify = std::max(0, zoom - 20);
  block.grid = {tile_extent >> block.magnify, tile_buffer >> block.magnify, size};
  const Frame frame{zoom, std::max(0, world_shift(zoom)), x * block.grid.tile, y * block.grid.tile,
                    block.grid.tile};
  for (const auto& layer : layers) block.layers.push_back(LayerWork(block, frame, layer).run());
  return block;
}

}  // namespace jintu::tiles

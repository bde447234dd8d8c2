#include "tiles/mvt/encode.hpp"

#include <algorithm>
#include <protozero/pbf_builder.hpp>
#include <protozero/pbf_writer.hpp>
#include <vector>

namespace jintu::tiles {
namespace {

// Field numbers of proto/vector_tile.proto.
enum class TileField : protozero::pbf_tag_type { layers = 3 };
enum class LayerField : protozero::pbf_tag_type {
  name = 1,
  features = 2,
  keys = 3,
  values = 4,
  extent = 5,
  version = 15
};
enum class FeatureField : protozero::pbf_tag_type { id = 1, tags = 2, type = 3, geometry = 4 };

enum Command : std::uint32_t { move_to = 1, line_to = 2, close_path = 7 };

std::uint32_t zigzag(std::int32_t v) {
  return (static_cast<std::uint32_t>(v) << 1) ^ static_cast<std::uint32_t>(v >> 31);
}

/// Whether b lies on the segment from a to c, between its ends.
bool goes_straight_on(GridPoint a, GridPoint b, GridPoint c) {
  const std::int64_t ux = b.x - a.x, uy = b.y - a.y, vx = c.x - b.x, vy = c.y - b.y;
  return ux * vy == uy * vx && ux * vx + uy * vy > 0;
}

/// Numbers as a packed field holds them: written once, then copied as they are.
class Packed {
 public:
  void clear() { size_ = numbers_ = 0; }
  /// Room for so many more numbers, before they are put.
  void reserve(std::size_t more) {
    constexpr std::size_t most_bytes = 5;
    if (bytes_.size() < size_ + more * most_bytes)
      bytes_.resize(std::max(2 * bytes_.size(), size_ + more * most_bytes));
  }
  void put(std::uint32_t v) {
    char* to = bytes_.data() + size_;
    for (; v >= 0x80; v >>= 7) *to++ = static_cast<char>(v | 0x80);
    *to++ = static_cast<char>(v);
    size_ = static_cast<std::size_t>(to - bytes_.data());
    ++numbers_;
  }
  std::size_t size() const { return size_; }
  std::size_t numbers() const { return numbers_; }
  const char* at(std::size_t begin) const { return bytes_.data() + begin; }

 private:
  std::vector<char> bytes_;
  std::size_t size_ = 0, numbers_ = 0;
};

/// Geometry commands of one feature, MVT 2.1 §4.3.
class Commands {
 public:
  /// `scratch` is the caller's, so that features share its memory.
  Commands(Packed& out, GridRing& scratch, GridPoint origin, int magnify)
      : out_(out), kept_(scratch), origin_(origin), magnify_(magnify) {}

  template <class Points>
  void points(const Points& points) {
    room(points.size());
    command(move_to, points.size());
    for (const GridPoint p : points) step(p);
  }
  template <class Points>
  void line(const Points& points) {
    keep_turns(points, 0);
    path();
  }
  /// Begins at the ring's least vertex: where clipping began to walk must not show in the bytes.
  template <class Points>
  void ring(const Points& points, Borders borders) {
    const auto less = [](GridPoint a, GridPoint b) { return a.x != b.x ? a.x < b.x : a.y < b.y; };
    const auto first = static_cast<std::size_t>(
        std::min_element(points.begin(), points.end(), less) - points.begin());
    // Where borders are shared, what looks straight may be a neighbour's corner.
    if (borders == Borders::shared) {
      kept_.assign(points.begin() + static_cast<std::ptrdiff_t>(first), points.end());
      kept_.insert(kept_.end(), points.begin(),
                   points.begin() + static_cast<std::ptrdiff_t>(first));
    } else {
      // The least vertex is a corner; the last one may lie straight before it.
      keep_turns(points, first);
      if (kept_.size() > 3 &&
          goes_straight_on(kept_[kept_.size() - 2], kept_.back(), kept_.front()))
        kept_.pop_back();
    }
    path();
    command(close_path, 1);
  }

 private:
  void room(std::size_t points) { out_.reserve(2 * points + 3); }
  /// All points from `first` on, round to the one before it, without those that lie on a straight
  /// way on: nothing that is drawn changes. Only here, as cutting needs the vertices on its lines.
  template <class Points>
  void keep_turns(const Points& points, std::size_t first) {
    kept_.resize(points.size());
    GridPoint* const begin = kept_.data();
    GridPoint* to = begin;
    const auto add = [&](GridPoint p) {
      if (to - begin >= 2 && goes_straight_on(to[-2], to[-1], p)) --to;
      *to++ = p;
    };
    for (std::size_t i = first; i < points.size(); ++i) add(points[i]);
    for (std::size_t i = 0; i < first; ++i) add(points[i]);
    kept_.resize(static_cast<std::size_t>(to - begin));
  }
  void path() {
    room(kept_.size());
    command(move_to, 1);
    step(kept_[0]);
    command(line_to, kept_.size() - 1);
    for (std::size_t i = 1; i < kept_.size(); ++i) step(kept_[i]);
  }
  void command(Command c, std::size_t count) {
    out_.put(static_cast<std::uint32_t>(count) << 3 | c);
  }
  void step(GridPoint p) {
    const GridPoint q{(p.x - origin_.x) * (1 << magnify_), (p.y - origin_.y) * (1 << magnify_)};
    out_.put(zigzag(q.x - cursor_.x));
    out_.put(zigzag(q.y - cursor_.y));
    cursor_ = q;
  }

  Packed& out_;
  GridRing& kept_;
  GridPoint origin_, cursor_{};
  int magnify_;
};

struct Drawn {
  std::uint32_t feature;
  bool dust;
  std::size_t begin, end;  // of its commands' bytes
  std::size_t numbers;     // of them
  bool dropped = false;
};

struct LayerDraft {
  const BlockLayer* source;
  Packed commands;
  std::vector<Drawn> drawn;
  LayerReport report;
};

/// Cuts the features of one layer to one tile.
class Slicer {
 public:
  Slicer(const Block& block, std::uint32_t i, std::uint32_t j)
      : block_(block),
        box_(block.grid.tile_box(i, j)),
        origin_{static_cast<std::int32_t>(i * block.grid.tile),
                static_cast<std::int32_t>(j * block.grid.tile)} {}

  LayerDraft slice(const BlockLayer& source) {
    LayerDraft draft{&source, {}, {}, {}};
    draft.commands.reserve(source.points.size());
    draft.drawn.reserve(source.features.size());
    draft.report.layer = source.layer->rules().name;
    for (const BlockFeature& f : source.features) {
      if (!box_.intersects({f.low.x, f.low.y, f.high.x, f.high.y})) continue;
      const std::size_t begin = draft.commands.size(), numbers = draft.commands.numbers();
      Commands commands(draft.commands, kept_, origin_, block_.magnify);
      const std::uint8_t kind = source.layer->features()[f.feature].kind;
      if (kind == 1) points(source, f, commands);
      if (kind == 2) lines(source, f, commands);
      if (kind == 3) polygons(source, f, commands, draft.report);
      if (draft.commands.size() > begin)
        draft.drawn.push_back(
            {f.feature, f.dust, begin, draft.commands.size(), draft.commands.numbers() - numbers});
    }
    return draft;
  }

 private:
  bool inside(const BlockFeature& f) const {
    return box_.contains({f.low.x, f.low.y, f.high.x, f.high.y});
  }

  void points(const BlockLayer& source, const BlockFeature& f, Commands& commands) {
    ring_.clear();
    const auto tile = static_cast<std::int32_t>(block_.grid.tile);
    for (const GridPoint p : source.part(f.first_part))
      if (p.x >= origin_.x && p.y >= origin_.y && p.x < origin_.x + tile && p.y < origin_.y + tile)
        ring_.push_back(p);
    if (!ring_.empty()) commands.points(ring_);
  }

  void lines(const BlockLayer& source, const BlockFeature& f, Commands& commands) {
    for (std::uint32_t p = f.first_part; p < f.first_part + f.part_count; ++p) {
      const auto line = source.part(p);
      if (inside(f)) {
        commands.line(line);
        continue;
      }
      ring_.assign(line.begin(), line.end());
      pieces_.clear();
      clip_line(ring_, box_, pieces_);
      for (const auto& piece : pieces_) commands.line(piece);
    }
  }

  void polygons(const BlockLayer& source, const BlockFeature& f, Commands& commands,
                LayerReport& report) {
    if (inside(f)) {
      for (std::uint32_t p = f.first_part; p < f.first_part + f.part_count; ++p)
        commands.ring(source.part(p), source.layer->rules().borders);
      return;
    }
    rings_.clear();
    for (std::uint32_t p = f.first_part; p < f.first_part + f.part_count; ++p) {
      const auto part = source.part(p);
      ring_.assign(part.begin(), part.end());
      GridRing clipped = clip_ring(ring_, box_);
      if (clipped.size() >= 3 && twice_area(std::span<const GridPoint>(clipped)) != 0)
        rings_.push_back(std::move(clipped));
    }
    if (!is_strictly_valid(rings_)) {
      ++report.repaired;
      repair(std::span(&rings_, 1));
      if (!is_noded(rings_)) {
        ++report.invalid;
        return;
      }
    }
    for (const auto& ring : rings_) commands.ring(ring, source.layer->rules().borders);
  }

  const Block& block_;
  GridBox box_;
  GridPoint origin_;
  GridRing ring_, kept_;
  std::vector<GridRing> pieces_;
  GridRings rings_;
};

/// Numbers of keys and values within one tile layer, in the order of first use.
class Numbers {
 public:
  std::uint32_t operator()(std::uint32_t index) {
    if (2 * used_.size() >= slots_.size()) grow();
    Slot& slot = slot_of(index);
    if (slot.index == free) {
      slot = {index, static_cast<std::uint32_t>(used_.size())};
      used_.push_back(index);
    }
    return slot.number;
  }
  const std::vector<std::uint32_t>& used() const { return used_; }

 private:
  static constexpr std::uint32_t free = 0xffffffff;
  struct Slot {
    std::uint32_t index = free, number = 0;
  };

  Slot& slot_of(std::uint32_t index) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = (index * 0x9E3779B1u) & mask;  // Knuth, 6.4
    while (slots_[at].index != free && slots_[at].index != index) at = (at + 1) & mask;
    return slots_[at];
  }
  void grow() {
    slots_.assign(std::max<std::size_t>(32, 2 * slots_.size()), {});
    for (std::uint32_t number = 0; number < used_.size(); ++number)
      slot_of(used_[number]) = {used_[number], number};
  }

  std::vector<Slot> slots_;  // open addressing, half full at most
  std::vector<std::uint32_t> used_;
};

class LayerWriter {
 public:
  LayerWriter(const LayerDraft& draft, int zoom)
      : draft_(draft), layer_(*draft.source->layer), zoom_(zoom) {}

  void write(std::string& out) {
    std::string body;
    body.reserve(draft_.commands.size() + 16 * draft_.drawn.size());
    protozero::pbf_builder<LayerField> writer(body);
    writer.add_string(LayerField::name, layer_.rules().name);
    for (const Drawn& d : draft_.drawn)
      if (!d.dropped) feature(writer, d);
    for (const std::uint32_t k : keys_.used())
      writer.add_string(LayerField::keys, layer_.keys()[k]);
    for (const std::uint32_t v : values_.used()) {
      const auto encoded = layer_.values().encoded(v);
      writer.add_message(LayerField::values, encoded.data(), encoded.size());
    }
    writer.add_uint32(LayerField::extent, static_cast<std::uint32_t>(tile_extent));
    writer.add_uint32(LayerField::version, 2);
    protozero::pbf_builder<TileField>(out).add_message(TileField::layers, body);
  }

 private:
  void feature(protozero::pbf_builder<LayerField>& parent, const Drawn& d) {
    const PreparedFeature& f = layer_.features()[d.feature];
    tags_.clear();
    tags_.reserve(2 * std::size_t{f.tag_count});
    for (const Tag t : layer_.tags(f)) {
      if (d.dust ? layer_.keys()[t.key] != layer_.rules().dust_group
                 : layer_.key_min_zoom(t.key) > zoom_)
        continue;
      tags_.put(keys_(t.key));
      tags_.put(values_(t.value));
    }
    message_.clear();
    protozero::pbf_builder<FeatureField> writer(message_);
    if (f.id != 0 && !d.dust) writer.add_uint64(FeatureField::id, f.id);
    // A packed field is its numbers' bytes (Protocol Buffers, "Encoding").
    if (tags_.size() > 0) writer.add_bytes(FeatureField::tags, tags_.at(0), tags_.size());
    writer.add_enum(FeatureField::type, f.kind);
    writer.add_bytes(FeatureField::geometry, draft_.commands.at(d.begin), d.end - d.begin);
    parent.add_message(LayerField::features, message_);
  }

  const LayerDraft& draft_;
  const PreparedLayer& layer_;
  int zoom_;
  Numbers keys_, values_;
  Packed tags_;
  std::string message_;
};

// Near enough to what a feature takes: commands and tags are mostly one or two bytes each.
std::size_t estimated_bytes(const PreparedLayer& layer, const Drawn& d) {
  const PreparedFeature& f = layer.features()[d.feature];
  std::size_t n = 12 + d.numbers * 3 / 2;
  for (const Tag t : layer.tags(f)) n += 3 + layer.values().encoded(t.value).size() / 2;
  return n;
}

/// Marks the least important features until about `excess` bytes are gone.
void drop(std::vector<LayerDraft>& drafts, std::size_t excess) {
  struct Candidate {
    int priority;
    double importance;
    std::size_t draft, index;
  };
  std::vector<Candidate> all;
  for (std::size_t l = 0; l < drafts.size(); ++l)
    for (std::size_t i = 0; i < drafts[l].drawn.size(); ++i) {
      const auto& layer = *drafts[l].source->layer;
      if (!drafts[l].drawn[i].dropped)
        all.push_back({layer.rules().keep_priority,
                       layer.features()[drafts[l].drawn[i].feature].importance, l, i});
    }
  std::stable_sort(all.begin(), all.end(), [](const Candidate& l, const Candidate& r) {
    return l.priority != r.priority ? l.priority < r.priority : l.importance < r.importance;
  });
  std::size_t gone = 0;
  for (const Candidate& c : all) {
    if (gone >= excess) break;
    auto& draft = drafts[c.draft];
    draft.drawn[c.index].dropped = true;
    gone += estimated_bytes(*draft.source->layer, draft.drawn[c.index]);
    ++draft.report.over_budget;
    draft.report.over_budget_below = std::max(draft.report.over_budget_below, c.importance);
  }
}

std::string write(const std::vector<LayerDraft>& drafts, int zoom) {
  std::string bytes;
  for (const auto& draft : drafts)
    if (std::any_of(draft.drawn.begin(), draft.drawn.end(),
                    [](const Drawn& d) { return !d.dropped; }))
      LayerWriter(draft, zoom).write(bytes);
  return bytes;
}

void fill_report(std::vector<LayerDraft>& drafts, EncodedTile& tile) {
  tile.report.bytes = tile.bytes.size();
  for (auto& draft : drafts) {
    LayerReport& r = draft.report;
    for (const Drawn& d : draft.drawn) {
      if (d.dropped) continue;
      ++r.features;
      if (d.dust) ++r.dust;
    }
    if (r.features + r.invalid + r.over_budget > 0) tile.report.layers.push_back(std::move(r));
  }
}

}  // namespace

EncodedTile encode_tile(const Block& block, std::uint32_t i, std::uint32_t j,
                        const EncodeOptions& options) {
  Slicer slicer(block, i, j);
  std::vector<LayerDraft> drafts;
  drafts.reserve(block.layers.size());
  for (const BlockLayer& layer : block.layers) drafts.push_back(slicer.slice(layer));
  EncodedTile tile;
  tile.bytes = write(drafts, block.zoom);
  for (int round = 0; round < 8 && tile.bytes.size() > options.byte_budget; ++round) {
    drop(drafts, tile.bytes.size() - options.byte_budget + 1);
    tile.bytes = write(drafts, block.zoom);
  }
  fill_report(drafts, tile);
  return tile;
}

EncodedTile encode_tile(PreparedLayers layers, TileCoord coord, const EncodeOptions& options) {
  const Block block = make_block(layers, coord.z(), coord.x(), coord.y(), 1);
  EncodedTile tile = encode_tile(block, 0, 0, options);
  for (const BlockLayer& layer : block.layers)
    for (LayerReport& r : tile.report.layers)
      if (r.layer == layer.layer->rules().name) {
        r.repaired += layer.repaired;
        r.invalid += layer.invalid;
      }
  return tile;
}

}  // namespace jintu::tiles

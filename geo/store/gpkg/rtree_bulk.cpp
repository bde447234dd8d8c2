#include "geo/store/gpkg/rtree_bulk.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "geo/base/error.hpp"

namespace jintu::gpkg {
namespace {

constexpr std::size_t head_bytes = 4;          // depth and count, two bytes each
constexpr std::size_t cell_bytes = 8 + 4 * 4;  // id and four floats

/// As the R-tree stores it: 32-bit floats, rounded outwards.
struct Cell {
  std::int64_t id;  ///< of the feature, or of the child node
  float min_x, max_x, min_y, max_y;

  void add(const Cell& other) {
    min_x = std::min(min_x, other.min_x);
    max_x = std::max(max_x, other.max_x);
    min_y = std::min(min_y, other.min_y);
    max_y = std::max(max_y, other.max_y);
  }
};

float below(double v) {
  const float f = static_cast<float>(v);
  return f > v ? std::nextafterf(f, -std::numeric_limits<float>::infinity()) : f;
}
float above(double v) {
  const float f = static_cast<float>(v);
  return f < v ? std::nextafterf(f, std::numeric_limits<float>::infinity()) : f;
}

template <class Unsigned>
void put(std::string& out, Unsigned value) {
  for (int shift = 8 * (static_cast<int>(sizeof value) - 1); shift >= 0; shift -= 8)
    out += static_cast<char>(static_cast<unsigned char>(value >> shift));
}

/// Sort-tile-recursive: slices of even width in x, each in the order of y, so that `capacity`
/// neighbours fill a node.
void order(std::vector<Cell>& cells, std::size_t capacity) {
  const auto middle_x = [](const Cell& c) { return double{c.min_x} + double{c.max_x}; };
  const auto middle_y = [](const Cell& c) { return double{c.min_y} + double{c.max_y}; };
  std::sort(cells.begin(), cells.end(), [&](const Cell& a, const Cell& b) {
    return middle_x(a) != middle_x(b) ? middle_x(a) < middle_x(b) : a.id < b.id;
  });
  const std::size_t nodes = (cells.size() + capacity - 1) / capacity;
  const auto slices = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(nodes))));
  const std::size_t slice = std::max<std::size_t>(1, (nodes + slices - 1) / slices) * capacity;
  for (std::size_t from = 0; from < cells.size(); from += slice) {
    const auto begin = cells.begin() + static_cast<std::ptrdiff_t>(from);
    const auto end =
        cells.begin() + static_cast<std::ptrdiff_t>(std::min(cells.size(), from + slice));
    std::sort(begin, end, [&](const Cell& a, const Cell& b) {
      return middle_y(a) != middle_y(b) ? middle_y(a) < middle_y(b) : a.id < b.id;
    });
  }
}

class Filler {
 public:
  Filler(sqlite::Database& db, const std::string& rtree)
      : db_(db),
        name_(rtree),
        nodes_(db, "REPLACE INTO " + sqlite::quoted(rtree + "_node") + " VALUES (?1, ?2)"),
        parents_(db, "INSERT INTO " + sqlite::quoted(rtree + "_parent") + " VALUES (?1, ?2)") {
    sqlite::Statement root(
        db, "SELECT data FROM " + sqlite::quoted(rtree + "_node") + " WHERE nodeno = 1");
    if (!root.step()) throw Error(ErrorCode::internal, rtree + " has no root node");
    node_bytes_ = root.blob(0).size();
    capacity_ = (node_bytes_ - head_bytes) / cell_bytes;
  }

  void run(std::vector<Cell> cells) {
    order(cells, capacity_);
    std::vector<std::pair<std::int64_t, std::int64_t>> leaf_of;
    leaf_of.reserve(cells.size());
    std::uint16_t depth = 0;
    while (cells.size() > capacity_) {
      std::vector<Cell> above_cells;
      for (std::size_t from = 0; from < cells.size(); from += capacity_) {
        const std::size_t to = std::min(cells.size(), from + capacity_);
        const std::int64_t node = next_node_++;
        above_cells.push_back(write(node, cells, from, to, 0));
        for (std::size_t i = from; i < to; ++i) own(cells[i].id, node, depth, leaf_of);
      }
      cells = std::move(above_cells);
      ++depth;
    }
    write(1, cells, 0, cells.size(), depth);
    for (const Cell& cell : cells) own(cell.id, 1, depth, leaf_of);
    std::sort(leaf_of.begin(), leaf_of.end());
    sqlite::Statement rows(db_,
                           "INSERT INTO " + sqlite::quoted(name_ + "_rowid") + " VALUES (?1, ?2)");
    for (const auto& [id, node] : leaf_of) rows.bind(1, id).bind(2, node).run();
  }

 private:
  void own(std::int64_t child, std::int64_t node, std::uint16_t depth,
           std::vector<std::pair<std::int64_t, std::int64_t>>& leaf_of) {
    if (depth == 0)
      leaf_of.emplace_back(child, node);
    else
      parents_.bind(1, child).bind(2, node).run();
  }

  /// The cell that stands for the node in its parent.
  Cell write(std::int64_t node, const std::vector<Cell>& cells, std::size_t from, std::size_t to,
             std::uint16_t depth) {
    blob_.clear();
    put(blob_, depth);
    put(blob_, static_cast<std::uint16_t>(to - from));
    Cell all = from < to ? cells[from] : Cell{};
    for (std::size_t i = from; i < to; ++i) {
      const Cell& c = cells[i];
      put(blob_, static_cast<std::uint64_t>(c.id));
      for (const float f : {c.min_x, c.max_x, c.min_y, c.max_y})
        put(blob_, std::bit_cast<std::uint32_t>(f));
      all.add(c);
    }
    blob_.resize(node_bytes_, '\0');
    nodes_.bind(1, node).bind_blob_view(2, blob_).run();
    all.id = node;
    return all;
  }

  sqlite::Database& db_;
  std::string name_;
  sqlite::Statement nodes_, parents_;
  std::size_t node_bytes_ = 0, capacity_ = 0;
  std::int64_t next_node_ = 2;
  std::string blob_;
};

}  // namespace

void fill_rtree(sqlite::Database& db, const std::string& rtree, std::vector<IndexedBox> boxes) {
  if (boxes.empty()) return;
  std::vector<Cell> cells;
  cells.reserve(boxes.size());
  for (const auto& [fid, box] : boxes)
    cells.push_back(
        {fid, below(box.min.lon), above(box.max.lon), below(box.min.lat), above(box.max.lat)});
  std::vector<IndexedBox>().swap(boxes);
  Filler(db, rtree).run(std::move(cells));
}

}  // namespace jintu::gpkg

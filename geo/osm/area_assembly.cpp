#include "geo/osm/area_assembly.hpp"

#include <algorithm>
#include <osmium/area/problem_reporter.hpp>

#include "geo/geometry/even_odd.hpp"
#include "geo/osm/input_file.hpp"
#include "geo/osm/node_locations.hpp"

namespace jintu::osm {

namespace {

struct Fault {
  std::string code, text;
  osmium::Location where;
};

// The assembler joins by place; that two ends there are not the same node is worth a word.
std::optional<Fault> ends_joined_by_place(const std::vector<const osmium::Way*>& ways) {
  std::vector<osmium::NodeRef> ends;
  for (const auto* way : ways) {
    if (way->nodes().empty() || way->nodes().front().ref() == way->nodes().back().ref()) continue;
    ends.push_back(way->nodes().front());
    ends.push_back(way->nodes().back());
  }
  std::sort(ends.begin(), ends.end(), [](const auto& a, const auto& b) {
    return a.location() != b.location() ? a.location() < b.location() : a.ref() < b.ref();
  });
  for (std::size_t i = 1; i < ends.size(); ++i) {
    const auto &a = ends[i - 1], &b = ends[i];
    if (a.location() == b.location() && a.ref() != b.ref())
      return Fault{"duplicate_nodes",
                   "线端在同一处相接, 但节点不同 ends meet at one place, but in two nodes: node/" +
                       std::to_string(a.ref()) + ", node/" + std::to_string(b.ref()),
                   a.location()};
  }
  return std::nullopt;
}

}  // namespace

// Remembers the first problem of each kind of the area at hand.
class AreaAssembly::Problems : public osmium::area::ProblemReporter {
 public:
  void clear() { *this = Problems(); }

  void report_intersection(osmium::object_id_type way1, osmium::Location, osmium::Location,
                           osmium::object_id_type way2, osmium::Location, osmium::Location,
                           osmium::Location where) override {
    if (intersection_) return;
    intersection_ = {
        "self_intersection",
        way1 == way2
            ? "边线自相交 the line crosses itself: way/" + std::to_string(way1)
            : "边线相交 lines cross: way/" + std::to_string(way1) + ", way/" + std::to_string(way2),
        where};
  }
  void report_ring_not_closed(const osmium::NodeRef& end, const osmium::Way*) override {
    if (!open_ring_)
      open_ring_ = {"open_ring", "环未闭合 a ring is open at node/" + std::to_string(end.ref()),
                    end.location()};
  }
  void report_invalid_location(osmium::object_id_type way, osmium::object_id_type node) override {
    if (!missing_node_)
      missing_node_ = {"missing_nodes",
                       "缺少节点 a node is missing: node/" + std::to_string(node) + " of way/" +
                           std::to_string(way),
                       osmium::Location()};
  }
  void report_duplicate_node(osmium::object_id_type a, osmium::object_id_type b,
                             osmium::Location where) override {
    if (!node_note_)
      node_note_ = {"duplicate_nodes",
                    "同处节点按一点读入 nodes at one place were read as one: node/" +
                        std::to_string(a) + ", node/" + std::to_string(b),
                    where};
  }
  void report_duplicate_segment(const osmium::NodeRef& a, const osmium::NodeRef& b) override {
    if (!segment_note_)
      segment_note_ = {"duplicate_segments",
                       "往返重合的线段已略去 a segment drawn twice was left out: node/" +
                           std::to_string(a.ref()) + " – node/" + std::to_string(b.ref()),
                       a.location()};
  }
  void report_duplicate_way(const osmium::Way& way) override {
    if (!way_note_)
      way_note_ = {"duplicate_ways",
                   "同一条路在关系中出现两次 a way stands twice in the relation: way/" +
                       std::to_string(way.id()),
                   osmium::Location()};
  }

  /// Why there is no area.
  Fault fault() const {
    for (const auto* fault : {&missing_node_, &intersection_, &open_ring_})
      if (*fault) return **fault;
    if (segment_note_)
      return {"no_area", "往返重合后无面积 nothing is left of lines drawn twice",
              segment_note_->where};
    return {"no_area", "无法构成面 no area can be made of the members", osmium::Location()};
  }
  /// What was smoothed over in an area that was built.
  std::vector<Fault> notes() const {
    std::vector<Fault> list;
    for (const auto* note : {&node_note_, &segment_note_, &way_note_})
      if (*note) list.push_back(**note);
    return list;
  }

 private:
  std::optional<Fault> intersection_, open_ring_, missing_node_, node_note_, segment_note_,
      way_note_;
};

AreaAssembly::AreaAssembly(const TagRules& rules, FeatureWriter& writer, Reporter& reporter)
    : rules_(rules),
      writer_(writer),
      reporter_(reporter),
      area_buffer_(64 * 1024, osmium::memory::Buffer::auto_grow::yes),
      problems_(std::make_unique<Problems>()) {
  config_.problem_reporter = problems_.get();
  config_.create_empty_areas = false;
}

AreaAssembly::~AreaAssembly() = default;

void AreaAssembly::add(const osmium::Relation& object, const std::string& file) {
  if (!rules_.is_area_relation(object.tags())) return;
  rules_.match(Source::area, object.tags(), hits_);
  if (hits_.empty()) return;
  const std::size_t before = members_.size();
  for (const auto& member : object.members())
    if (member.type() == osmium::item_type::way) members_.push_back(member.ref());
  if (members_.size() == before) {
    reporter_.relation(object, {}, file, "missing_members", "关系中没有路 the relation has no way");
    return;
  }
  files_[object.id()] = &file;
  relation(object);
}

void AreaAssembly::end_of_relations() {
  prepare_for_lookup();
  std::sort(members_.begin(), members_.end());
  members_.erase(std::unique(members_.begin(), members_.end()), members_.end());
}

bool AreaAssembly::is_member(osmium::object_id_type way) const {
  return std::binary_search(members_.begin(), members_.end(), way);
}

const osmium::Area* AreaAssembly::built() const {
  return area_buffer_.committed() > 0 ? &area_buffer_.get<osmium::Area>(0) : nullptr;
}

template <class Tell>
bool AreaAssembly::mended(const osmium::OSMObject& object, std::span<const osmium::Way* const> ways,
                          std::span<const Hit> hits, const Tell& tell) {
  const Fault fault = problems_->fault();
  if (fault.code != "self_intersection") return false;
  std::vector<Hit> mending;
  for (const Hit& hit : hits)
    if (rules_.layers()[hit.rule->layer].mends_areas) mending.push_back(hit);
  if (mending.empty()) return false;
  MultiLineString<Position> lines;
  for (const osmium::Way* way : ways) {
    auto& line = lines.emplace_back();
    for (const auto& node : way->nodes()) line.points.push_back(to_position(node.location()));
  }
  auto polygons = even_odd_area(lines);
  if (!polygons) return false;
  writer_.area(object, *std::move(polygons), mending);
  tell(
      Fault{"mended_area", "按奇偶规则画出 drawn by the even-odd rule: " + fault.text, fault.where},
      Outcome::kept);
  return mending.size() == hits.size();
}

void AreaAssembly::closed_way(const osmium::Way& way, std::span<const Hit> hits) {
  problems_->clear();
  area_buffer_.clear();
  osmium::area::Assembler assembler(config_);
  const bool okay = assembler(way, area_buffer_);
  if (!okay || !built()) {
    const auto tell = [&](const Fault& fault, Outcome outcome) {
      reporter_.object(way, fault.code, fault.text, fault.where, outcome);
    };
    const osmium::Way* const ways[] = {&way};
    if (!mended(way, ways, hits, tell)) tell(problems_->fault(), Outcome::dropped);
    return;
  }
  for (const Fault& note : problems_->notes())
    reporter_.object(way, note.code, note.text, note.where, Outcome::kept);
  writer_.area(way, *built(), hits);
}

std::vector<const osmium::Way*> AreaAssembly::present_members(const osmium::Relation& object) {
  std::vector<const osmium::Way*> ways;
  for (const auto& member : object.members()) {
    if (member.ref() == 0) continue;  // of another type: RelationsManager blanks these
    if (const auto* way = get_member_way(member.ref())) ways.push_back(way);
  }
  return ways;
}

const std::string& AreaAssembly::file_of(const osmium::Relation& object) const {
  return *files_.at(object.id());
}

void AreaAssembly::complete_relation(const osmium::Relation& object) {
  const auto ways = present_members(object);
  problems_->clear();
  area_buffer_.clear();
  osmium::area::Assembler assembler(config_);
  const bool okay = assembler(object, ways, area_buffer_);
  if (!okay || !built()) {
    const auto tell = [&](const Fault& fault, Outcome outcome) {
      reporter_.relation(object, ways, file_of(object), fault.code, fault.text, fault.where,
                         outcome);
    };
    rules_.match(Source::area, object.tags(), hits_);
    if (!mended(object, ways, hits_, tell)) tell(problems_->fault(), Outcome::dropped);
    return;
  }
  auto notes = problems_->notes();
  if (auto note = ends_joined_by_place(ways)) notes.push_back(std::move(*note));
  for (const Fault& note : notes)
    reporter_.relation(object, ways, file_of(object), note.code, note.text, note.where,
                       Outcome::kept);
  rules_.match(Source::area, object.tags(), hits_);
  writer_.area(object, *built(), hits_);
}

void AreaAssembly::reject_incomplete() {
  for_each_incomplete_relation([&](const osmium::relations::RelationHandle& handle) {
    const osmium::Relation& object = *handle;
    std::string missing;
    std::size_t count = 0;
    for (const auto& member : object.members()) {
      if (member.ref() == 0 || get_member_way(member.ref())) continue;
      if (++count <= 5)
        missing +=
            (missing.empty() ? "" : ", ") + object_name(osmium::item_type::way, member.ref());
    }
    if (count > 5) missing += " …";
    const auto ways = present_members(object);
    reporter_.relation(object, ways, file_of(object), "missing_members",
                       "缺少 " + std::to_string(count) + " 个成员 members are missing: " + missing);
  });
}

}  // namespace jintu::osm

#include "geo/gdal/dxf_structure.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "geo/base/error.hpp"
#include "geo/io/text.hpp"

namespace jintu::gdal {

using namespace io;

namespace {

/// GDAL draws curves with a vertex every four degrees, and splines with eight a control point.
constexpr double kPerTurn = 90;
constexpr double kPerControlPoint = 8;

struct Insert {
  std::string block;  ///< in small letters
  double copies = 1;
};

struct Block {
  double entities = 0, vertices = 0;
  std::vector<Insert> inserts;
  // as often as inserted:
  enum class State { unknown, counting, known } state = State::unknown;
  double all_entities = 0, all_vertices = 0;
};

double number_of(std::string_view text) { return parse_number(trimmed(text)).value_or(0); }

/// Groups whose value is a real number: coordinates, lengths, angles, scales, directions.
bool is_real(int code) {
  return (code >= 10 && code <= 59) || (code >= 140 && code <= 149) || (code >= 210 && code <= 239);
}

class Scanner {
 public:
  Scanner(std::string_view text, const std::string& file, const ReadLimits& limits)
      : text_(text), file_(file), limits_(limits) {}

  DxfStructure scan() {
    while (next()) {
      if (code_ == 0) {
        begin_thing();
      } else {
        group();
      }
    }
    end_entity(text_.size());
    check_budget();
    return std::move(out_);
  }

 private:
  enum class Section { none, tables, blocks, entities };

  std::string_view line() {
    const auto end = std::min(text_.find('\n', at_), text_.size());
    auto found = text_.substr(at_, end - at_);
    at_ = std::min(end + 1, text_.size());
    ++line_;
    if (found.ends_with('\r')) found.remove_suffix(1);
    return found;
  }

  /// The next pair of group code and value.
  bool next() {
    if (at_ >= text_.size()) return false;
    pair_begin_ = at_;
    pair_line_ = line_ + 1;
    auto word = line();
    while (word.starts_with(' ') || word.starts_with('\t')) word.remove_prefix(1);
    while (word.ends_with(' ') || word.ends_with('\t')) word.remove_suffix(1);
    if (word.empty() && at_ >= text_.size()) return false;
    int code = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), code);
    if (error != std::errc() || end != word.data() + word.size())
      throw Error(ErrorCode::bad_input,
                  file_ + ": line " + std::to_string(pair_line_) +
                      ": 应为组码 a group code (a number) was expected here, not \"" +
                      std::string(word.substr(0, 40)) + "\"");
    code_ = code;
    value_ = line();
    return true;
  }

  void begin_thing() {
    const auto word = trimmed(value_);
    const bool part = word == "VERTEX" || word == "ATTRIB" || word == "SEQEND";
    if (part && in_entity_) {
      part_type_ = word;
      return;
    }
    end_entity(pair_begin_);
    type_ = word;
    part_type_ = {};
    if (word == "SECTION") {
      pending_section_ = true;
      naming_block_ = false;
      block_ = nullptr;
    } else if (word == "ENDSEC") {
      section_ = Section::none;
      naming_block_ = false;
      block_ = nullptr;
    } else if (word == "EOF") {
      at_ = text_.size();
    } else if (section_ == Section::blocks) {
      if (word == "BLOCK") {
        block_ = nullptr;
        naming_block_ = true;
      } else if (word == "ENDBLK") {
        block_ = nullptr;
        naming_block_ = false;
      } else {
        naming_block_ = false;
        begin_entity();
      }
    } else if (section_ == Section::entities) {
      begin_entity();
    }
  }

  void begin_entity() {
    in_entity_ = true;
    entity_ = {};
    entity_.begin = pair_begin_;
    entity_.line = pair_line_;
    entity_.type = type_;
    insert_ = {};
    points_ = bulges_ = knots_ = degree_ = 0;
    columns_ = rows_ = 1;
    turn_ = 0;
  }

  void group() {
    if (pending_section_ && code_ == 2) {
      const auto word = trimmed(value_);
      section_ = word == "TABLES"     ? Section::tables
                 : word == "BLOCKS"   ? Section::blocks
                 : word == "ENTITIES" ? Section::entities
                                      : Section::none;
      if (section_ == Section::entities && out_.entities_begin == 0) out_.entities_begin = at_;
      pending_section_ = false;
    } else if (section_ == Section::tables && type_ == "BLOCK_RECORD") {
      if (code_ == 5) handle_ = trimmed(value_);
      if (code_ == 2 && !handle_.empty()) by_handle_[handle_] = lower_ascii(trimmed(value_));
    } else if (naming_block_ && code_ == 2) {
      block_ = &blocks_[lower_ascii(trimmed(value_))];
    } else if (in_entity_) {
      entity_group();
    }
  }

  void not_a_number() {
    if (!entity_.fault.empty()) return;
    const std::string fault = "line " + std::to_string(line_) + ": 组码 group " +
                              std::to_string(code_) + " 应为数 should be a number, not \"" +
                              std::string(value_.substr(0, 40)) + "\"";
    if (section_ == Section::blocks) throw Error(ErrorCode::bad_input, file_ + ": " + fault);
    entity_.fault = fault;
  }

  void entity_group() {
    const bool own = part_type_.empty();
    if (is_real(code_) && !parse_number(trimmed(value_))) not_a_number();
    switch (code_) {
      case 2:
        if (own && (type_ == "INSERT" || type_ == "DIMENSION"))
          insert_.block = lower_ascii(trimmed(value_));
        break;
      case 344:
        if (type_ == "MULTILEADER" || type_ == "MLEADER") insert_.block = trimmed(value_);
        break;
      case 8:
        if (own) entity_.layer = trimmed(value_);
        break;
      case 67:
        if (own) entity_.in_paper_space = number_of(value_) == 1;
        break;
      case 70:
        if (own && type_ == "INSERT") columns_ = std::max(1.0, number_of(value_));
        break;
      case 71:
        if (own && type_ == "INSERT") rows_ = std::max(1.0, number_of(value_));
        if (type_ == "SPLINE") degree_ = number_of(value_);
        break;
      case 10:
      case 11:
      case 12:
      case 13:
        ++points_;
        break;
      case 40:
        ++knots_;
        break;
      case 42:
        if (type_ == "ELLIPSE")
          turn_ = std::max(turn_, std::abs(number_of(value_)) * 57.3);
        else if (number_of(value_) != 0)
          ++bulges_;
        break;
      case 41:
        if (type_ == "ELLIPSE") turn_ = std::max(turn_, std::abs(number_of(value_)) * 57.3);
        break;
      case 50:
      case 51:
        if (type_ == "ARC" || type_ == "HATCH") {
          turn_ = std::max(turn_, std::abs(number_of(value_)));
          ++bulges_;
        }
        break;
      default:
        break;
    }
  }

  void end_entity(std::size_t at) {
    if (!in_entity_) return;
    in_entity_ = false;
    entity_.end = at;
    double vertices = std::max(1.0, points_);
    if (type_ == "SPLINE" || type_ == "HELIX")
      vertices = (points_ + knots_) * kPerControlPoint * std::max(1.0, degree_ / 4);
    if (type_ == "CIRCLE" || type_ == "ARC" || type_ == "ELLIPSE") vertices += kPerTurn;
    vertices += bulges_ * kPerTurn + turn_ / 4 * std::max(1.0, bulges_);
    entity_.vertices = vertices;
    insert_.copies = columns_ * rows_;
    Block& owner = block_ ? *block_ : drawing_;
    const bool inserts = !insert_.block.empty();
    // A block's content is counted where it is inserted; an empty one takes its turns all the same.
    owner.entities += inserts ? insert_.copies : 1;
    owner.vertices += vertices;
    if (inserts && owner.inserts.size() < limits_.drawn_entities)
      owner.inserts.push_back(std::exchange(insert_, {}));
    if (section_ == Section::entities && !block_) out_.entities.push_back(std::move(entity_));
  }

  Block* find(const std::string& name) {
    const auto by_name = blocks_.find(name);
    if (by_name != blocks_.end()) return &by_name->second;
    const auto by_handle = by_handle_.find(name);
    if (by_handle == by_handle_.end()) return nullptr;
    const auto named = blocks_.find(by_handle->second);
    return named == blocks_.end() ? nullptr : &named->second;
  }

  /// Depth first, without recursion: nests may be a thousand deep.
  void count(Block& root) {
    struct Step {
      Block* block;
      std::size_t next;
    };
    if (root.state != Block::State::unknown) return;
    std::vector<Step> path{{&root, 0}};
    root.state = Block::State::counting;
    root.all_entities = root.entities;
    root.all_vertices = root.vertices;
    while (!path.empty()) {
      Step& step = path.back();
      Block& block = *step.block;
      if (step.next == block.inserts.size()) {
        block.state = Block::State::known;
        path.pop_back();
        continue;
      }
      const Insert& insert = block.inserts[step.next];
      Block* inner = find(insert.block);
      if (inner && inner->state == Block::State::unknown) {
        inner->state = Block::State::counting;
        inner->all_entities = inner->entities;
        inner->all_vertices = inner->vertices;
        path.push_back({inner, 0});
        continue;  // `step` is looked at again when this one is known
      }
      if (inner && inner->state == Block::State::known) {
        block.all_entities += insert.copies * inner->all_entities;
        block.all_vertices += insert.copies * inner->all_vertices;
      }
      ++step.next;
    }
  }

  void check_budget() {
    double entities = 0, vertices = 0;
    const auto add = [&](Block& block, const std::string& where) {
      count(block);
      entities += block.all_entities;
      vertices += block.all_vertices;
      const bool many = !(entities <= static_cast<double>(limits_.drawn_entities));
      if (!many && vertices <= static_cast<double>(limits_.drawn_vertices)) return;
      throw Error(ErrorCode::too_large,
                  file_ + ": 图块展开后太多 " + where +
                      " the drawing, its blocks as often as they are "
                      "inserted, has more than " +
                      std::to_string(many ? limits_.drawn_entities : limits_.drawn_vertices) +
                      (many ? " entities" : " vertices"));
    };
    // GDAL unfolds each block when it reads it, inserted or not.
    for (auto& [name, block] : blocks_) add(block, "（图块 block \"" + name.substr(0, 40) + "\"）");
    // A drawing without inserts is as large as its file, for which there is another limit.
    if (!drawing_.inserts.empty()) add(drawing_, "");
  }

  std::string_view text_;
  const std::string& file_;
  const ReadLimits& limits_;
  std::size_t at_ = 0, pair_begin_ = 0;
  std::uint64_t line_ = 0, pair_line_ = 0;
  int code_ = 0;
  std::string_view value_, type_, part_type_;
  Section section_ = Section::none;
  bool pending_section_ = false, naming_block_ = false, in_entity_ = false;
  DxfEntity entity_;
  Insert insert_;
  double points_ = 0, bulges_ = 0, knots_ = 0, degree_ = 0, columns_ = 1, rows_ = 1, turn_ = 0;
  std::string handle_;
  std::unordered_map<std::string, std::string> by_handle_;
  std::unordered_map<std::string, Block> blocks_;
  Block drawing_;
  Block* block_ = nullptr;
  DxfStructure out_;
};

}  // namespace

DxfStructure structure_of(std::string_view text, const std::string& file,
                          const ReadLimits& limits) {
  return Scanner(text, file, limits).scan();
}

}  // namespace jintu::gdal

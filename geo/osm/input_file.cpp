#include "geo/osm/input_file.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <osmium/io/pbf_input.hpp>
#include <osmium/io/reader.hpp>
#include <osmium/io/xml_input.hpp>
#include <osmium/osm/object_comparisons.hpp>
#include <osmium/visitor.hpp>
#include <system_error>

#include "geo/osm/compression_guard.hpp"
#include "geo/osm/import.hpp"

namespace jintu::osm {

namespace {

constexpr const char* expected =
    "应为 OSM 数据 expected OSM data: .osm, .osm.gz, .osm.bz2 或 or .osm.pbf";

[[noreturn]] void bad_file(const std::string& name, const std::string& what) {
  throw Error(ErrorCode::bad_input, name + ": " + what);
}

// libosmium tells formats by file name only; names lie.
std::string sniff_format(const std::string& path, const std::string& name) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw Error(ErrorCode::io, name + ": 无法读取 cannot be read");
  unsigned char head[64] = {};
  stream.read(reinterpret_cast<char*>(head), sizeof head);
  const auto got = static_cast<std::size_t>(stream.gcount());
  const std::string_view text(reinterpret_cast<const char*>(head), got);
  if (got == 0) bad_file(name, std::string("文件为空 the file is empty; ") + expected);
  if (text.starts_with("\x1f\x8b")) return "xml.gz";
  if (text.starts_with("BZh")) return "xml.bz2";
  if (text.substr(0, 32).find("OSMHeader") != std::string_view::npos && head[0] == 0) return "pbf";
  std::size_t start = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
  start = text.find_first_not_of(" \t\r\n", start);
  if (start != std::string_view::npos && text[start] == '<') return "xml";
  bad_file(name, std::string("内容既不是 PBF 也不是 XML the content is neither PBF nor XML; ") +
                     expected);
}

bool says_sorted(const osmium::io::Header& header) {
  if (header.get("sorting") == "Type_then_ID") return true;
  for (int i = 0;; ++i) {
    const std::string feature = header.get("pbf_optional_feature_" + std::to_string(i));
    if (feature.empty()) return false;
    if (feature == "Sort.Type_then_ID") return true;
  }
}

InputFile open_one(const std::string& name, FileKind kind) {
  namespace fs = std::filesystem;
  std::error_code error;
  const auto status = fs::status(name, error);
  if (!fs::exists(status)) throw Error(ErrorCode::not_found, name + ": 找不到文件 no such file");
  if (!fs::is_regular_file(status)) bad_file(name, std::string("不是文件 not a file; ") + expected);
  InputFile input;
  input.name = name;
  input.bytes = fs::file_size(name, error);
  // Absolute, so that no name is taken for an address or for stdin by libosmium.
  const std::string path = fs::absolute(name).string();
  const std::string format = sniff_format(path, name);
  if (format == "pbf") reading(name, [&] { check_pbf_ratio(path, input.bytes); });
  if (!is_guarded()) throw Error(ErrorCode::internal, "OSM files are read without a guard");
  input.file = osmium::io::File(path, format);
  reading(name, [&] {
    osmium::io::Reader reader(input.file, osmium::osm_entity_bits::nothing);
    input.header = reader.header();
    reader.close();
  });
  const bool change = input.header.has_multiple_object_versions();
  if (kind == FileKind::extract && change)
    bad_file(name,
             "这是变更或历史文件 this is a change or history file: 请先导入区域数据再应用变更 "
             "import an extract, "
             "then apply the changes to it");
  if (kind == FileKind::change && !change)
    bad_file(name, "应为变更文件 expected a change file (.osc, .osc.gz, .osc.bz2)");
  return input;
}

void read_all(InputFile& input, const Progress& progress) {
  auto buffer =
      std::make_shared<osmium::memory::Buffer>(1 << 20, osmium::memory::Buffer::auto_grow::yes);
  reading(input.name, [&] {
    osmium::io::Reader reader(input.file, osmium::osm_entity_bits::object);
    while (auto part = reader.read()) {
      progress.check();
      buffer->add_buffer(part);
      buffer->commit();
      check_unfolded(input.bytes, buffer->committed());
    }
    reader.close();
  });
  for (auto& object : buffer->select<osmium::OSMObject>()) {
    check_id(object, input.name);
    input.sorted.push_back(&object);
  }
  // Stable: of equals the later one stands later, and wins.
  std::stable_sort(input.sorted.begin(), input.sorted.end(), [](const auto* a, const auto* b) {
    const int order = compare_type_id(*a, *b);
    return order != 0 ? order < 0 : a->version() < b->version();
  });
  input.memory = std::move(buffer);
}

bool is_sorted(const InputFile& input, const Progress& progress) {
  return reading(input.name, [&] {
    osmium::io::Reader reader(input.file, osmium::osm_entity_bits::object);
    osmium::item_type type = osmium::item_type::undefined;
    osmium::object_id_type id = 0;
    osmium::object_version_type version = 0;
    while (auto part = reader.read()) {
      progress.check();
      progress.report("osm.inspect", reader.offset(), input.bytes);
      for (const auto& object : part.select<osmium::OSMObject>()) {
        if (type != osmium::item_type::undefined) {
          if (object.type() < type) return false;
          if (object.type() == type) {
            const osmium::id_order less;
            if (less(object.id(), id) || (object.id() == id && object.version() < version))
              return false;
          }
        }
        type = object.type();
        id = object.id();
        version = object.version();
      }
    }
    reader.close();
    return true;
  });
}

}  // namespace

int compare_type_id(const osmium::OSMObject& a, const osmium::OSMObject& b) {
  if (a.type() != b.type()) return a.type() < b.type() ? -1 : 1;
  if (a.id() == b.id()) return 0;
  return osmium::id_order()(a.id(), b.id()) ? -1 : 1;
}

std::string object_name(osmium::item_type type, osmium::object_id_type id) {
  return std::string(osmium::item_type_to_name(type)) + "/" + std::to_string(id);
}

void check_id(const osmium::OSMObject& object, const std::string& file) {
  const auto id = object.id();
  if (id != 0 && id <= max_osm_id && id >= -max_osm_id) return;
  bad_file(file, object_name(object) + ": 编号超出范围 the id is out of range; 应为 expected ±1…±" +
                     std::to_string(max_osm_id));
}

void rethrow_as_error(const std::string& file) {
  try {
    throw;
  } catch (const Error&) {
    throw;
  } catch (const TooPacked& e) {
    throw Error(ErrorCode::too_large, file + ": " + e.what());
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::too_large, file + ": 内存不足 not enough memory");
  } catch (const std::exception& e) {
    throw Error(ErrorCode::bad_input, file +
                                          ": 文件损坏或不完整 the file is damaged or incomplete (" +
                                          e.what() + "); " + expected);
  }
}

std::vector<InputFile> open_inputs(std::span<const std::string> names, FileKind kind,
                                   const Progress& progress) {
  if (names.empty())
    throw Error(ErrorCode::bad_input, std::string("没有文件 no file given; ") + expected);
  std::vector<InputFile> inputs;
  for (const auto& name : names) {
    InputFile input = open_one(name, kind);
    if (kind == FileKind::change || (!says_sorted(input.header) && !is_sorted(input, progress)))
      read_all(input, progress);
    inputs.push_back(std::move(input));
  }
  return inputs;
}

}  // namespace jintu::osm

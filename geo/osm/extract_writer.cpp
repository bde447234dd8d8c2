#include "geo/osm/extract_writer.hpp"

#include <filesystem>
#include <osmium/io/pbf_output.hpp>
#include <osmium/io/writer.hpp>
#include <system_error>

#include "geo/base/error.hpp"

namespace jintu::osm {

namespace {

template <class Work>
void writing(const std::string& file, Work work) {
  try {
    work();
  } catch (const std::system_error& e) {
    const ErrorCode code = code_of_write(e.code().value());
    if (code == ErrorCode::no_space)
      throw Error(code, file + ": 磁盘已满，无法写入 the disk is full and takes no more", e.what());
    throw Error(code, file + ": 无法写入 cannot be written", e.what());
  } catch (const std::exception& e) {
    throw Error(ErrorCode::io, file + ": 无法写入 cannot be written", e.what());
  }
}

osmium::io::Header header_of(const osmium::Box& box, const std::string& timestamp) {
  osmium::io::Header header;
  header.set("generator", "jintu/" JINTU_VERSION);
  header.set("sorting", "Type_then_ID");
  if (box.valid()) header.add_box(box);
  if (!timestamp.empty()) header.set("osmosis_replication_timestamp", timestamp);
  return header;
}

}  // namespace

struct ExtractWriter::Output {
  Output(const std::string& part, const osmium::io::Header& header)
      : writer(osmium::io::File(part, "pbf"), header, osmium::io::overwrite::allow,
               osmium::io::fsync::yes) {}
  osmium::io::Writer writer;
};

ExtractWriter::ExtractWriter(const std::string& path, const osmium::Box& box,
                             const std::string& timestamp)
    : path_(path), part_(std::filesystem::absolute(path + ".part").string()) {
  writing(path_, [&] { output_ = std::make_unique<Output>(part_, header_of(box, timestamp)); });
}

ExtractWriter::~ExtractWriter() {
  if (!output_) return;
  output_.reset();
  std::error_code ignored;
  std::filesystem::remove(part_, ignored);
}

void ExtractWriter::write(const osmium::OSMObject& object) {
  writing(path_, [&] { output_->writer(object); });
}

void ExtractWriter::commit() {
  writing(path_, [&] {
    output_->writer.close();
    std::filesystem::rename(part_, path_);
  });
  output_.reset();
}

void count(const osmium::OSMObject& object, std::uint64_t& nodes, std::uint64_t& ways,
           std::uint64_t& relations) {
  ++(object.type() == osmium::item_type::node  ? nodes
     : object.type() == osmium::item_type::way ? ways
                                               : relations);
}

std::string newest_timestamp(const std::vector<InputFile>& inputs,
                             const std::vector<const osmium::OSMObject*>& objects) {
  std::string newest;
  for (const auto& input : inputs)
    newest = std::max(newest, input.header.get("osmosis_replication_timestamp"));
  osmium::Timestamp latest;
  for (const auto* object : objects) latest = std::max(latest, object->timestamp());
  return latest.valid() ? std::max(newest, latest.to_iso()) : newest;
}

}  // namespace jintu::osm

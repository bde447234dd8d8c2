#include "geo/osm/object_stream.hpp"

#include <osmium/io/reader.hpp>

namespace jintu::osm {

// One file: the object at hand, and the buffers that objects handed out still lie in.
class ObjectStream::Cursor {
 public:
  Cursor(const InputFile& input, osmium::osm_entity_bits::type entities, Metadata metadata)
      : input_(input), entities_(entities) {
    if (input_.memory) return;
    reading(input_.name, [&] {
      reader_ = std::make_unique<osmium::io::Reader>(
          input_.file, entities,
          metadata == Metadata::keep ? osmium::io::read_meta::yes : osmium::io::read_meta::no);
    });
  }

  void start() { advance(); }
  osmium::OSMObject* object() const { return object_; }
  const InputFile& input() const { return input_; }
  std::uint64_t buffers() const { return buffers_; }
  std::uint64_t bytes_read() const { return reader_ ? reader_->offset() : input_.bytes; }
  void release() { retired_.clear(); }

  void advance() {
    if (input_.memory) {
      advance_in_memory();
    } else {
      reading(input_.name, [&] { advance_in_file(); });
    }
    if (object_) check_id(*object_, input_.name);
  }

 private:
  using Iterator = osmium::memory::Buffer::t_iterator<osmium::OSMObject>;

  void advance_in_memory() {
    object_ = nullptr;
    while (position_ < input_.sorted.size()) {
      osmium::OSMObject* candidate = input_.sorted[position_++];
      if (!(osmium::osm_entity_bits::from_item_type(candidate->type()) & entities_)) continue;
      object_ = candidate;
      return;
    }
  }

  void advance_in_file() {
    const osmium::OSMObject* before = object_;
    if (object_) ++it_;
    while (!buffer_ || it_ == end_) {
      if (buffer_) retired_.push_back(std::move(buffer_));
      buffer_ = reader_->read();
      if (!buffer_) {
        reader_->close();
        object_ = nullptr;
        return;
      }
      ++buffers_;
      it_ = buffer_.begin<osmium::OSMObject>();
      end_ = buffer_.end<osmium::OSMObject>();
    }
    object_ = &*it_;
    if (before && compare_type_id(*before, *object_) > 0) {
      throw Error(ErrorCode::bad_input,
                  input_.name + ": 文件头称已排序, 但 the header says sorted, but " +
                      object_name(*object_) + " 排在其后 stands after " + object_name(*before));
    }
  }

  const InputFile& input_;
  osmium::osm_entity_bits::type entities_;
  std::unique_ptr<osmium::io::Reader> reader_;
  osmium::memory::Buffer buffer_;
  std::vector<osmium::memory::Buffer> retired_;
  Iterator it_, end_;
  osmium::OSMObject* object_ = nullptr;
  std::size_t position_ = 0;
  std::uint64_t buffers_ = 0;
};

ObjectStream::ObjectStream(const std::vector<InputFile>& inputs,
                           osmium::osm_entity_bits::type entities, Metadata metadata,
                           std::string stage, const Progress& progress)
    : stage_(std::move(stage)), progress_(progress) {
  // Versions and deletions matter once objects meet: with several files all of it is read.
  if (inputs.size() > 1) metadata = Metadata::keep;
  for (const auto& input : inputs) {
    cursors_.push_back(std::make_unique<Cursor>(input, entities, metadata));
    total_bytes_ += input.bytes;
  }
  for (auto& cursor : cursors_) cursor->start();
}

ObjectStream::~ObjectStream() = default;

void ObjectStream::report() {
  std::uint64_t buffers = 0;
  for (const auto& cursor : cursors_) buffers += cursor->buffers();
  if (buffers == buffers_seen_ && buffers != 0) return;
  buffers_seen_ = buffers;
  progress_.check();
  std::uint64_t bytes = 0;
  for (const auto& cursor : cursors_) bytes += cursor->bytes_read();
  progress_.report(stage_, std::min(bytes, total_bytes_), total_bytes_);
}

osmium::OSMObject* ObjectStream::next() {
  while (osmium::OSMObject* object = next_version()) {
    if (object->visible()) return object;
  }
  progress_.report(stage_, total_bytes_, total_bytes_);
  return nullptr;
}

osmium::OSMObject* ObjectStream::next_version() {
  Cursor* first = nullptr;
  for (auto& cursor : cursors_) {
    cursor->release();
    if (cursor->object() && (!first || compare_type_id(*cursor->object(), *first->object()) < 0))
      first = cursor.get();
  }
  if (!first) return nullptr;
  report();
  osmium::OSMObject* best = first->object();
  file_ = &first->input().name;
  first->advance();
  for (auto& cursor : cursors_) {  // in the order of the files: the later wins a tie
    while (cursor->object() && compare_type_id(*cursor->object(), *best) == 0) {
      ++superseded_;
      if (cursor->object()->version() >= best->version()) {
        best = cursor->object();
        file_ = &cursor->input().name;
      }
      cursor->advance();
    }
  }
  return best;
}

}  // namespace jintu::osm

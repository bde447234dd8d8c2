#include <protozero/pbf_writer.hpp>

#include "tiles/mvt/prepared_layer.hpp"

namespace jintu::tiles {
namespace {

// Fields of the Value message, proto/vector_tile.proto.
enum : protozero::pbf_tag_type {
  value_string = 1,
  value_double = 3,
  value_int = 4,
  value_bool = 7
};

std::string encode_value(const Value& value) {
  std::string out;
  protozero::pbf_writer writer(out);
  if (const auto* text = std::get_if<std::string>(&value)) writer.add_string(value_string, *text);
  if (const auto* real = std::get_if<double>(&value)) writer.add_double(value_double, *real);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) writer.add_int64(value_int, *whole);
  if (const auto* yes = std::get_if<bool>(&value)) writer.add_bool(value_bool, *yes);
  return out;
}

std::size_t hash_of(std::string_view bytes) { return std::hash<std::string_view>{}(bytes); }

}  // namespace

std::size_t ValueTable::slot_of(std::string_view bytes) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash_of(bytes) & mask;
  while (slots_[slot] != 0 && own(slots_[slot] - 1) != bytes) slot = (slot + 1) & mask;
  return slot;
}

std::uint32_t ValueTable::add(const Value& value) {
  const std::string bytes = encode_value(value);
  if (first_ && !first_->slots_.empty())
    if (const std::uint32_t known = first_->slots_[first_->slot_of(bytes)]; known != 0)
      return known - 1;
  if (ends_.size() * 3 > slots_.size() * 2) grow();
  const std::size_t slot = slot_of(bytes);
  if (slots_[slot] == 0) {
    bytes_ += bytes;
    ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    slots_[slot] = static_cast<std::uint32_t>(ends_.size() - 1);
  }
  return first_size_ + slots_[slot] - 1;
}

void ValueTable::grow() {
  slots_.assign(slots_.empty() ? 64 : slots_.size() * 2, 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t i = 0; i + 1 < ends_.size(); ++i) {
    std::size_t slot = hash_of(own(i)) & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = i + 1;
  }
}

}  // namespace jintu::tiles

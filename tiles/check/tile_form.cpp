#include "tiles/check/tile_form.hpp"

#include <google/protobuf/io/coded_stream.h>

#include <optional>

namespace jintu::tiles {
namespace {

using google::protobuf::io::CodedInputStream;

enum class Wire : std::uint32_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

/// One field of a message.
struct Field {
  std::uint32_t number = 0;
  Wire wire = Wire::varint;
  std::uint64_t value = 0;  // of a varint
  std::string_view bytes;   // of a length-delimited one
};

/// Walks the fields of one message without its schema.
class Fields {
 public:
  explicit Fields(std::string_view message)
      : message_(message),
        in_(reinterpret_cast<const std::uint8_t*>(message.data()),
            static_cast<int>(message.size())) {}

  /// Nothing at the end, or where the bytes are no message any more.
  std::optional<Field> next() {
    const std::uint32_t tag = in_.ReadTag();
    if (tag == 0) return std::nullopt;
    Field field{tag >> 3, static_cast<Wire>(tag & 7), 0, {}};
    std::uint32_t length = 0, four = 0;
    switch (field.wire) {
      case Wire::varint:
        return in_.ReadVarint64(&field.value) ? std::optional(field) : std::nullopt;
      case Wire::fixed64:
        return in_.ReadLittleEndian64(&field.value) ? std::optional(field) : std::nullopt;
      case Wire::fixed32:
        return in_.ReadLittleEndian32(&four) ? std::optional(field) : std::nullopt;
      case Wire::bytes:
        if (!in_.ReadVarint32(&length)) return std::nullopt;
        field.bytes = message_.substr(static_cast<std::size_t>(in_.CurrentPosition()), length);
        return in_.Skip(static_cast<int>(length)) ? std::optional(field) : std::nullopt;
    }
    return std::nullopt;  // a group, which MVT has none of
  }

 private:
  std::string_view message_;
  CodedInputStream in_;
};

/// MVT 2.1 §4.4: exactly one of seven fields.
std::string fault_of_value(std::string_view value) {
  constexpr Wire wires[] = {Wire::bytes,  Wire::fixed32, Wire::fixed64, Wire::varint,
                            Wire::varint, Wire::varint,  Wire::varint};
  constexpr const char* names[] = {"string_value", "float_value", "double_value", "int_value",
                                   "uint_value",   "sint_value",  "bool_value"};
  int known = 0;
  Fields fields(value);
  while (const auto f = fields.next()) {
    if (f->number < 1 || f->number > 7) continue;
    if (f->wire != wires[f->number - 1])
      return std::string("a value whose ") + names[f->number - 1] + " is of another wire type";
    ++known;
  }
  if (known == 0) return "a value of no known type (MVT 2.1 §4.4)";
  return known > 1 ? "a value of more than one type (MVT 2.1 §4.4)" : "";
}

/// MVT 2.1 §4.2 and §4.3.
std::optional<FormFault> fault_of_feature(std::string_view feature) {
  FormFault fault;
  bool typed = false;
  int geometries = 0;
  const auto wrong = [&](const char* what) {
    if (fault.what.empty()) fault.what = what;
  };
  Fields fields(feature);
  while (const auto f = fields.next()) {
    const bool numbers = f->wire == Wire::bytes || f->wire == Wire::varint;  // packed, or one
    if (f->number == 1) {
      if (f->wire == Wire::varint)
        fault.feature = f->value;
      else
        wrong("a feature whose id is not a number");
    } else if (f->number == 2) {
      if (!numbers) wrong("a feature whose tags are not numbers");
    } else if (f->number == 3) {
      typed = true;
      if (f->wire != Wire::varint)
        wrong("a feature whose type is not a number");
      else if (f->value > 3)
        wrong("a feature whose type is not one of the four (MVT 2.1 §4.3.4)");
    } else if (f->number == 4) {
      if (!numbers) wrong("a feature whose geometry is not numbers");
      if (f->wire == Wire::bytes) ++geometries;
    }
  }
  if (!typed) wrong("a feature without a type (MVT 2.1 §4.2)");
  if (geometries > 1) wrong("a feature of more than one geometry (MVT 2.1 §4.2)");
  return fault.what.empty() ? std::nullopt : std::optional(fault);
}

/// MVT 2.1 §4.1.
std::vector<FormFault> faults_of_layer(std::string_view layer) {
  std::vector<FormFault> faults;
  Fields fields(layer);
  while (const auto f = fields.next()) {
    const auto expect = [&](Wire wire, const char* what) {
      if (f->wire != wire) faults.push_back({0, what});
      return f->wire == wire;
    };
    switch (f->number) {
      case 1:
        expect(Wire::bytes, "a layer whose name is not text");
        break;
      case 2:
        if (expect(Wire::bytes, "a feature that is no message"))
          if (auto fault = fault_of_feature(f->bytes)) faults.push_back(*std::move(fault));
        break;
      case 3:
        expect(Wire::bytes, "a layer with a key that is not text");
        break;
      case 4:
        if (expect(Wire::bytes, "a value that is no message"))
          if (auto fault = fault_of_value(f->bytes); !fault.empty())
            faults.push_back({0, std::move(fault)});
        break;
      case 5:
        expect(Wire::varint, "a layer whose extent is not a number");
        break;
      case 15:
        expect(Wire::varint, "a layer whose version is not a number");
        break;
      default:
        break;
    }
  }
  return faults;
}

}  // namespace

std::vector<std::vector<FormFault>> faults_of_form(std::string_view content) {
  std::vector<std::vector<FormFault>> layers;
  Fields fields(content);
  while (const auto f = fields.next())
    if (f->number == 3 && f->wire == Wire::bytes) layers.push_back(faults_of_layer(f->bytes));
  return layers;
}

}  // namespace jintu::tiles

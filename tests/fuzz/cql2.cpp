// Any text as a filter: refused with a place inside it, or applied without fault, and then its
// negation never holds as well.
#include <cstdlib>
#include <string>

#include "geo/base/error.hpp"
#include "services/filter/expression.hpp"

using namespace jintu;

namespace {

const std::vector<Field> fields{{"id", FieldType::text},
                                {"n", FieldType::integer},
                                {"r", FieldType::real},
                                {"b", FieldType::boolean},
                                {"t", FieldType::text}};

std::vector<Feature> features() {
  std::vector<Feature> all(3);
  all[0].key = "full";
  all[0].geometry = MultiPoint<Position>{{117.2, 39.1}};
  all[0].properties.set("n", std::int64_t{3});
  all[0].properties.set("r", -2.5);
  all[0].properties.set("b", true);
  all[0].properties.set("t", std::string("夜市 a%b"));
  all[1].geometry = MultiLineString<Position>{{{{117, 39}, {118, 40}}}};
  all[1].properties.set("t", std::int64_t{1});  // of another type than the field
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<Feature> all = features();
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    const auto filter = filter::Filter::parse(text, fields);
    try {
      const auto inverse = filter::Filter::parse("NOT (" + text + ")", fields);
      for (const Feature& f : all)
        if (filter.matches(f) && inverse.matches(f)) std::abort();
    } catch (const Error&) {  // two more levels, or bytes, than are allowed
    }
  } catch (const Error& e) {
    if (e.code() != ErrorCode::bad_input) std::abort();
  }
  return 0;
}

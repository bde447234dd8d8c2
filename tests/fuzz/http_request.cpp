// Request heads and what is read out of them: path, tile address, query.
#include <cstdlib>
#include <string_view>

#include "geo/base/error.hpp"
#include "services/http/message/head_reader.hpp"
#include "services/http/message/negotiate.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/query/feature_query.hpp"
#include "services/http/query/tile_query.hpp"
#include "services/http/server/routes.hpp"

using namespace jintu;
using namespace jintu::http;

namespace {

const LayerSchema& places() {
  static const LayerSchema schema = [] {
    LayerSchema s;
    s.name = "places";
    s.fields = {
        {"kind", FieldType::text}, {"count", FieldType::integer}, {"named", FieldType::boolean}};
    return s;
  }();
  return schema;
}

const RouteTable& addresses() {
  static const RouteTable table({{"/tiles/{source}.json", "tilejson", {}},
                                 {"/tiles/{source}/{z}/{x}/{y}.mvt", "tile", {}},
                                 {"/ogc/collections/{collectionId}/items/{featureId}", "item", {}},
                                 {file_path, "file", {}}});
  return table;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto result = read_head(bytes, {});
  const auto* head = std::get_if<Head>(&result);
  if (!head) return 0;
  if (head->consumed > size) std::abort();
  const Request& request = head->request;
  AcceptedCodings(request).quality(Coding::gzip);
  preferred_language(request);
  matches_if_none_match(request, "\"0123\"");
  names_strongly(request.list_field("if-match"), "\"0123\"");
  for (const auto& read : {+[](const Request& r) { addresses().find(r.path); },
                           +[](const Request& r) { items_query(r.query, places()); },
                           +[](const Request& r) { tile_query(r.query, {}, {}, tile_formats); },
                           +[](const Request& r) { item_crs(r.query); }}) {
    try {
      read(request);
    } catch (const Error&) {
    } catch (const Refusal&) {
    }
  }
  return 0;
}

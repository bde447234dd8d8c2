// The catalog of sources for people, and their quality reports.
#pragma once

#include <string>
#include <vector>

#include "services/http/api/frame/context.hpp"
#include "services/http/api/pages/quality_memory.hpp"

namespace jintu::http {

class CatalogApi {
 public:
  explicit CatalogApi(const Context& context) : context_(context) {}
  void routes(std::vector<Route>& table);

 private:
  Response page(const Call& call);
  std::optional<Response> part(const Call& call, const Later& later);
  std::optional<Response> tile_quality(const Call& call, const Later& later);
  /// Null when nobody looked.
  Json quality_of(const live::Published& published, const std::string& id);

  const Context& context_;
  QualityMemory quality_;
};

}  // namespace jintu::http

// Reading records: OGC API – Features parts 1 to 3.
#pragma once

#include <vector>

#include "services/catalog/items.hpp"
#include "services/http/api/frame/context.hpp"

namespace jintu::http {

class FeaturesApi {
 public:
  explicit FeaturesApi(const Context& context) : context_(context) {}
  /// `of_items`, `of_item`: what else is done at the address of all records, and of one.
  void routes(std::vector<Route>& table, std::vector<Operation> of_items,
              std::vector<Operation> of_item);

 private:
  Response landing(const Call& call) const;
  Response conformance(const Call& call) const;
  Response api(const Call& call) const;
  Response collections(const Call& call) const;
  Response collection(const Call& call) const;
  Response queryables(const Call& call) const;
  Response schema(const Call& call) const;
  Response sortables(const Call& call) const;
  catalog::ItemsPage found(const Call& call, const catalog::ItemsQuery& query,
                           const catalog::Collection& of) const;
  Response items(const Call& call) const;
  static bool looks_through(const Call& call);
  Response item(const Call& call) const;

  const Context& context_;
};

}  // namespace jintu::http

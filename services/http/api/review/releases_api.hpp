// Releases: what everybody sees, and since when; and the audit log.
#pragma once

#include <vector>

#include "services/http/api/frame/context.hpp"
#include "services/review/office.hpp"

namespace jintu::http {

class ReleasesApi {
 public:
  /// `office` may be null: then there is nothing of it.
  ReleasesApi(const Context& context, review::Office* office)
      : context_(context), office_(office) {}
  void routes(std::vector<Route>& table);

 private:
  Response list(const Call& call) const;
  Response published(const Call& call);
  Response read(const Call& call) const;
  Response withdrawn(const Call& call);
  Response audit(const Call& call) const;
  review::Office& need() const;

  const Context& context_;
  review::Office* const office_;
};

}  // namespace jintu::http

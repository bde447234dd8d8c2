// Drafts and their way through review (docs/review.md).
#pragma once

#include <vector>

#include "services/changes/drafts.hpp"
#include "services/http/api/frame/context.hpp"
#include "services/review/office.hpp"

namespace jintu::http {

class ChangesApi {
 public:
  /// `office` may be null: then there is nothing of it.
  ChangesApi(const Context& context, review::Office* office) : context_(context), office_(office) {}
  void routes(std::vector<Route>& table);

 private:
  Response list(const Call& call) const;
  Response created(const Call& call);
  Response read(const Call& call) const;
  Response saved(const Call& call);
  Response removed(const Call& call);
  Response checked(const Call& call);
  Response submitted(const Call& call);
  Response withdrawn(const Call& call);
  Response returned(const Call& call);
  Response consented(const Call& call);
  Response approved(const Call& call);
  Response resolved(const Call& call);
  Response diff(const Call& call) const;

  review::Office& need() const;
  changes::Content content_in(const Call& call) const;
  /// As it is, to the author of a write that came too late.
  [[noreturn]] void changed(const std::string& id) const;

  const Context& context_;
  review::Office* const office_;
};

}  // namespace jintu::http

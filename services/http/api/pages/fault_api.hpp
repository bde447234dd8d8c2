// What residents say is wrong about a place: taken from anybody, read by those who review.
#pragma once

#include <vector>

#include "geo/documents/documents.hpp"
#include "services/auth/throttle.hpp"
#include "services/faults/faults.hpp"
#include "services/http/api/pages/place_api.hpp"
#include "services/http/server/identity.hpp"

namespace jintu::http {

class FaultApi {
 public:
  /// `documents` may be null: then there is nothing of it. The rest outlives this.
  FaultApi(const Context& context, const Identity& identity, PlaceApi& places,
           documents::Documents* documents);
  void routes(std::vector<Route>& table);

 private:
  Response sent(const Call& call);
  Response list(const Call& call);
  Response decided(const Call& call);
  faults::Box& need();

  const Context& context_;
  const Identity& identity_;
  PlaceApi& places_;
  std::optional<faults::Box> box_;
  auth::Throttle throttle_;
};

}  // namespace jintu::http

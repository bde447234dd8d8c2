// Archives as files: clients of PMTiles read them in ranges, without our tile addresses.
#pragma once

#include <vector>

#include "services/http/api/frame/context.hpp"

namespace jintu::http {

class ArchiveApi {
 public:
  void routes(std::vector<Route>& table);

 private:
  Response archive(const Call& call) const;
};

}  // namespace jintu::http

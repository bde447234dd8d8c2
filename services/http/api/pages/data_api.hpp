// Whole collections as files to take along, and the catalogue of them for machines.
#pragma once

#include <vector>

#include "services/http/api/frame/context.hpp"
#include "services/open_data/files.hpp"

namespace jintu::http {

class DataApi {
 public:
  explicit DataApi(const Context& context) : context_(context) {}
  void routes(std::vector<Route>& table);

  struct Asked {
    catalog::Collection collection;
    const open_data::Format* format;
  };

 private:
  Response catalogue(const Call& call) const;
  Response file(const Call& call);
  std::shared_ptr<const open_data::File> made(const live::Published& published, const Asked& asked,
                                              const std::string& crs, const Progress& progress);

  const Context& context_;
  open_data::Files files_;
};

}  // namespace jintu::http

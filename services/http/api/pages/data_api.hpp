// Whole collections as files to take along, and the catalogue of them for machines.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <vector>

#include "services/http/api/frame/context.hpp"
#include "services/open_data/files.hpp"

namespace jintu::http {

class DataApi {
 public:
  /// A release as it was, from what is there now. Throws where there is none, or it was withdrawn.
  using Past = std::function<std::shared_ptr<const live::Published>(const live::Published& now,
                                                                    std::int64_t number)>;
  /// `is_served` throws what `past` throws, and costs little. Both may be empty: there are no
  /// releases.
  DataApi(const Context& context, std::function<void(std::int64_t)> is_served, Past past)
      : context_(context), is_served_(std::move(is_served)), past_(std::move(past)) {}
  void routes(std::vector<Route>& table);

  struct Asked {
    catalog::Collection collection;
    const open_data::Format* format;
  };

 private:
  Response catalogue(const Call& call) const;
  Response file(const Call& call);
  Response released_file(const Call& call);
  Response answered(const Call& call, const live::Published& published);
  std::shared_ptr<const open_data::File> made(const live::Published& published, const Asked& asked,
                                              const std::string& crs, const Progress& progress);

  const Context& context_;
  const std::function<void(std::int64_t)> is_served_;
  const Past past_;
  open_data::Files files_;
  std::mutex mutex_;
  std::list<std::shared_ptr<const live::Published>> releases_;  // a few, the latest asked first
};

}  // namespace jintu::http

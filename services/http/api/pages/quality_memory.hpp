// Quality reports of live sources, made once for each source that is published.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "geo/base/json.hpp"
#include "services/quality/quality.hpp"

namespace jintu::http {

class QualityMemory {
 public:
  /// One report is made at a time: it takes a worker for up to a second or so.
  Json of(const std::shared_ptr<const tiles::TileSource>& source) {
    const std::lock_guard lock(mutex_);
    auto& [made_of, report] = reports_[source->info().id];
    if (made_of != source->state()) {
      report = quality::to_json(quality::report_live(*source, most_tiles));
      made_of = source->state();
    }
    return report;
  }

 private:
  static constexpr std::uint64_t most_tiles = 1500;
  std::mutex mutex_;
  std::map<std::string, std::pair<std::uint64_t, Json>> reports_;  // by id: state and report
};

}  // namespace jintu::http

// What the siting side keeps of the store, made once for each revision: points, districts, walking
// network, coverage.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "geo/network/graph/walk_graph.hpp"
#include "services/siting/city/addresses.hpp"
#include "services/siting/city/city_points.hpp"
#include "services/siting/city/districts.hpp"
#include "services/siting/question/points.hpp"

namespace jintu::siting {

/// The value of the newest revision. Who asks while it is made waits for it. Any thread.
template <class T>
class OfRevision {
 public:
  /// Where the new value is the `same` as the one before, that one stays: others may hold it.
  std::shared_ptr<const T> get(Revision revision,
                               const std::function<std::shared_ptr<const T>()>& make,
                               const std::function<bool(const T&, const T&)>& same = nullptr) {
    const std::lock_guard lock(mutex_);
    if (!value_ || revision_.value != revision.value) {
      auto made = make();
      if (!value_ || !same || !same(*value_, *made)) value_ = std::move(made);
      revision_ = revision;
    }
    return value_;
  }

 private:
  std::mutex mutex_;
  Revision revision_{-1};
  std::shared_ptr<const T> value_;
};

/// Any thread. Every call looks at which revision the store stands.
class City {
 public:
  explicit City(StoreOpener store) : store_(std::move(store)) {}

  const StoreOpener& store() const { return store_; }
  std::shared_ptr<const CityPoints> points();
  /// `points` as JSON text.
  std::shared_ptr<const std::string> points_text();
  std::shared_ptr<const Districts> districts();
  /// Throws Error{cancelled}.
  std::shared_ptr<const Addresses> addresses(const Progress& progress = {});
  /// Throws Error{not_found} when no OSM extract was imported, Error{cancelled}.
  std::shared_ptr<const network::WalkGraph> network(const Progress& progress = {});
  /// `coverage` of the city's own points as JSON text; minutes as `coverage` takes them.
  std::shared_ptr<const std::string> coverage_text(const std::vector<double>& minutes);

 private:
  std::shared_ptr<const CityPoints> points_of(const FeatureStore& store);
  std::shared_ptr<const network::WalkGraph> network_of(const FeatureStore& store,
                                                       const Progress& progress);

  StoreOpener store_;
  OfRevision<CityPoints> points_;
  OfRevision<std::string> points_text_;
  OfRevision<Districts> districts_;
  OfRevision<Addresses> addresses_;
  OfRevision<network::WalkGraph> network_;
  std::mutex coverage_mutex_;
  Revision coverage_revision_{-1};
  std::map<std::vector<double>, std::shared_ptr<const std::string>> coverage_;
};

}  // namespace jintu::siting

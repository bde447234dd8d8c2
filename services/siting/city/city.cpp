#include "services/siting/city/city.hpp"

#include "geo/base/error.hpp"
#include "services/siting/city/coverage.hpp"
#include "services/siting/question/walking_network.hpp"

namespace jintu::siting {

namespace {

constexpr std::size_t most_coverages = 16;  // of one revision

}  // namespace

std::shared_ptr<const CityPoints> City::points_of(const FeatureStore& store) {
  return points_.get(store.revision(),
                     [&] { return std::make_shared<const CityPoints>(city_points(store, {})); });
}

std::shared_ptr<const network::WalkGraph> City::network_of(const FeatureStore& store,
                                                           const Progress& progress) {
  // Every edit makes a revision, few change the network, and each job holds the one it was measured
  // on.
  return network_.get(
      store.revision(), [&] { return walking_network(store, progress); },
      [](const auto& before, const auto& now) {
        return before.fingerprint() == now.fingerprint();
      });
}

std::shared_ptr<const CityPoints> City::points() { return points_of(*store_()); }

std::shared_ptr<const std::string> City::points_text() {
  const auto store = store_();
  return points_text_.get(store->revision(), [&] {
    return std::make_shared<const std::string>(to_json(*points_of(*store)).dump());
  });
}

std::shared_ptr<const Districts> City::districts() {
  const auto store = store_();
  return districts_.get(store->revision(), [&] {
    return std::make_shared<const Districts>(store->snapshot()->layer("districts"));
  });
}

std::shared_ptr<const Addresses> City::addresses(const Progress& progress) {
  const auto store = store_();
  return addresses_.get(store->revision(),
                        [&] { return std::make_shared<const Addresses>(*store, progress); });
}

std::shared_ptr<const network::WalkGraph> City::network(const Progress& progress) {
  return network_of(*store_(), progress);
}

std::shared_ptr<const std::string> City::coverage_text(const std::vector<double>& minutes) {
  const std::lock_guard lock(coverage_mutex_);
  const auto store = store_();
  const Revision revision = store->revision();
  if (coverage_revision_.value != revision.value || coverage_.size() >= most_coverages)
    coverage_.clear();
  coverage_revision_ = revision;
  auto& text = coverage_[minutes];
  if (!text) {
    std::shared_ptr<const network::WalkGraph> graph;
    try {
      graph = network_of(*store, {});
    } catch (const Error& error) {
      if (error.code() != ErrorCode::not_found)
        throw;  // without a network: straight lines, and the answer says so
    }
    const Districts districts(store->snapshot()->layer("districts"));
    text = std::make_shared<const std::string>(
        coverage(*points_of(*store), districts, graph, minutes).dump());
  }
  return text;
}

}  // namespace jintu::siting

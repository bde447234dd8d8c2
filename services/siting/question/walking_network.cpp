#include "services/siting/question/walking_network.hpp"

#include "geo/base/error.hpp"
#include "geo/network/graph/walk_graph_builder.hpp"
#include "geo/network/graph/walk_layers.hpp"

namespace jintu::siting {

std::shared_ptr<const network::WalkGraph> walking_network(const FeatureStore& store,
                                                          const Progress& progress) {
  network::WalkGraphBuilder builder;
  std::uint64_t read = 0;
  const auto add = [&](const char* layer,
                       void (*each)(network::WalkGraphBuilder&, const Feature&)) {
    try {
      store.scan(layer, [&](Feature&& feature) {
        if ((++read & 4095) == 0) {
          progress.check();
          progress.report("步行网 walking network", read, 0);
        }
        each(builder, feature);
        return true;
      });
    } catch (const Error& error) {
      if (error.code() != ErrorCode::not_found) throw;
      throw Error(ErrorCode::not_found,
                  "没有步行网 no walking network in the store; run: jintu import FILE.osm.pbf, "
                  "or choose the distance model \"geodesic\" or \"manhattan\"");
    }
  };
  add("walk_nodes", network::add_walk_node);
  add("walk_edges", network::add_walk_edge);
  return std::make_shared<network::WalkGraph>(std::move(builder).build(progress));
}

}  // namespace jintu::siting

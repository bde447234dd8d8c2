#include "services/siting/jobs/job_memory.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "geo/network/snap.hpp"

namespace jintu::siting {

namespace {

template <class T>
std::size_t plain(const std::vector<T>& list) {
  return list.capacity() * sizeof(T);
}

std::size_t beyond(const std::string& text) {
  return text.capacity() > std::string().capacity() ? text.capacity() + 1 : 0;
}

std::size_t texts(const std::vector<std::string>& list) {
  std::size_t sum = plain(list);
  for (const auto& text : list) sum += beyond(text);
  return sum;
}

template <class From, class To>
std::size_t table(const Distances<From, To>& distances) {
  return static_cast<std::size_t>(distances.pairs()) * (sizeof(Index) + sizeof(double)) +
         static_cast<std::size_t>(distances.demands()) * sizeof(Index) +
         static_cast<std::size_t>(distances.lists()) * sizeof(std::int64_t);
}

std::size_t requirements(const Requirements& r) {
  std::size_t sum = table(r.between) + plain(r.sizes) + plain(r.load) + plain(r.site_cost);
  for (const CoverageFloor& floor : r.floors) sum += sizeof floor + plain(floor.demands);
  if (r.market)
    sum +=
        table(r.market->rivals) + plain(r.market->attraction) + plain(r.market->rival_attraction);
  return sum;
}

std::size_t plan(const SitingSolution& s) {
  std::size_t sum = plain(s.open) + plain(s.assignment) + plain(s.sizes) + plain(s.flows) +
                    plain(s.conflict) + beyond(s.reason);
  for (const FrontPoint& point : s.front) sum += sizeof point + plain(point.open);
  return sum;
}

std::size_t tree(const ProofTree& proof) {
  std::size_t sum = plain(proof.nodes);
  for (const ProofNode& node : proof.nodes) {
    sum += plain(node.steps) + plain(node.last) + plain(node.parts);
    for (const ProofStep& step : node.steps)
      sum += plain(step.prices) + plain(step.opened) + plain(step.closed) + plain(step.dominated);
    for (const ProofPart& part : node.parts)
      sum += plain(part.demands) + plain(part.sites) + tree(part.tree);
  }
  return sum;
}

std::size_t branches(const BranchProof& proof) {
  std::size_t sum = plain(proof.cliques) + plain(proof.multipliers) + plain(proof.nodes);
  for (const auto& clique : proof.cliques) sum += plain(clique);
  for (const Multipliers& m : proof.multipliers)
    sum += plain(m.prices) + plain(m.gains) + plain(m.floors) + plain(m.cliques);
  for (const BranchNode& node : proof.nodes) sum += plain(node.excluded) + plain(node.options);
  return sum;
}

std::size_t certificate(const Certificate& proof) {
  std::size_t sum = sizeof proof;
  for (const ProofTree& one : proof.trees) sum += sizeof one + tree(one);
  if (proof.branches) sum += branches(*proof.branches);
  for (const Certificate& point : proof.front) sum += certificate(point);
  return sum;
}

}  // namespace

std::size_t bytes_of(const JobResult& result) {
  const ProblemFile& file = result.problem;
  const SitingDraft& draft = file.problem.draft();
  std::size_t sum = sizeof result + table(draft.distances) + plain(draft.weights) +
                    plain(draft.rules) + texts(draft.demand_ids) + texts(draft.candidate_ids) +
                    requirements(draft.requirements) + plain(file.demand) + plain(file.candidates) +
                    texts(file.notes) + plan(result.solved.solution);
  // A node of the map: its links, the two texts.
  for (const auto& [id, name] : file.names) sum += 48 + sizeof(id) * 2 + beyond(id) + beyond(name);
  if (file.measuring.graph) sum += file.demand.size() * sizeof(std::optional<network::Snapped>);
  if (const auto& proof = result.solved.certificate) sum += certificate(*proof);
  return sum;
}

std::size_t bytes_of_network(const network::WalkGraph& graph) {
  constexpr std::size_t index_of_an_edge = 25;
  return graph.memory() + static_cast<std::size_t>(graph.edges()) * index_of_an_edge;
}

}  // namespace jintu::siting

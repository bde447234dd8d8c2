// Branch proofs as JSON.
#include "geo/siting/certificate/branch_proof.hpp"

#include "geo/siting/question/json_members.hpp"

namespace jintu::siting {

namespace {

constexpr Words<BranchEnd, 4> ends{{{BranchEnd::site, "site"},
                                    {BranchEnd::assignment, "assignment"},
                                    {BranchEnd::bound, "bound"},
                                    {BranchEnd::impossible, "impossible"}}};

Json to_json(const Multipliers& m) {
  Json json = Json::object();
  if (!m.prices.empty()) json["prices"] = m.prices;
  if (!m.gains.empty()) json["gains"] = m.gains;
  if (m.site != 0) json["site"] = m.site;
  if (m.money != 0) json["money"] = m.money;
  if (!m.floors.empty()) json["floors"] = m.floors;
  if (!m.cliques.empty()) json["cliques"] = m.cliques;
  return json;
}

Multipliers multipliers_from(const Json& json) {
  Multipliers m;
  m.prices = member_or(json, "prices", m.prices);
  m.gains = member_or(json, "gains", m.gains);
  m.site = member_or(json, "site", m.site);
  m.money = member_or(json, "money", m.money);
  m.floors = member_or(json, "floors", m.floors);
  m.cliques = member_or(json, "cliques", m.cliques);
  return m;
}

Json to_json(const BranchNode& node) {
  Json json{{"end", word_of(ends, node.end)}};
  if (!node.excluded.empty()) {
    json["fixing"] = node.fixing;
    json["excluded"] = node.excluded;
  }
  if (node.end == BranchEnd::bound || node.end == BranchEnd::impossible) {
    json["multipliers"] = node.multipliers;
    return json;
  }
  json["site"] = node.site;
  if (node.end == BranchEnd::site) {
    json["options"] = node.options;
  } else {
    json["demand"] = node.demand;
  }
  json["first"] = node.first;
  json["second"] = node.second;
  return json;
}

BranchNode node_from(const Json& json) {
  BranchNode node;
  node.end = word_member(ends, json, "end");
  node.fixing = member_or(json, "fixing", node.fixing);
  node.excluded = member_or(json, "excluded", node.excluded);
  node.multipliers = member_or(json, "multipliers", node.multipliers);
  node.site = member_or(json, "site", node.site);
  node.demand = member_or(json, "demand", node.demand);
  node.options = member_or(json, "options", node.options);
  node.first = member_or(json, "first", node.first);
  node.second = member_or(json, "second", node.second);
  return node;
}

}  // namespace

Json to_json(const BranchProof& proof) {
  Json json = Json::object();
  if (proof.impossible) {
    json["impossible"] = true;
    if (proof.apart > 0) json["apart"] = proof.apart;
  } else {
    json["claim"] = proof.claim;
  }
  if (!proof.cliques.empty()) json["cliques"] = proof.cliques;
  Json multipliers = Json::array(), nodes = Json::array();
  for (const Multipliers& m : proof.multipliers) multipliers.push_back(to_json(m));
  for (const BranchNode& node : proof.nodes) nodes.push_back(to_json(node));
  json["multipliers"] = std::move(multipliers);
  json["nodes"] = std::move(nodes);
  return json;
}

BranchProof branch_proof_from_json(const Json& json) {
  BranchProof proof;
  proof.impossible = member_or(json, "impossible", false);
  if (!proof.impossible) proof.claim = member<double>(json, "claim");
  proof.apart = member_or(json, "apart", 0.0);
  proof.cliques = member_or(json, "cliques", proof.cliques);
  for (const Json& m : member<Json>(json, "multipliers"))
    proof.multipliers.push_back(multipliers_from(m));
  for (const Json& node : member<Json>(json, "nodes")) proof.nodes.push_back(node_from(node));
  return proof;
}

}  // namespace jintu::siting

// Certificates as JSON.
#include "geo/siting/certificate/certificate.hpp"

#include "geo/siting/question/json_members.hpp"

namespace jintu::siting {

namespace {

std::string hex(std::uint64_t value) {
  std::string text(16, '0');
  for (std::size_t k = 16; k-- > 0; value >>= 4) text[k] = "0123456789abcdef"[value & 15];
  return text;
}

std::uint64_t from_hex(const std::string& text) {
  if (text.size() != 16) refuse_certificate("problem_digest: expected 16 hexadecimal digits");
  std::uint64_t value = 0;
  for (const char c : text) {
    const auto digit = std::string_view("0123456789abcdef").find(c);
    if (digit == std::string_view::npos)
      refuse_certificate("problem_digest: expected 16 hexadecimal digits");
    value = value << 4 | digit;
  }
  return value;
}

constexpr Words<ProofSubject, 2> subjects{
    {{ProofSubject::cost, "cost"}, {ProofSubject::site_count, "site_count"}}};
constexpr Words<ProofEnd, 5> ends{{{ProofEnd::split, "split"},
                                   {ProofEnd::bound, "bound"},
                                   {ProofEnd::determined, "determined"},
                                   {ProofEnd::impossible, "impossible"},
                                   {ProofEnd::parts, "parts"}}};

Json to_json(const ProofStep& step) {
  Json json = Json::object();
  if (!step.prices.empty()) json["prices"] = step.prices;
  if (!step.opened.empty()) json["opened"] = step.opened;
  if (!step.closed.empty()) json["closed"] = step.closed;
  if (!step.dominated.empty()) json["dominated"] = step.dominated;
  return json;
}

Json to_json(const ProofTree& tree);

Json to_json(const ProofNode& node) {
  Json json = Json::object();
  Json steps = Json::array();
  for (const ProofStep& step : node.steps) steps.push_back(to_json(step));
  if (!steps.empty()) json["steps"] = std::move(steps);
  json["end"] = word_of(ends, node.end);
  if (node.end == ProofEnd::split) {
    json["site"] = node.site;
    json["when_open"] = node.when_open;
    json["when_closed"] = node.when_closed;
  }
  if (!node.last.empty()) json["last"] = node.last;
  if (node.demand >= 0) json["demand"] = node.demand;
  if (node.end == ProofEnd::parts) {
    json["site_price"] = node.site_price;
    Json parts = Json::array();
    for (const ProofPart& part : node.parts) {
      parts.push_back(
          {{"demands", part.demands}, {"sites", part.sites}, {"tree", to_json(part.tree)}});
    }
    json["parts"] = std::move(parts);
  }
  return json;
}

Json to_json(const ProofTree& tree) {
  Json json = {{"subject", word_of(subjects, tree.subject)}};
  if (tree.subject == ProofSubject::site_count) {
    json["radius"] = tree.radius;
    json["strict"] = tree.strict;
  }
  json["claim"] = tree.claim;
  if (!tree.only.empty()) json["only"] = tree.only;
  Json nodes = Json::array();
  for (const ProofNode& node : tree.nodes) nodes.push_back(to_json(node));
  json["nodes"] = std::move(nodes);
  return json;
}

ProofStep step_from(const Json& json) {
  ProofStep step;
  step.prices = member_or(json, "prices", step.prices);
  step.opened = member_or(json, "opened", step.opened);
  step.closed = member_or(json, "closed", step.closed);
  step.dominated = member_or(json, "dominated", step.dominated);
  return step;
}

ProofTree tree_from(const Json& json, bool whole);

/// `whole`: of a whole problem, which may fall into parts.
ProofNode node_from(const Json& json, bool whole) {
  ProofNode node;
  for (const Json& step : member_or(json, "steps", Json(Json::array())))
    node.steps.push_back(step_from(step));
  node.end = word_member(ends, json, "end");
  node.last = member_or(json, "last", node.last);
  node.site = member_or(json, "site", node.site);
  node.when_open = member_or(json, "when_open", node.when_open);
  node.when_closed = member_or(json, "when_closed", node.when_closed);
  node.demand = member_or(json, "demand", node.demand);
  if (node.end != ProofEnd::parts) return node;
  if (!whole) refuse_certificate("parts: a part has no parts");
  node.site_price = member<double>(json, "site_price");
  for (const Json& part : member<Json>(json, "parts")) {
    node.parts.push_back({member<std::vector<DemandIndex>>(part, "demands"),
                          member<std::vector<CandidateIndex>>(part, "sites"),
                          tree_from(member<Json>(part, "tree"), false)});
  }
  return node;
}

ProofTree tree_from(const Json& json, bool whole) {
  ProofTree tree;
  tree.subject = word_member(subjects, json, "subject");
  tree.radius = member_or(json, "radius", 0.0);
  tree.strict = member_or(json, "strict", false);
  tree.claim = member<double>(json, "claim");
  tree.only = member_or(json, "only", tree.only);
  for (const Json& node : member<Json>(json, "nodes")) tree.nodes.push_back(node_from(node, whole));
  return tree;
}

}  // namespace

namespace {

/// Without the digest.
Json proofs_of(const Certificate& certificate) {
  Json json = Json::object();
  if (!certificate.front.empty()) {
    Json points = Json::array();
    for (const Certificate& point : certificate.front) points.push_back(proofs_of(point));
    json["front"] = std::move(points);
  } else if (certificate.branches) {
    json["branches"] = to_json(*certificate.branches);
  } else {
    Json trees = Json::array();
    for (const ProofTree& tree : certificate.trees) trees.push_back(to_json(tree));
    json["trees"] = std::move(trees);
  }
  return json;
}

/// `whole`: of a problem, which may ask for a front.
Certificate proofs_from(const Json& json, bool whole) {
  Certificate certificate;
  if (json.contains("front")) {
    if (!whole) refuse_certificate("front: a point of a front has none");
    for (const Json& point : member<Json>(json, "front"))
      certificate.front.push_back(proofs_from(point, false));
    return certificate;
  }
  if (json.contains("branches")) {
    certificate.branches = branch_proof_from_json(json["branches"]);
    return certificate;
  }
  for (const Json& tree : member<Json>(json, "trees"))
    certificate.trees.push_back(tree_from(tree, true));
  return certificate;
}

}  // namespace

Json to_json(const Certificate& certificate) {
  Json json = proofs_of(certificate);
  json["problem_digest"] = hex(certificate.problem_digest);
  return json;
}

Certificate certificate_from_json(const Json& json) {
  const std::uint64_t problem = from_hex(member<std::string>(json, "problem_digest"));
  Certificate certificate = proofs_from(json, true);
  certificate.problem_digest = problem;
  return certificate;
}

}  // namespace jintu::siting

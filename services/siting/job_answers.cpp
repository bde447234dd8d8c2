#include "services/siting/job_answers.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <unistd.h>
#include <unordered_map>

#include "geo/io/write.hpp"
#include "services/siting/fields.hpp"
#include "services/siting/solution_file.hpp"

namespace jintu::siting {

namespace fs = std::filesystem;

namespace {

/// A folder that is gone with its contents at the end.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "jintu-answer-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw Error(ErrorCode::io, "无法写临时文件 temporary files cannot be written");
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string written(const FeatureTable& table, const std::string& extension) {
  const Folder folder;
  const auto path = (folder.path() / ("answer" + extension)).string();
  io::write_vector_file(path, table.schema, [&](const std::function<void(const Feature&)>& visit) {
    for (const Feature& feature : table.features) visit(feature);
  }, "", {});
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw Error(ErrorCode::io, "无法读临时文件 a temporary file cannot be read");
  return text.str();
}

std::string extension_of(AnswerFormat format) {
  switch (format) {
    case AnswerFormat::gpkg: return ".gpkg";
    case AnswerFormat::csv: return ".csv";
    case AnswerFormat::xlsx: return ".xlsx";
    case AnswerFormat::json:
    case AnswerFormat::geojson:
    case AnswerFormat::walks: break;
  }
  return ".geojson";
}

/// Infinite when the site is beyond the cut-off.
double walk(const SitingProblem& problem, Index demand, Index site) {
  const auto sites = problem.distances().sites(demand);
  const auto at = std::find(sites.begin(), sites.end(), site);
  if (at == sites.end()) return std::numeric_limits<double>::infinity();
  return problem.distances().distances(demand)[static_cast<std::size_t>(at - sites.begin())];
}

std::vector<Index> open_sites(const SitingProblem& problem, const Json& json) {
  Fields fields(json, "evaluate");
  if (fields.has("move"))
    throw Error(ErrorCode::unsupported, "move: 移动的候选点请重新求解 a moved candidate has to be solved for anew; its distances are not known here");
  fields.need("sites");
  const auto ids = fields.find_ids("sites");
  fields.done();
  std::unordered_map<std::string, Index> index;
  for (Index j = 0; j < problem.candidates(); ++j) index.emplace(problem.candidate_name(j), j);
  std::vector<Index> open;
  for (const auto& id : ids) {
    const auto at = index.find(id);
    if (at == index.end()) fields.refuse("sites: there is no candidate \"" + id + "\"");
    open.push_back(at->second);
  }
  return open;
}

struct Walk {
  double distance, weight;
};

/// The distance within which this share of the weight walks.
double percentile(const std::vector<Walk>& sorted, double served, double share) {
  double sum = 0;
  for (const Walk& one : sorted) {
    sum += one.weight;
    if (sum >= share * served) return one.distance;
  }
  return sorted.back().distance;
}

}  // namespace

std::string answer_text(const JobResult& result, AnswerFormat format) {
  if (format == AnswerFormat::json) return to_json(result.problem, result.solved).dump();
  const SitingSolution& s = result.solved.solution;
  if (s.open.empty() || !s.conflict.empty())
    throw Error(ErrorCode::conflict, "没有方案 the answer has no plan: " + s.reason);
  if (format == AnswerFormat::walks) return written(walk_features(result.problem, s), ".geojson");
  return written(site_features(result.problem, s), extension_of(format));
}

Json evaluate(const JobResult& result, const Json& json) {
  const SitingProblem& problem = result.problem.problem;
  const SitingSolution s = evaluate_plan(problem, open_sites(problem, json));
  Json assignment = Json::array(), walks = Json::array();
  std::vector<Walk> served;
  double sum = 0, weight = 0, unserved = 0;
  for (Index i = 0; i < problem.demands(); ++i) {
    const Index site = s.assignment[i];
    const double distance = site < 0 ? std::numeric_limits<double>::infinity() : walk(problem, i, site);
    const bool reached = std::isfinite(distance);
    assignment.push_back(site < 0 ? Json(nullptr) : Json(problem.candidate_name(site)));
    walks.push_back(reached ? Json(distance) : Json(nullptr));
    if (problem.weight(i) <= 0) continue;
    if (!reached) {
      unserved += problem.weight(i);
      continue;
    }
    served.push_back({distance, problem.weight(i)});
    sum += distance * problem.weight(i);
    weight += problem.weight(i);
  }
  std::sort(served.begin(), served.end(), [](const Walk& a, const Walk& b) { return a.distance < b.distance; });
  const bool any = !served.empty();
  return {{"objective", std::isfinite(s.objective) ? Json(s.objective) : Json(nullptr)},
          {"sites", s.sites},
          {"mean_m", any ? Json(sum / weight) : Json(nullptr)},
          {"p90_m", any ? Json(percentile(served, weight, 0.9)) : Json(nullptr)},
          {"max_m", any ? Json(served.back().distance) : Json(nullptr)},
          {"served_weight", weight},
          {"unserved_weight", unserved},
          {"assignment", std::move(assignment)},
          {"walk_m", std::move(walks)}};
}

}  // namespace jintu::siting

#include "services/siting/answers/job_answers.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "geo/io/write.hpp"
#include "services/siting/question/solution_file.hpp"
#include "services/uploads/scratch_folder.hpp"

namespace jintu::siting {

namespace fs = std::filesystem;

namespace {

std::string written(const FeatureTable& table, const std::string& extension) {
  const uploads::ScratchFolder folder;
  const auto path = (folder.path() / ("answer" + extension)).string();
  io::write_vector_file(
      path, table.schema,
      [&](const std::function<void(const Feature&)>& visit) {
        for (const Feature& feature : table.features) visit(feature);
      },
      "", {}, {.csv_texts = io::CsvTexts::safe_to_open});  // people open these in Excel or WPS
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw Error(ErrorCode::io, "无法读临时文件 a temporary file cannot be read");
  return text.str();
}

std::string extension_of(AnswerFormat format) {
  switch (format) {
    case AnswerFormat::gpkg:
      return ".gpkg";
    case AnswerFormat::csv:
      return ".csv";
    case AnswerFormat::xlsx:
      return ".xlsx";
    case AnswerFormat::json:
    case AnswerFormat::geojson:
    case AnswerFormat::walks:
      break;
  }
  return ".geojson";
}

}  // namespace

Solved answer_at(const JobResult& result, std::optional<std::size_t> point) {
  if (!point) return result.solved;
  Solved chosen{plan_at(result.problem.problem, result.solved.solution, *point), std::nullopt};
  chosen.checked = result.solved.checked;
  return chosen;
}

std::string answer_text(const ProblemFile& problem, const Solved& solved, AnswerFormat format,
                        AnswerOf of, const PlaceNames& names) {
  if (format == AnswerFormat::json) return to_json(problem, solved).dump();
  const SitingSolution& s = solved.solution;
  if (s.open.empty() || !s.conflict.empty())
    throw Error(ErrorCode::conflict, "没有方案 the answer has no plan: " + s.reason);
  if (format == AnswerFormat::walks) return written(walk_features(problem, s), ".geojson");
  return written(of == AnswerOf::demand ? demand_features(problem, s, names)
                                        : site_features(problem, s, names),
                 extension_of(format));
}

}  // namespace jintu::siting

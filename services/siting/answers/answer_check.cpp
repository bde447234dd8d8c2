#include "services/siting/answers/answer_check.hpp"

#include <algorithm>
#include <cmath>

#include "geo/base/error.hpp"

namespace jintu::siting {

namespace {

bool one_of(const std::string& name, const auto& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Numbers may differ by what another build rounds differently; whole ones may not.
bool same(const Json& expected, const Json& given) {
  if (expected.is_number_integer() || given.is_number_integer()) {
    if (!expected.is_number() || !given.is_number()) return false;
    return expected.get<double>() == given.get<double>();
  }
  if (expected.is_number_float() && given.is_number_float()) {
    const double a = expected.get<double>(), b = given.get<double>();
    return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
  }
  if (expected.type() != given.type()) return false;
  if (!expected.is_structured()) return expected == given;
  if (expected.size() != given.size()) return false;
  if (expected.is_array()) {
    for (std::size_t k = 0; k < expected.size(); ++k) {
      if (!same(expected[k], given[k])) return false;
    }
    return true;
  }
  for (const auto& [name, value] : expected.items()) {
    const auto at = given.find(name);
    if (at == given.end() || !same(value, *at)) return false;
  }
  return true;
}

std::string shortened(const Json& value) {
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() <= 60) return text;
  std::size_t end = 60;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

/// Where two values begin to differ: "site_details[3].serves_weight: expected 5, got 6".
std::string difference(const Json& expected, const Json& given, const std::string& path) {
  if (expected.is_array() && given.is_array() && expected.size() == given.size()) {
    for (std::size_t k = 0; k < expected.size(); ++k) {
      if (!same(expected[k], given[k]))
        return difference(expected[k], given[k], path + "[" + std::to_string(k) + "]");
    }
  }
  if (expected.is_object() && given.is_object()) {
    for (const auto& [name, value] : expected.items()) {
      const auto at = given.find(name);
      if (at == given.end()) return path + "." + name + ": missing";
      if (!same(value, *at)) return difference(value, *at, path + "." + name);
    }
    return path + ": a member too many";
  }
  return path + ": expected " + shortened(expected) + ", got " + shortened(given);
}

}  // namespace

std::string false_member(const ProblemFile& problem, const Solved& solved, const Json& answer) {
  Json expected = to_json(problem, {solved.solution, std::nullopt});
  if (answer.contains("walk_m") && expected.contains("assignment"))
    expected["walk_m"] = walk_list(problem.problem, solved.solution);
  for (const auto& [name, value] : expected.items()) {
    if (one_of(name, unchecked_members)) continue;
    const auto at = answer.find(name);
    if (at == answer.end()) return name + ": missing";
    if (!same(value, *at)) return difference(value, *at, name);
  }
  for (const auto& [name, value] : answer.items()) {
    if (expected.contains(name) || name == "certificate" || one_of(name, unchecked_members))
      continue;
    return name + ": 与答案无关 does not belong to this answer";
  }
  return "";
}

CheckedAnswer check_answer(const ProblemFile& problem, const Json& answer,
                           const std::string& source, Ask ask, const std::function<bool()>& stop) {
  CheckedAnswer checked;
  CheckResult& result = checked.result;
  try {
    checked.solved = solution_from_json(problem, answer, source);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::bad_input) throw;
    result.reason = error.public_detail();
    return checked;
  }
  const Solved& solved = checked.solved;
  if (ask == Ask::plan) {
    result = check_plan(problem.problem, solved.solution);
  } else if (!solved.certificate) {
    result.reason =
        "没有证书 the solution has no certificate (solve with --certificate, or check the plan "
        "alone with --plan-only)";
  } else {
    result = check_certificate(problem.problem, solved.solution, *solved.certificate, stop);
  }
  if (!result.valid) return checked;
  result.reason = false_member(problem, solved, answer);
  result.valid = result.reason.empty();
  if (!result.valid) result.bound.reset();
  checked.solved.checked = result.valid && ask == Ask::proof;
  return checked;
}

}  // namespace jintu::siting

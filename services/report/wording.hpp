// Numbers and terms of the report in its two languages. Internal to services/report.
#pragma once

#include <string>
#include <string_view>

#include "geo/siting/question/problem.hpp"
#include "services/html/html.hpp"
#include "services/report/report.hpp"

namespace jintu::report {

using html::element;
using html::Html;
using html::raw;
using html::text;

/// Chooses between the two languages.
class Words {
 public:
  explicit Words(Language language) : language_(language) {}
  Language language() const { return language_; }
  bool zh() const { return language_ == Language::zh; }
  std::string operator()(std::string_view chinese, std::string_view english) const {
    return std::string(zh() ? chinese : english);
  }
  /// Of a "中文 English" text its Chinese or its English end, where they can be told apart; else
  /// all of it.
  std::string of(std::string_view bilingual) const;

 private:
  Language language_;
};

/// "12,346"; at most `digits` after the point; "–" when not finite.
std::string figure(double value, int digits = 0);
/// "12.3 %".
std::string percent(double share, int digits = 1);
std::string metres(double value, const Words& words);

std::string kind_name(siting::Kind kind, const Words& words);
/// What the problem asks for, a sentence.
std::string kind_question(siting::Kind kind, const Words& words);
/// "加权总路程（人·米）": what the objective counts.
std::string objective_name(siting::Kind kind, const Words& words);
std::string rule_name(siting::SiteRule rule, const Words& words);
std::string model_name(const std::string& distance_model, const Words& words);
std::string place_kind(const std::string& kind, const Words& words);
/// How plan and bound were found, sentences; by kind, and by what the plan must keep to.
std::string method(const siting::SitingProblem& problem, const Words& words);

}  // namespace jintu::report

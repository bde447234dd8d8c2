#include "geo/siting/question/orlib.hpp"

#include <charconv>
#include <cmath>

#include "geo/base/error.hpp"
#include "geo/siting/question/limits.hpp"

namespace jintu::siting {

namespace {

/// Of TSPLIB, either sign: the distance of any two is within its limits.
constexpr Range coordinate{-3e8, 3e8};

/// Numbers separated by white space, with the line they stand in for messages.
class Numbers {
 public:
  Numbers(std::string_view text, std::string_view source) : text_(text), source_(source) {}

  double next(std::string_view what) {
    skip_space();
    double value = 0;
    const char* begin = text_.data() + at_;
    const char* end = text_.data() + text_.size();
    const auto [rest, error] = std::from_chars(begin, end, value);
    if (error != std::errc() || rest == begin || !std::isfinite(value))
      refuse("expected " + std::string(what));
    at_ = static_cast<std::size_t>(rest - text_.data());
    return value;
  }
  double next(std::string_view what, const Range& range) {
    const double value = next(what);
    check_range(
        value, range,
        std::string(source_) + ": line " + std::to_string(line_) + ": " + std::string(what));
    return value;
  }
  Index whole(std::string_view what, double least, double most) {
    const double value = next(what);
    if (value != std::floor(value) || value < least || value > most) {
      refuse(std::string(what) + ": expected a whole number from " + std::to_string(least) +
             " to " + std::to_string(most));
    }
    return static_cast<Index>(value);
  }
  bool at_end() {
    skip_space();
    return at_ >= text_.size();
  }
  std::string_view line() {
    skip_space();
    const auto end = std::min(text_.find('\n', at_), text_.size());
    auto result = text_.substr(at_, end - at_);
    at_ = end;
    while (!result.empty() && (result.back() == '\r' || result.back() == ' ')) {
      result.remove_suffix(1);
    }
    return result;
  }
  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(ErrorCode::bad_input,
                std::string(source_) + ": line " + std::to_string(line_) + ": " + what);
  }

 private:
  void skip_space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) {
      if (text_[at_] == '\n') ++line_;
      ++at_;
    }
  }

  std::string_view text_, source_;
  std::size_t at_ = 0;
  int line_ = 1;
};

auto in_matrix(const std::vector<double>& matrix, Index n) {
  return [&matrix, n](DemandIndex i, CandidateIndex j) {
    return matrix[static_cast<std::size_t>(i) * static_cast<std::size_t>(n) +
                  static_cast<std::size_t>(j)];
  };
}

/// `distance(i, j)`: infinite means that there is no path.
template <class Distance>
SitingDraft draft_of(Kind kind, Index n, Index p, const Progress& progress, Distance&& distance) {
  SitingDraft draft;
  draft.kind = kind;
  draft.weights.assign(n, 1.0);
  draft.distances = DistanceTable(n);
  for (const DemandIndex i : each<DemandIndex>(n)) {
    progress.check();
    std::vector<Neighbour> row;
    for (const CandidateIndex j : each<CandidateIndex>(n)) {
      if (const double d = distance(i, j); std::isfinite(d)) row.push_back({j, d});
    }
    draft.distances.add_row(std::move(row));
  }
  draft.p = p;
  return draft;
}

}  // namespace

SitingDraft read_pmed(std::string_view text, std::string_view source, Kind kind,
                      const Progress& progress) {
  Numbers in(text, source);
  const Index n = in.whole("number of nodes", 1, 20000);
  const Index edges = in.whole("number of edges", 0, 1e9);
  const Index p = in.whole("p", 1, n);
  const auto size = static_cast<std::size_t>(n);
  std::vector<double> d(size * size, std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < size; ++i) d[i * size + i] = 0;
  for (Index e = 0; e < edges; ++e) {
    const auto a = static_cast<std::size_t>(in.whole("a node", 1, n)) - 1;
    const auto b = static_cast<std::size_t>(in.whole("a node", 1, n)) - 1;
    const double length = in.next("a length", limits::distance);
    if (a != b) d[a * size + b] = d[b * size + a] = length;
  }
  for (std::size_t k = 0; k < size; ++k) {
    progress.check();
    for (std::size_t i = 0; i < size; ++i) {
      const double ik = d[i * size + k];
      if (ik == std::numeric_limits<double>::infinity()) continue;
      for (std::size_t j = 0; j < size; ++j) {
        d[i * size + j] = std::min(d[i * size + j], ik + d[k * size + j]);
      }
    }
  }
  return draft_of(kind, n, p, progress, in_matrix(d, n));
}

SitingDraft read_pmedcap(std::string_view text, std::string_view source, const Progress& progress) {
  Numbers in(text, source);
  const Index n = in.whole("number of points", 1, 5000);
  const Index p = in.whole("p", 1, n);
  std::vector<double> d(static_cast<std::size_t>(n) * static_cast<std::size_t>(n));
  for (double& distance : d) {
    distance = in.next("a distance", limits::distance);
  }
  SitingDraft draft = draft_of(Kind::p_median, n, p, progress, in_matrix(d, n));
  for (Index i = 0; i < n; ++i) {
    draft.requirements.load.push_back(in.next("a demand", limits::weight));
  }
  const double capacity = in.next("a capacity", limits::capacity);
  for (Index k = 1; k < n; ++k) {
    if (in.next("a capacity") != capacity)
      in.refuse("a capacity: only sites of equal capacity are read");
  }
  draft.requirements.sizes.push_back({"any", capacity, 0});
  draft.requirements.single_source = true;
  return draft;
}

SitingDraft read_tsplib(std::string_view text, std::string_view source, Kind kind, Index p,
                        Rounding rounding, const Progress& progress) {
  Numbers in(text, source);
  Index n = 0;
  for (std::string_view line; (line = in.line()) != "NODE_COORD_SECTION";) {
    if (line.empty() && in.at_end()) in.refuse("expected NODE_COORD_SECTION");
    const auto colon = line.find(':');
    if (line.starts_with("EDGE_WEIGHT_TYPE") && line.find("EUC_2D") == std::string_view::npos) {
      in.refuse("only EDGE_WEIGHT_TYPE EUC_2D is read");
    }
    if (line.starts_with("DIMENSION") && colon != std::string_view::npos) {
      n = Numbers(line.substr(colon + 1), source).whole("DIMENSION", 1, 20000);
    }
  }
  if (n == 0) in.refuse("expected DIMENSION before the coordinates");
  std::vector<double> x(n), y(n);
  for (const DemandIndex i : each<DemandIndex>(n)) {
    in.next("a node number");
    x[i] = in.next("x", coordinate);
    y[i] = in.next("y", coordinate);
  }
  return draft_of(kind, n, p, progress, [&](DemandIndex i, CandidateIndex j) {
    const double exact = std::hypot(x[i] - x[j], y[i] - y[j]);
    return rounding == Rounding::down ? std::floor(exact) : exact;
  });
}

}  // namespace jintu::siting

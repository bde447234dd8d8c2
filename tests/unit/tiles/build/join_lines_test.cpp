#include "tiles/build/join_lines.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

using namespace jintu;
using namespace jintu::tiles;

namespace {

using Lines = MultiLineString<Position>;

LineString<Position> line(std::vector<double> xs, double y = 0) {
  LineString<Position> out;
  for (const double x : xs) out.points.push_back({x, y});
  return out;
}

double length(const Lines& lines) {
  double sum = 0;
  for (const auto& l : lines)
    for (std::size_t i = 1; i < l.points.size(); ++i)
      sum +=
          std::hypot(l.points[i].lon - l.points[i - 1].lon, l.points[i].lat - l.points[i - 1].lat);
  return sum;
}

}  // namespace

TEST_CASE("three lines in a row become one, whatever their order and direction") {
  const Lines lines{line({2, 3, 4}), line({2, 1}), line({0, 1})};
  const auto joined = join_lines(lines, Direction::free);
  REQUIRE(joined.size() == 1);
  auto points = joined[0].points;
  if (points.front().lon > points.back().lon) std::reverse(points.begin(), points.end());
  CHECK(points == line({0, 1, 2, 3, 4}).points);
}

TEST_CASE("one-way lines are never turned round") {
  const Lines lines{line({0, 1}), line({2, 1}), line({2, 3})};  // → ← →
  CHECK(join_lines(lines, Direction::matters).size() == 3);
  const Lines row{line({1, 2}), line({0, 1})};
  const auto joined = join_lines(row, Direction::matters);
  REQUIRE(joined.size() == 1);
  CHECK(joined[0] == line({0, 1, 2}));
}

TEST_CASE("at a crossing of three nothing is joined") {
  const Lines lines{line({0, 1}), line({1, 2}), LineString<Position>{{{1, 0}, {1, 1}}}};
  CHECK(join_lines(lines, Direction::free).size() == 3);
}

TEST_CASE("closed rings stay closed, of one line or of several") {
  const LineString<Position> ring{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}};
  auto joined = join_lines({ring}, Direction::matters);
  REQUIRE(joined.size() == 1);
  CHECK(joined[0] == ring);
  joined = join_lines(
      {LineString<Position>{{{0, 0}, {1, 0}}}, LineString<Position>{{{1, 0}, {1, 1}, {0, 0}}}},
      Direction::matters);
  REQUIRE(joined.size() == 1);
  CHECK(joined[0].points.size() == 4);
  CHECK(joined[0].points.front() == joined[0].points.back());
}

TEST_CASE("a joined line does not grow beyond the limit") {
  Lines lines;
  for (int i = 0; i < 100; ++i) lines.push_back(line({double(i), i + 0.5, i + 1.0}));
  const auto joined = join_lines(lines, Direction::matters, 21);
  CHECK(joined.size() < 15);
  for (const auto& l : joined) CHECK(l.points.size() <= 21);
  CHECK(length(joined) == Approx(100));
}

TEST_CASE("no stretch is lost or doubled in a random net") {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> at(0, 9);
  for (int round = 0; round < 200; ++round) {
    Lines lines;
    for (int i = 0; i < 40; ++i) {
      const Position a{double(at(random)), double(at(random))},
          b{double(at(random)), double(at(random))};
      if (a != b) lines.push_back({{a, b}});
    }
    for (const auto direction : {Direction::free, Direction::matters}) {
      const auto joined = join_lines(lines, direction);
      CHECK(joined.size() <= lines.size());
      CHECK(length(joined) == Approx(length(lines)));
      std::vector<std::vector<double>> before, after;
      const auto stretches = [&](const Lines& of, auto& out) {
        for (const auto& l : of)
          for (std::size_t i = 1; i < l.points.size(); ++i) {
            std::vector<double> s{l.points[i - 1].lon, l.points[i - 1].lat, l.points[i].lon,
                                  l.points[i].lat};
            if (direction == Direction::free && std::pair(s[2], s[3]) < std::pair(s[0], s[1]))
              s = {s[2], s[3], s[0], s[1]};
            out.push_back(s);
          }
        std::sort(out.begin(), out.end());
      };
      stretches(lines, before);
      stretches(joined, after);
      CHECK(before == after);
    }
  }
}

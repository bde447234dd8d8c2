// A folder of its own for each test, and short ways to read and write in it.
#pragma once

#include <stdlib.h>  // mkdtemp

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/io/read.hpp"
#include "geo/io/write.hpp"

namespace jintu::io {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "jintu-io-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

  std::string put(const std::string& name, std::string_view bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
    return *this / name;
  }
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(path_))
      out.push_back(entry.path().filename().string());
    return out;
  }

 private:
  std::filesystem::path path_;
};

inline std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct ReadResult {
  ReadReport report;
  std::vector<Feature> features;
  std::vector<Reject> rejects;
};

inline ReadResult read_all(const std::string& path, const ReadOptions& options = {}) {
  ReadResult out;
  out.report = read_vector_file(
      path, options, [&](Feature&& f) { out.features.push_back(std::move(f)); },
      [&](const Reject& r) { out.rejects.push_back(r); }, {});
  return out;
}

inline WriteReport write_all(const std::string& path, const LayerSchema& schema,
                             const std::vector<Feature>& features, const std::string& crs = "") {
  return write_vector_file(path, schema,
                           [&](const auto& visit) {
                             for (const Feature& f : features) visit(f);
                           },
                           crs, {});
}

/// The Error's text; fails the test when there is none.
template <class Work>
std::string error_of(Work work, ErrorCode* code = nullptr) {
  try {
    work();
  } catch (const Error& error) {
    if (code) *code = error.code();
    return error.public_detail();
  }
  FAIL("expected an Error");
  return {};
}

inline bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

inline bool any_has(const std::vector<std::string>& texts, std::string_view part) {
  for (const auto& text : texts)
    if (has(text, part)) return true;
  return false;
}

inline Feature point(const std::string& key, double lon, double lat) {
  Feature f;
  f.key = key;
  f.geometry = MultiPoint<Position>{{lon, lat}};
  return f;
}

inline MultiPolygon<Position> square(double lon, double lat, double side) {
  return {
      {{{{lon, lat}, {lon + side, lat}, {lon + side, lat + side}, {lon, lat + side}, {lon, lat}}},
       {}}};
}

}  // namespace jintu::io

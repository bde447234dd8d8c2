#include "services/ingest/extract_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "geo/base/error.hpp"
#include "geo/digest/sha256.hpp"

namespace jintu {

namespace fs = std::filesystem;

namespace {

constexpr const char* hash_key = "osm.extract.sha256";

void sync(const fs::path& path, int flags) {
  const int file = open(path.c_str(), flags | O_CLOEXEC);
  const bool synced = file >= 0 && fsync(file) == 0;
  const int why = errno;
  if (file >= 0) close(file);
  if (!synced)
    throw Error(code_of_write(why), path.string() + ": 无法写入 cannot be written to the disk",
                std::strerror(why));
}

void move_into_place(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error)
    throw Error(code_of_write(error.value()), to.string() + ": 无法写入 cannot be written",
                error.message());
  sync(to.has_parent_path() ? to.parent_path() : ".", O_RDONLY | O_DIRECTORY);
}

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

}  // namespace

ExtractFile::ExtractFile(const FeatureStore& store, fs::path path) : path_(std::move(path)) {
  const std::string wanted = store.meta(hash_key);
  if (!wanted.empty() && is_file(next()) && sha256_of_file(next().string()) == wanted)
    move_into_place(next(), path_);
}

ExtractFile::~ExtractFile() {
  std::error_code ignored;
  if (!committed_) fs::remove(next(), ignored);
}

fs::path ExtractFile::next() const { return path_.string() + ".next"; }

void ExtractFile::copy_to_next(const std::string& file) const {
  std::error_code error;
  fs::copy_file(file, next(), fs::copy_options::overwrite_existing, error);
  if (!error) return;
  if (code_of_write(error.value()) == ErrorCode::no_space)
    throw Error(ErrorCode::no_space,
                next().string() + ": 数据目录所在磁盘已满 the disk of the data directory is full");
  if (access(file.c_str(), R_OK) != 0)
    throw Error(ErrorCode::io, file + ": 无法读取 cannot be read", error.message());
  throw Error(ErrorCode::io, next().string() + ": 无法写入 cannot be written", error.message());
}

void ExtractFile::check_for_changes(const FeatureStore& store, const std::string& file) const {
  if (!is_file(path_))
    throw Error(ErrorCode::not_found,
                file +
                    ": 还没有导入过 OSM 数据 there is no extract yet that the change file could "
                    "apply to; import one first (" +
                    path_.string() + ")");
  if (const std::string why = extract_disagreement(store, path_); !why.empty())
    throw Error(ErrorCode::conflict, file + ": " + why);
}

void ExtractFile::belongs(Transaction& transaction) {
  sync(next(), O_RDONLY);
  sync(next().has_parent_path() ? next().parent_path() : ".", O_RDONLY | O_DIRECTORY);
  transaction.set_meta(hash_key, sha256_of_file(next().string()));
  committed_ = true;  // or may be, when the commit fails half-way: the next import looks
}

void ExtractFile::take_place() { move_into_place(next(), path_); }

std::string extract_disagreement(const FeatureStore& store, const fs::path& path) {
  const std::string wanted = store.meta(hash_key);
  if (wanted.empty()) return {};  // no OSM data, or imported by an earlier version
  if (is_file(path) && sha256_of_file(path.string()) == wanted) return {};
  if (const fs::path next = path.string() + ".next";
      is_file(next) && sha256_of_file(next.string()) == wanted)
    return "上次导入在最后一步被中断；下次导入会先补完 the last import was cut off at its last "
           "step: "
           "the extract that the store is made of is " +
           next.string() + "; the next import puts it in its place";
  return path.string() + ": " +
         (is_file(path) ? "不是库中 OSM 数据所用的文件 is not the extract that the store is made of"
                        : "不见了 is gone") +
         "; 请重新导入 OSM 数据 import the OSM data anew";
}

}  // namespace jintu

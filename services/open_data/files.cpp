#include "services/open_data/files.hpp"

#include <fcntl.h>
#include <stdlib.h>  // mkdtemp
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "geo/base/error.hpp"
#include "geo/digest/sha256.hpp"
#include "geo/io/write.hpp"

namespace jintu::open_data {

namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "jintu-data-XXXXXX").string();
    if (!::mkdtemp(name.data()))
      throw Error(ErrorCode::io, "无法写临时文件 temporary files cannot be written");
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

std::string state_of(const live::Published& published, const catalog::StoredLayer& stored) {
  return published.epoch + " " + std::to_string(stored.replaced.value) + " " +
         std::to_string(stored.count);
}

std::shared_ptr<File> made(const live::Published& published, const catalog::Collection& collection,
                           const Format& format, const std::string& crs, const Progress& progress) {
  const Folder folder;
  const std::string path = folder.file(collection.id + std::string(format.ending));
  const auto reading = collection.layer ? nullptr : published.store->read(collection.schema().name);
  const io::FeatureSource features = [&](const std::function<void(const Feature&)>& visit) {
    if (reading)
      return reading->scan({}, [&](Feature&& feature) {
        visit(feature);
        return true;
      });
    for (const auto& feature : collection.layer->features())
      if (collection.holds(feature)) visit(feature);
  };
  const Words words = words_of(published.site, collection);
  const auto report = io::write_vector_file(path, collection.schema(), features, crs, progress,
                                            {.csv_texts = io::CsvTexts::safe_to_open,
                                             .title = words.title,
                                             .description = words.description});
  auto file = std::make_shared<File>(path);
  file->records = report.features;
  file->notices = report.notices;
  return file;
}

}  // namespace

File::File(const std::string& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (descriptor_ < 0) throw Error(ErrorCode::io, "无法读临时文件 a temporary file cannot be read");
  size_ = fs::file_size(path);
  sha256_ = sha256_of_file(path);
  ::unlink(path.c_str());
}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string File::read(std::uint64_t first, std::uint64_t most) const {
  std::string bytes(std::min(most, size_ - first), '\0');
  ssize_t got;
  do {
    got = ::pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(first));
  } while (got < 0 && errno == EINTR);
  if (got <= 0) throw Error(ErrorCode::io, "无法读临时文件 a temporary file cannot be read");
  bytes.resize(static_cast<std::size_t>(got));
  return bytes;
}

bool Files::Content::is_of(const live::Published& published,
                           const catalog::Collection& collection) const {
  const Words now = words_of(published.site, collection);
  if (words != now.title + '\n' + now.description) return false;
  if (collection.layer) return layer.lock() == collection.layer;
  // A layer of which nobody noted who wrote it may be another one each time.
  return collection.stored->replaced.value != 0 &&
         stored == state_of(published, *collection.stored);
}

std::shared_ptr<const File> Files::of(const live::Published& published,
                                      const catalog::Collection& collection, const Format& format,
                                      const std::string& crs, const Progress& progress) {
  if (const std::uint64_t records = records_of(collection); records > most_records)
    throw Error(ErrorCode::too_large,
                collection.id + ": 有 " + std::to_string(records) + " 条记录，整份下载最多 " +
                    std::to_string(most_records) + " has " + std::to_string(records) +
                    " records, a whole file at most " + std::to_string(most_records) +
                    "; take pages of /ogc/collections, or use jintu export");
  const std::string name =
      collection.id + std::string(format.ending) + " " + crs +
      (published.site.release ? " r" + std::to_string(published.site.release->number) : "");
  const std::lock_guard lock(mutex_);
  const auto known =
      std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) { return one.name == name; });
  if (known != kept_.end()) {
    if (known->content.is_of(published, collection)) {
      kept_.splice(kept_.begin(), kept_, known);
      return known->file;
    }
    kept_.erase(known);
  }
  const Words words = words_of(published.site, collection);
  Content content{collection.layer,
                  collection.stored ? state_of(published, *collection.stored) : "",
                  words.title + '\n' + words.description};
  std::shared_ptr<const File> file = made(published, collection, format, crs, progress);
  kept_.push_front({name, std::move(content), file});
  std::uint64_t bytes = 0;
  for (const Kept& one : kept_) bytes += one.file->size();
  while (bytes > most_bytes_ && kept_.size() > 1) {
    bytes -= kept_.back().file->size();
    kept_.pop_back();
  }
  return file;
}

}  // namespace jintu::open_data

#include "geo/store/gpkg/store_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>

#include "geo/base/error.hpp"
#include "geo/sqlite/transaction.hpp"
#include "geo/store/gpkg/reading.hpp"
#include "geo/store/gpkg/schema.hpp"

namespace jintu {

namespace {

sqlite::Access access_of(OpenMode mode) {
  switch (mode) {
    case OpenMode::read_only:
      return sqlite::Access::read_only;
    case OpenMode::read_write:
      return sqlite::Access::read_write;
    case OpenMode::create:
      return sqlite::Access::create;
  }
  return sqlite::Access::read_only;
}

std::string what_is_missing(Revision stored, Revision noted) {
  const std::string at = std::to_string(stored.value), answered = std::to_string(noted.value),
                    first = std::to_string(stored.value + 1);
  return "库停在第 " + at + " 版，但第 " + answered + " 版已确认写入：第 " + first + "–" +
         answered + " 版丢失 the store stands at revision " + at + ", but revision " + answered +
         " was answered: revisions " + first + "-" + answered +
         " are lost (its write-ahead log was cut off or left behind, or an older copy was put in "
         "its place). Put the whole store back, or remove jintu.gpkg.mark to go on from revision " +
         at;
}

std::string another_history(Revision noted) {
  const std::string revision = std::to_string(noted.value);
  return "库中第 " + revision + " 版不是已确认写入的那一版 revision " + revision +
         " of the store is not the one that was answered: this is a copy that went another way. "
         "Put the right store back, or remove jintu.gpkg.mark to go on with this one";
}

/// A copy of the file has another, also where it got the same inode; without the device, whose
/// number may differ after each start of the machine.
std::string birth_of(const std::string& path) {
  struct statx found {};
  if (statx(AT_FDCWD, path.c_str(), 0, STATX_INO | STATX_BTIME, &found) != 0) return {};
  std::string text = std::to_string(found.stx_ino);
  if (found.stx_mask & STATX_BTIME)
    text += "." + std::to_string(found.stx_btime.tv_sec) + "." +
            std::to_string(found.stx_btime.tv_nsec);
  return text;
}

}  // namespace

StoreFile::StoreFile(const std::string& path, OpenMode mode, const StoreOptions& options)
    : path_(path), mode_(mode), options_(options), mark_(path + ".mark") {
  open_ = opened(mode);
  look_at_mark();
  settle_epoch();
}

std::optional<StoreFile::Identity> StoreFile::identity_of(const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) return std::nullopt;
  return Identity{found.st_dev, found.st_ino};
}

std::unique_ptr<StoreFile::Open> StoreFile::opened(OpenMode mode) {
  auto next = std::make_unique<Open>(Open{sqlite::Database(path_, access_of(mode)), nullptr});
  bool made = false;
  if (mode == OpenMode::create)
    made = gpkg::create_or_check(next->db);
  else
    gpkg::check_is_ours(next->db);
  if (made) mark_.remove();
  good_mark_.reset();
  epoch_is_settled_ = false;
  gpkg::prepare_connection(next->db, mode != OpenMode::read_only);
  if (mode == OpenMode::read_only) return next;
  next->log = std::make_unique<sqlite::WriteAheadLog>(next->db);
  gpkg::ensure_history_index(next->db);
  static_cast<void>(gpkg::latest_revision(next->db));  // the first read makes the log's file
  next->file = identity_of(path_).value_or(Identity{});
  next->log_file = identity_of(path_ + "-wal").value_or(Identity{});
  next->db.wait_for_lock(options_.wait);
  return next;
}

sqlite::Database& StoreFile::db() {
  if (!open_) throw Error(ErrorCode::unavailable, trouble_);
  return open_->db;
}

void StoreFile::let_go() {
  if (!open_) return;
  if (open_->log) open_->log->forget();
  open_.reset();
}

std::string StoreFile::out_of_place() const {
  const auto file = identity_of(path_);
  if (!file && errno == ENOENT)
    return "库文件不见了 the store's file is gone: it was removed or renamed";
  if (!file)
    return "库文件读不到 the store's file cannot be reached: " + std::string(std::strerror(errno));
  if (!open_ || *file != open_->file) return "库文件已被替换 the store's file was replaced";
  if (identity_of(path_ + "-wal") != open_->log_file)
    return "库的日志文件不见了 the store's write-ahead log was removed or replaced";
  return {};
}

void StoreFile::look() {
  if (mode_ == OpenMode::read_only) return;
  trouble_ = out_of_place();
  const auto file = identity_of(path_);
  if (!file) return;
  try {
    if (!open_ || *file != open_->file) {
      let_go();
      open_ = opened(OpenMode::read_write);
      look_at_mark();
      settle_epoch();
      return;
    }
    if (!trouble_.empty()) {
      if (!rescue_log()) return;
      look_at_mark();
      settle_epoch();
      return;
    }
    look_at_mark();
    settle_epoch();
  } catch (const Error& error) {
    // Of the file that came in its place; the path is for the log only.
    std::string why = error.public_detail();
    if (why.starts_with(path_ + ": ")) why.erase(0, path_.size() + 2);
    trouble_ = "库文件不能用 the store's file cannot be used: " + why;
  }
}

/// The log's name is gone, or names another file; but the open one still holds all commits.
bool StoreFile::rescue_log() {
  // The first column says whether it was hindered: by a reader, say. Then the next time.
  if (open_->db.query_integer("PRAGMA wal_checkpoint(TRUNCATE)", 1) != 0) return false;
  // A log of other days must not be taken for this file's.
  if (identity_of(path_ + "-wal"))
    std::rename((path_ + "-wal").c_str(), (path_ + "-wal.set-aside").c_str());
  let_go();
  open_ = opened(OpenMode::read_write);
  return true;
}

void StoreFile::look_at_mark() {
  const bool was_in_trouble = !trouble_.empty();
  trouble_.clear();
  const auto noted = mark_.read();
  unmarked_ = !noted;
  if (unmarked_ && (was_in_trouble || good_mark_)) epoch_is_settled_ = false;
  if (!noted || noted == good_mark_) return;
  const auto hash = gpkg::revision_hash(open_->db, noted->revision);
  if (hash == noted->hash)
    good_mark_ = noted;
  else if (hash)
    trouble_ = another_history(noted->revision);
  else
    trouble_ = what_is_missing(gpkg::latest_revision(open_->db), noted->revision);
}

void StoreFile::settle_epoch() {
  sqlite::Database& db = open_->db;
  // Read each time: another process may have settled it anew.
  epoch_ = gpkg::read_meta(db, "store.epoch");
  if (mode_ == OpenMode::read_only || epoch_is_settled_ || !trouble_.empty()) return;
  const std::string birth = birth_of(path_);
  const auto is_settled = [&] {
    epoch_ = gpkg::read_meta(db, "store.epoch");
    const bool may_repeat = unmarked_ && gpkg::latest_revision(db).value > 0;
    return !epoch_.empty() && !may_repeat && gpkg::read_meta(db, "store.epoch.file") == birth;
  };
  const auto wait = db.lock_wait();
  db.wait_for_lock(std::chrono::milliseconds(0));
  try {
    if (!is_settled()) {
      sqlite::Transaction transaction(db, sqlite::Begin::write);
      if (!is_settled()) {  // still
        sqlite::Statement set(db, "INSERT OR REPLACE INTO jintu_meta VALUES (?1, ?2)");
        const std::string next = random_id();
        set.bind(1, std::string_view("store.epoch")).bind(2, std::string_view(next)).run();
        set.bind(1, std::string_view("store.epoch.file")).bind(2, std::string_view(birth)).run();
        transaction.commit();
        epoch_ = next;
        if (unmarked_) note(gpkg::latest_revision(db));
      }
    }
    epoch_is_settled_ = true;
  } catch (const Error&) {  // another process writes, or the disk is full: next time
    epoch_.clear();
  }
  db.wait_for_lock(wait);
}

void StoreFile::note(Revision revision) noexcept {
  try {
    const auto hash = gpkg::revision_hash(db(), revision);
    if (!hash) return;
    good_mark_ = CommitMark::Noted{revision, *hash};
    mark_.note(*good_mark_);
  } catch (const std::exception&) {
  }
}

}  // namespace jintu

// Connections that read a GeoPackage, kept open between requests: opening one and reading its
// schema takes longer than most answers.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "geo/sqlite/sqlite.hpp"
#include "geo/store/rows.hpp"

namespace jintu::gpkg {

/// Any thread. Outlives the views that it gives.
class Views {
 public:
  Views(std::string path, std::size_t most_idle) : path_(std::move(path)), most_idle_(most_idle) {}

  /// In one read transaction, with a connection of its own as long as it lives.
  std::unique_ptr<RowView> view();

 private:
  class OwnView;
  /// The files that a connection has open, under their names. One whose names are other files' by
  /// now would read what nobody writes any more.
  struct Files {
    std::uint64_t of[6] = {};  // device and number of the store, its log and the log's index
    friend bool operator==(const Files&, const Files&) = default;
  };
  struct Connection {
    sqlite::Database db;
    Files files;
  };

  Files files_now() const;
  std::unique_ptr<Connection> take();
  void give_back(std::unique_ptr<Connection> connection);

  const std::string path_;
  const std::size_t most_idle_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace jintu::gpkg

// The owner of a transaction: there is no BEGIN without one.
#pragma once

#include "geo/sqlite/sqlite.hpp"

namespace jintu::sqlite {

enum class Begin {
  read,   ///< one view of the file for all reads; takes no lock that a writer would wait for
  write,  ///< takes the file's one writer's place at once, so that what is read stays true
};

/// Rolled back by its destructor unless `commit` returned. The connection outlives it.
class Transaction {
 public:
  /// Throws Error{unavailable} when another connection holds the writer's place longer than this
  /// connection waits.
  Transaction(Database& db, Begin begin);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// Throws what the disk says; then nothing was written.
  void commit();

 private:
  Database& db_;
  bool open_ = true;
};

}  // namespace jintu::sqlite

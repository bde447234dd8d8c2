#include "geo/sqlite/transaction.hpp"

namespace jintu::sqlite {

Transaction::Transaction(Database& db, Begin begin) : db_(db) {
  db_.exec(begin == Begin::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  // After some errors SQLite has rolled back by itself.
  if (!open_ || sqlite3_get_autocommit(db_.handle())) return;
  sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  db_.exec("COMMIT");
  open_ = false;
}

}  // namespace jintu::sqlite

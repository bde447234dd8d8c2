// A bounded number of connections, shared by all threads.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "geo/postgres/connection.hpp"

namespace jintu::postgres {

class Pool {
 public:
  /// `wait`: for a connection that others use.
  Pool(Address address, std::size_t most, std::chrono::milliseconds wait);

  /// One connection; goes back to the pool by itself, unless it was lost.
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<Connection> connection);
    ~Lease();
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }

   private:
    friend class Pool;
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  /// In a transaction that reads one state. A connection that was lost since its last use is made
  /// anew, once. Throws Error{unavailable}: no connection in time, or no server.
  struct Reading {
    Lease lease;
    std::unique_ptr<Transaction> transaction;
  };
  Reading begin_reading();

  const Address& address() const { return address_; }

 private:
  Lease take();
  void give_back(std::unique_ptr<Connection> connection) noexcept;

  const Address address_;
  const std::size_t most_;
  const std::chrono::milliseconds wait_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t taken_ = 0;
};

}  // namespace jintu::postgres

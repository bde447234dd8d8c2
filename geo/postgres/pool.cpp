#include "geo/postgres/pool.hpp"

#include "geo/base/error.hpp"

namespace jintu::postgres {

Pool::Pool(Address address, std::size_t most, std::chrono::milliseconds wait)
    : address_(std::move(address)), most_(most), wait_(wait) {}

Pool::Lease::Lease(Pool& pool, std::unique_ptr<Connection> connection)
    : pool_(&pool), connection_(std::move(connection)) {}

Pool::Lease::~Lease() {
  if (connection_) pool_->give_back(std::move(connection_));
}

Pool::Lease Pool::take() {
  {
    std::unique_lock lock(mutex_);
    if (!returned_.wait_for(lock, wait_, [this] { return taken_ < most_; }))
      throw Error(ErrorCode::unavailable,
                  "数据库连接都在用，请稍后再试 all " + std::to_string(most_) +
                      " connections to the database are in use, try again shortly");
    ++taken_;
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return {*this, std::move(connection)};
    }
  }
  try {
    return {*this, std::make_unique<Connection>(address_)};
  } catch (...) {
    give_back(nullptr);
    throw;
  }
}

void Pool::give_back(std::unique_ptr<Connection> connection) noexcept {
  const bool good = connection && connection->alive() && !connection->in_transaction();
  {
    const std::lock_guard lock(mutex_);
    --taken_;
    if (good) idle_.push_back(std::move(connection));
  }
  returned_.notify_one();
}

Pool::Reading Pool::begin_reading() {
  for (int tries = 0;; ++tries) {
    Lease lease = take();
    try {
      auto transaction = std::make_unique<Transaction>(*lease, Transaction::Kind::read);
      return {std::move(lease), std::move(transaction)};
    } catch (const Error& error) {
      // After a restart of the server every idle connection is dead: each is dropped, until there
      // are none, and the next is new.
      if (lease->alive() || static_cast<std::size_t>(tries) >= most_) throw;
    }
  }
}

}  // namespace jintu::postgres

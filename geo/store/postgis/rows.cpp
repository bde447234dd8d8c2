#include "geo/store/postgis/rows.hpp"

#include <mutex>

#include "geo/postgres/listener.hpp"
#include "geo/postgres/pool.hpp"
#include "geo/store/postgis/database.hpp"
#include "geo/store/postgis/reading.hpp"
#include "geo/store/postgis/writing.hpp"

namespace jintu::postgis {

namespace {

/// A connection of the pool, in one read transaction.
class PooledView final : public Reading {
 public:
  explicit PooledView(postgres::Pool::Reading reading)
      : Reading(*reading.lease), reading_(std::move(reading)) {}

 private:
  postgres::Pool::Reading reading_;
};

class PostgisRows final : public Rows {
 public:
  PostgisRows(const postgres::Address& address, OpenMode mode, const StoreOptions& options)
      : address_(address),
        mode_(mode),
        wait_(options.wait),
        pool_(address, options.connections, options.wait) {
    writer_ = std::make_unique<postgres::Connection>(address_);
    make_ready(*writer_, mode);
    number_ = store_number(*writer_);
    if (mode != OpenMode::read_only) settle_epoch(*writer_, number_, wait_);
  }

  std::unique_ptr<RowView> view() const override {
    return std::make_unique<PooledView>(pool_.begin_reading());
  }

  std::unique_ptr<RowTransaction> begin() override {
    for (bool again = true;; again = false) {
      if (!writer_ || !writer_->alive()) writer_ = std::make_unique<postgres::Connection>(address_);
      try {
        return std::make_unique<Writing>(address_, *writer_, number_, wait_);
      } catch (const Error&) {
        // Lost since the last time: nothing was written yet.
        if (writer_->alive() || !again) throw;
      }
    }
  }

  void look() override {
    try {
      const std::int64_t number = ask_number();
      if (number != number_) {  // made anew, or restored, under this process
        number_ = number;
        if (heard_) listen(heard_);
      }
      if (mode_ != OpenMode::read_only) settle_epoch(*writer_, number_, brief);
      trouble_.clear();
    } catch (const Error& error) {
      if (writer_ && writer_->alive() && error.code() == ErrorCode::unavailable) {
        trouble_.clear();  // another process writes; the epoch is settled next time
        return;
      }
      writer_.reset();
      trouble_ = error.public_detail();
    }
  }

  std::string trouble() const override { return trouble_; }

  std::optional<Head> head() override {
    if (!trouble_.empty()) return std::nullopt;
    try {
      const auto reading = pool_.begin_reading();
      const auto row = reading.lease->query(
          "SELECT (SELECT coalesce(max(revision), 0) FROM jintu_revisions), "
          "coalesce((SELECT value FROM jintu_meta WHERE key = 'store.epoch'), '')");
      return Head{{row.integer(0, 0)}, std::string(row.text(0, 1))};
    } catch (const Error& error) {
      trouble_ = error.public_detail();
      return std::nullopt;
    }
  }

  void listen(std::function<void()> heard) override {
    listener_.reset();
    heard_ = std::move(heard);
    if (heard_)
      listener_ = std::make_unique<postgres::Listener>(address_, channel_of(number_), heard_);
  }

 private:
  /// By the writer's connection, which is made anew when it was lost since its last use.
  std::int64_t ask_number() {
    if (writer_ && writer_->alive()) {
      try {
        return store_number(*writer_);
      } catch (const Error&) {
        if (writer_->alive()) throw;
      }
    }
    writer_ = std::make_unique<postgres::Connection>(address_);
    return store_number(*writer_);
  }

  /// For settling an epoch while the server runs: it is asked again a second later.
  static constexpr std::chrono::milliseconds brief{50};

  const postgres::Address address_;
  const OpenMode mode_;
  const std::chrono::milliseconds wait_;
  mutable postgres::Pool pool_;
  std::unique_ptr<postgres::Connection> writer_;
  std::int64_t number_ = 0;
  std::string trouble_;
  std::function<void()> heard_;
  std::unique_ptr<postgres::Listener> listener_;
};

}  // namespace

std::unique_ptr<Rows> open_rows(const std::string& url, OpenMode mode,
                                const StoreOptions& options) {
  return std::make_unique<PostgisRows>(postgres::Address(url), mode, options);
}

}  // namespace jintu::postgis

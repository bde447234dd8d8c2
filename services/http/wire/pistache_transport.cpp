// The one file that includes Pistache (0.0.5 of Debian 12).
#include <pistache/peer.h>
#include <pistache/reactor.h>
#include <pistache/tcp.h>
#include <pistache/transport.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <list>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "geo/base/error.hpp"
#include "services/http/wire/acceptor.hpp"
#include "services/http/wire/connection.hpp"
#include "services/http/wire/last_catch.hpp"

namespace jintu::http {

namespace tcp = Pistache::Tcp;
namespace polling = Pistache::Polling;

/// Answers on their way from other threads to the thread that owns the connection.
struct Later::Mailbox {
  struct Letter {
    int fd;
    std::uint64_t connection;
    Response response;
  };

  Mailbox() : wake_fd(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (wake_fd < 0) throw Error(ErrorCode::io, "eventfd: " + std::string(std::strerror(errno)));
  }
  ~Mailbox() { ::close(wake_fd); }
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  void wake() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto n = ::write(wake_fd, &one, sizeof one);  // full means awake already
  }
  void put(Letter letter) {
    {
      const std::lock_guard lock(mutex);
      letters.push_back(std::move(letter));
    }
    wake();
  }
  std::vector<Letter> take_all() {
    const std::lock_guard lock(mutex);
    return std::exchange(letters, {});
  }

  const int wake_fd;
  std::mutex mutex;
  std::vector<Letter> letters;
};

void Later::answer(Response response) const {
  mailbox_->put({fd_, connection_, std::move(response)});
}

namespace {

/// How many connections beyond the limit are taken in: for each of them another is closed by the
/// I/O thread that gets it, a moment later.
constexpr std::size_t most_in_transit = 256;

/// What all I/O threads of one Wire share.
struct Shared {
  Shared(WireOptions o, WireApp& a)
      : options(std::move(o)),
        app(a),
        bodies(std::make_shared<BodyBudget>(options.most_body_bytes)) {
    for (const std::string& proxy : options.proxies)
      if (const auto address = PeerAddress::parse(proxy)) proxies.insert(*address);
  }

  const WireOptions options;
  WireApp& app;
  const std::shared_ptr<BodyBudget> bodies;
  std::unordered_set<PeerAddress, PeerAddressHash> proxies;
  std::atomic<std::uint64_t> next_connection{1};
  std::atomic<bool> draining{false};
  std::mutex mutex;  // of what follows
  std::condition_variable all_closed;
  std::size_t open = 0;  ///< sockets accepted and not yet closed
  std::unordered_map<PeerAddress, std::size_t, PeerAddressHash> open_from;
  std::unordered_map<int, PeerAddress> on_their_way;  ///< accepted, not yet with an I/O thread
  std::vector<std::shared_ptr<Later::Mailbox>> mailboxes;

  /// False when there are far too many, or none are wanted any more.
  bool admit(int fd, const PeerAddress& from) {
    {
      const std::lock_guard lock(mutex);
      if (draining || open >= options.max_connections + most_in_transit) return false;
      on_their_way.emplace(fd, from);
      ++open_from[from];
      ++open;
    }
    app.connections_changed(+1);
    return true;
  }
  struct Arrival {
    PeerAddress from;
    bool too_many = false, too_many_from_there = false;
  };
  Arrival arrived(int fd) {
    const std::lock_guard lock(mutex);
    Arrival arrival;
    if (const auto found = on_their_way.find(fd); found != on_their_way.end()) {
      arrival.from = found->second;
      on_their_way.erase(found);
    }
    arrival.too_many = open > options.max_connections;
    const auto count = open_from.find(arrival.from);
    arrival.too_many_from_there = count != open_from.end() &&
                                  count->second > options.most_per_address &&
                                  !proxies.contains(arrival.from);
    return arrival;
  }
  void closed_one(const PeerAddress& from) {
    {
      const std::lock_guard lock(mutex);
      --open;
      const auto count = open_from.find(from);
      if (count != open_from.end() && --count->second == 0) open_from.erase(count);
    }
    all_closed.notify_all();
    app.connections_changed(-1);
  }
};

struct SocketSink final : Connection::Sink {
  explicit SocketSink(int socket) : fd(socket) {}
  ssize_t send(std::string_view head, std::string_view body) override {
    std::array<iovec, 2> parts{{{const_cast<char*>(head.data()), head.size()},
                                {const_cast<char*>(body.data()), body.size()}}};
    msghdr message{};
    message.msg_iov = head.empty() ? &parts[1] : &parts[0];
    message.msg_iovlen = head.empty() || body.empty() ? 1 : 2;
    for (;;) {
      const ssize_t n = ::sendmsg(fd, &message, MSG_NOSIGNAL);
      if (n >= 0) return n;
      if (errno != EINTR) return -errno;
    }
  }
  void finish_sending() override { ::shutdown(fd, SHUT_WR); }
  int fd;
};

class HttpTransport;

/// Pistache wants one; it only passes new peers on. Reading never reaches it.
class PeerGreeter final : public tcp::Handler {
 public:
  void onInput(const char*, size_t, const std::shared_ptr<tcp::Peer>&) override {}
  void onConnection(const std::shared_ptr<tcp::Peer>& peer) override;
  std::shared_ptr<tcp::Handler> clone() const override { return std::make_shared<PeerGreeter>(); }
};

/// One for each I/O thread. Pistache's own reading and writing (its private handleIncoming and
/// asyncWriteImpl) is never reached: events of our sockets are handled here, all others there.
class HttpTransport final : public tcp::Transport {
 public:
  HttpTransport(const std::shared_ptr<tcp::Handler>& greeter, std::shared_ptr<Shared> shared)
      : tcp::Transport(greeter), shared_(std::move(shared)) {}

  ~HttpTransport() override {
    for (auto& [fd, seat] : seats_) {
      ::close(fd);
      seat.connection.reset();
      shared_->closed_one(seat.from);
    }
    if (timer_fd_ >= 0) ::close(timer_fd_);
  }

  std::shared_ptr<Pistache::Aio::Handler> clone() const override {
    return std::make_shared<HttpTransport>(std::make_shared<PeerGreeter>(), shared_);
  }

  void registerPoller(polling::Epoll& poller) override {
    tcp::Transport::registerPoller(poller);
    mailbox_ = std::make_shared<Later::Mailbox>();
    watch(poller, mailbox_->wake_fd);
    timer_fd_ = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (timer_fd_ < 0) throw Error(ErrorCode::io, "timerfd: " + std::string(std::strerror(errno)));
    itimerspec every{};
    every.it_value.tv_nsec = every.it_interval.tv_nsec = 250'000'000;
    ::timerfd_settime(timer_fd_, 0, &every, nullptr);
    watch(poller, timer_fd_);
    const std::lock_guard lock(shared_->mutex);
    shared_->mailboxes.push_back(mailbox_);
  }

  void onReady(const Pistache::Aio::FdSet& events) override {
    const auto now = Clock::now();
    for (const auto& event : events) {
      const int fd = static_cast<int>(event.getTag().value());
      // What is thrown here would end Pistache's thread, and the process with it.
      if (!last_catch("event", [&] { handle(fd, event, now); })) remove(fd);
    }
    for (const int fd : std::exchange(doomed_, {})) remove(fd);
    take_turns(now);
  }

  void seat(const std::shared_ptr<tcp::Peer>& peer) {
    const int fd = peer->fd();
    const auto now = Clock::now();
    const auto arrival = shared_->arrived(fd);
    bool welcome = !shared_->draining;
    if (arrival.too_many_from_there) {
      welcome = close_longest_idle(now, &arrival.from) && welcome;
    } else if (arrival.too_many) {
      welcome = close_longest_idle(now, nullptr) && welcome;
    }
    Seat& seat = seats_[fd];
    seat.peer = peer;
    seat.from = arrival.from;
    seat.connection =
        std::make_unique<Connection>(shared_->next_connection++, shared_->options, shared_->app,
                                     shared_->bodies, now, arrival.from);
    seat.place = waiting_.insert(waiting_.end(), fd);
    // Pistache registers the socket after this call, so it can only be closed afterwards.
    if (!welcome) doomed_.push_back(fd);
  }

 private:
  struct Seat {
    std::shared_ptr<tcp::Peer> peer;
    std::unique_ptr<Connection> connection;
    PeerAddress from;
    std::list<int>::iterator place;  ///< in `waiting_`, or `answering_`
    bool is_answering = false;       ///< in which of them
    bool in_line = false;            ///< for another turn
    bool writes_watched = false;
    bool unread = true;  ///< edge-triggered: there may be bytes that we did not take yet
  };

  void handle(int fd, const Pistache::Aio::FdSet::Entry& event, Clock::time_point now) {
    if (fd == mailbox_->wake_fd) {
      read_mail(now);
    } else if (fd == timer_fd_) {
      tick(now);
    } else if (const auto seat = seats_.find(fd); seat != seats_.end()) {
      seat->second.unread = true;
      if (!seat->second.in_line) serve(fd, seat->second, now);
    } else {
      pass_on(event);
    }
  }

  /// Those who had their turn and want more, in order, for a moment; then whoever is new comes
  /// first again.
  void take_turns(Clock::time_point now) {
    constexpr std::chrono::microseconds moment{200};
    const auto until = Clock::now() + moment;
    while (!in_line_.empty()) {
      const int fd = in_line_.front();
      in_line_.pop_front();
      const auto seat = seats_.find(fd);
      if (seat == seats_.end() || !seat->second.in_line) continue;
      seat->second.in_line = false;
      if (!last_catch("turn", [&] { serve(fd, seat->second, now); })) remove(fd);
      if (Clock::now() >= until) break;
    }
    if (!in_line_.empty()) mailbox_->wake();  // so that the next poll does not wait
  }

  /// Of those that `from` has, when it is given. False when all are at work.
  bool close_longest_idle(Clock::time_point now, const PeerAddress* from) {
    for (const int fd : waiting_) {
      const Seat& seat = seats_.at(fd);
      if ((from && seat.from != *from) || !seat.connection->may_give_way(now)) continue;
      remove(fd);
      return true;
    }
    return false;
  }

  /// It did something just now.
  void touch(Seat& seat) {
    const bool answering = seat.connection->answering();
    auto& to = answering ? answering_ : waiting_;
    to.splice(to.end(), seat.is_answering ? answering_ : waiting_, seat.place);
    seat.is_answering = answering;
  }

  static void watch(polling::Epoll& poller, int fd) {
    poller.addFd(fd, Pistache::Flags<polling::NotifyOn>(polling::NotifyOn::Read),
                 polling::Tag(static_cast<std::uint64_t>(fd)));
  }

  void pass_on(const Pistache::Aio::FdSet::Entry& event) {
    // A socket that is gone may still be named in this batch; only readable events are Pistache's.
    if (!event.isReadable()) return;
    polling::Event one(event.getTag());
    one.flags = Pistache::Flags<polling::NotifyOn>(polling::NotifyOn::Read);
    std::vector<polling::Event> list;
    list.push_back(one);
    tcp::Transport::onReady(Pistache::Aio::FdSet(std::move(list)));
  }

  void serve(int fd, Seat& seat, Clock::time_point now) {
    Connection& connection = *seat.connection;
    SocketSink sink(fd);
    Turn turn;
    for (;;) {
      connection.advance(sink, mailbox_, fd, now, turn);
      if (connection.finished()) return remove(fd);
      if (turn.over() || !seat.unread || !connection.wants_bytes()) break;
      if (!receive(fd, seat, now, turn)) return remove(fd);
    }
    touch(seat);
    if (turn.over() && !seat.in_line) {
      in_line_.push_back(fd);
      seat.in_line = true;
    }
    if (!seat.writes_watched && connection.writing()) {
      seat.writes_watched = true;  // edge-triggered: it stays, and costs nothing while idle
      reactor()->modifyFd(
          key(), fd,
          polling::NotifyOn::Read | polling::NotifyOn::Write | polling::NotifyOn::Shutdown,
          polling::Mode::Edge);
    }
  }

  /// Takes one buffer at most. Ends with EAGAIN only: a short read may hide the client's FIN, whose
  /// event came with the bytes. False when the connection is broken.
  static bool receive(int fd, Seat& seat, Clock::time_point now, Turn& turn) {
    thread_local std::array<char, 16 * 1024> buffer;
    const ssize_t n = ::recv(fd, buffer.data(), buffer.size(), 0);
    if (n > 0) {
      turn.bytes -= n;
      seat.connection->take({buffer.data(), static_cast<std::size_t>(n)}, now);
      return true;
    }
    if (n == 0) {
      seat.connection->end_of_input();
      seat.unread = false;
      return true;
    }
    if (errno == EINTR) return true;
    seat.unread = false;
    return errno == EAGAIN || errno == EWOULDBLOCK;
  }

  void remove(int fd) {
    const auto seat = seats_.find(fd);
    if (seat == seats_.end()) return;
    const auto peer = std::move(seat->second.peer);
    auto connection = std::move(seat->second.connection);
    const PeerAddress from = seat->second.from;
    (seat->second.is_answering ? answering_ : waiting_).erase(seat->second.place);
    seats_.erase(seat);
    last_catch("close", [&] {
      connection.reset();
      removePeer(peer);  // Pistache's: forgets the peer, closes the socket
    });
    shared_->closed_one(from);
  }

  void read_mail(Clock::time_point now) {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto n = ::read(mailbox_->wake_fd, &count, sizeof count);
    for (auto& letter : mailbox_->take_all()) {
      const auto seat = seats_.find(letter.fd);
      if (seat == seats_.end() || seat->second.connection->id() != letter.connection) continue;
      seat->second.connection->answer(std::move(letter.response), now);
      if (!seat->second.in_line) serve(letter.fd, seat->second, now);
    }
    if (shared_->draining && !drained_) {
      drained_ = true;
      each([&](Connection& connection) { connection.drain(now); }, now);
    }
  }

  void tick(Clock::time_point now) {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto n = ::read(timer_fd_, &count, sizeof count);
    each([&](Connection& connection) { connection.tick(now); }, now);
  }

  template <class Action>
  void each(Action action, Clock::time_point now) {
    std::vector<int> fds;
    fds.reserve(seats_.size());
    for (auto& [fd, seat] : seats_) {
      const bool was_writing = seat.connection->writing();
      action(*seat.connection);
      if (seat.connection->finished() || (seat.connection->writing() && !was_writing))
        fds.push_back(fd);
    }
    for (const int fd : fds) {
      const auto seat = seats_.find(fd);
      if (seat != seats_.end() && !seat->second.in_line) serve(fd, seat->second, now);
    }
  }

  std::shared_ptr<Shared> shared_;
  std::shared_ptr<Later::Mailbox> mailbox_;
  int timer_fd_ = -1;
  bool drained_ = false;
  std::unordered_map<int, Seat> seats_;
  std::list<int> waiting_, answering_;  ///< all seats, whoever did nothing for longest first
  std::deque<int> in_line_;             ///< for another turn
  std::vector<int> doomed_;             ///< to be closed at the end of this batch
};

void PeerGreeter::onConnection(const std::shared_ptr<tcp::Peer>& peer) {
  static_cast<HttpTransport*>(transport())->seat(peer);
}

}  // namespace

struct Wire::Impl {
  Impl(WireOptions options, WireApp& app)
      : shared(std::make_shared<Shared>(std::move(options), app)) {}

  void dispatch(int fd, const PeerAddress& from) {
    if (!shared->admit(fd, from)) {
      ::close(fd);
      return;
    }
    auto& transport = transports[next++ % transports.size()];
    try {
      transport->handleNewPeer(tcp::Peer::Create(fd, Pistache::Address()));
    } catch (...) {
      shared->arrived(fd);
      shared->closed_one(from);
      throw;
    }
  }

  std::shared_ptr<Shared> shared;
  std::unique_ptr<Acceptor> acceptor;
  std::shared_ptr<Pistache::Aio::Reactor> reactor;
  std::vector<std::shared_ptr<tcp::Transport>> transports;  ///< one for each I/O thread
  std::size_t next = 0;
};

Wire::Wire(WireOptions options, WireApp& app)
    : impl_(std::make_unique<Impl>(std::move(options), app)) {}

Wire::~Wire() { stop(); }

std::uint16_t Wire::start() {
  Impl& impl = *impl_;
  const WireOptions& options = impl.shared->options;
  impl.acceptor = std::make_unique<Acceptor>(
      options.address, options.port,
      [&impl](int fd, const PeerAddress& from) { impl.dispatch(fd, from); });
  try {
    impl.reactor = Pistache::Aio::Reactor::create();
    impl.reactor->init(Pistache::Aio::AsyncContext(
        static_cast<std::size_t>(std::max(1, options.threads)), "http"));
    const auto key = impl.reactor->addHandler(
        std::make_shared<HttpTransport>(std::make_shared<PeerGreeter>(), impl.shared));
    for (const auto& handler : impl.reactor->handlers(key))
      impl.transports.push_back(std::static_pointer_cast<tcp::Transport>(handler));
    impl.reactor->run();
  } catch (const std::runtime_error& error) {
    throw Error(ErrorCode::io, "无法启动 HTTP 服务 the HTTP service cannot start", error.what());
  }
  impl.acceptor->start();
  return impl.acceptor->port();
}

bool Wire::drain(std::chrono::milliseconds patience) {
  Impl& impl = *impl_;
  if (!impl.acceptor) return true;
  Shared& shared = *impl.shared;
  impl.acceptor->stop();
  shared.draining = true;
  std::unique_lock lock(shared.mutex);
  for (const auto& mailbox : shared.mailboxes) mailbox->wake();
  return shared.all_closed.wait_for(lock, patience, [&] { return shared.open == 0; });
}

void Wire::stop() {
  Impl& impl = *impl_;
  if (!impl.acceptor) return;
  Shared& shared = *impl.shared;
  drain(std::chrono::milliseconds(0));
  if (impl.reactor) impl.reactor->shutdown();
  impl.transports.clear();
  impl.reactor.reset();  // joins the I/O threads; what they still held is closed
  std::unordered_map<int, PeerAddress> lost;
  {
    const std::lock_guard lock(shared.mutex);
    lost.swap(shared.on_their_way);
  }
  for (const auto& [fd, from] : lost) {
    ::close(fd);
    shared.closed_one(from);
  }
  impl.acceptor.reset();
}

}  // namespace jintu::http

// One client connection as a state machine: bytes in, requests out one at a time, answers back in
// order. Knows sockets only as `send`; used by the one thread that owns it.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "services/http/wire/body_room.hpp"
#include "services/http/wire/wire.hpp"

namespace jintu::http {

/// What one connection may do before the others of its thread have their turn.
struct Turn {
  int requests = 2;
  std::int64_t bytes = 256 * 1024;  ///< received and sent
  bool over() const { return requests <= 0 || bytes <= 0; }
};

class Connection {
 public:
  /// Writes head and body; returns bytes taken, or a negative errno.
  struct Sink {
    virtual ~Sink() = default;
    virtual ssize_t send(std::string_view head, std::string_view body) = 0;
    virtual void finish_sending() = 0;  ///< half-close
  };

  Connection(std::uint64_t id, const WireOptions& options, WireApp& app,
             std::shared_ptr<BodyBudget> bodies, Clock::time_point now, PeerAddress peer = {})
      : id_(id),
        peer_(peer),
        options_(options),
        app_(app),
        bodies_(std::move(bodies)),
        since_(now),
        phase_since_(now) {}
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  std::uint64_t id() const { return id_; }
  /// Whether more bytes may be taken now (false while a request is being answered and enough
  /// of the next ones is at hand).
  bool wants_bytes() const;
  void take(std::string_view bytes, Clock::time_point now);
  /// The client will send no more.
  void end_of_input() { input_ended_ = true; }

  /// Reads, dispatches and writes as far as it goes without waiting, or until the turn is over.
  /// `mailbox` and `fd` make the Later of a request that is answered elsewhere.
  void advance(Sink& sink, const std::shared_ptr<Later::Mailbox>& mailbox, int fd,
               Clock::time_point now, Turn& turn);
  /// An answer that came by Later.
  void answer(Response response, Clock::time_point now);

  /// The peer is to be closed.
  bool finished() const { return state_ == State::closed; }
  /// An answer is on its way out.
  bool writing() const { return state_ == State::writing; }
  /// A request is being handled.
  bool answering() const { return state_ == State::answering; }
  /// Whether it may be closed for the sake of a newcomer: it waits for its client, and nothing
  /// that the client waits for is lost.
  bool may_give_way(Clock::time_point now) const;
  /// Nothing is asked and nothing is owed.
  bool idle() const { return state_ == State::reading && in_.empty(); }
  /// Applies the time limits.
  void tick(Clock::time_point now);
  /// After the current request, if any, the connection closes.
  void drain(Clock::time_point now);
  void abort();

 private:
  enum class State {
    reading,    ///< waiting for a head
    receiving,  ///< waiting for the rest of a body
    answering,  ///< a request is being handled
    writing,    ///< an answer is on its way out
    lingering,  ///< all is written and half-closed; what still comes is dropped
    closed
  };

  bool next_request(Sink& sink, const std::shared_ptr<Later::Mailbox>& mailbox, int fd,
                    Clock::time_point now);
  bool receive_body(const std::shared_ptr<Later::Mailbox>& mailbox, int fd, Clock::time_point now);
  void hand_over(const std::shared_ptr<Later::Mailbox>& mailbox, int fd, Clock::time_point now);
  bool write_some(Sink& sink, Clock::time_point now, Turn& turn);
  std::string_view content_from(std::uint64_t first);
  void start_answer(Response response, Clock::time_point now);
  void refuse(const HeadFault& fault, Clock::time_point now);
  bool begin_body(const BodyRule& rule, Sink& sink, Clock::time_point now);
  bool make_room(std::size_t bytes);
  void begin_phase(State state, Clock::time_point now);
  void release_answer();
  bool reader_is_stuck(Clock::time_point now) const;
  bool too_slow(std::uint64_t bytes, std::chrono::milliseconds grace, std::uint64_t rate,
                Clock::time_point now) const;
  void finish_exchange(Clock::time_point now);
  bool drop_body();

  std::uint64_t id_;
  PeerAddress peer_;
  const WireOptions& options_;
  WireApp& app_;
  std::shared_ptr<BodyBudget> bodies_;
  std::size_t requests_ = 0;  ///< so far
  State state_ = State::reading;
  bool input_ended_ = false;
  bool close_after_ = false;
  bool draining_ = false;
  std::string in_;
  std::uint64_t body_left_ = 0;    ///< of a request whose body nobody wants
  Clock::time_point since_;        ///< when the current wait began: the last byte moved
  Clock::time_point phase_since_;  ///< when the current state began
  Clock::time_point head_since_;   ///< first byte of the head that is being read
  std::shared_ptr<Exchange> exchange_;
  bool app_knows_ = false;  ///< of the exchange: it was handed over, or refused
  std::string out_head_;
  std::shared_ptr<const std::string> out_body_;  ///< all of it, or one of the pieces
  std::uint64_t out_first_ = 0;                  ///< where out_body_ begins in the content
  std::uint64_t out_size_ = 0;                   ///< of the content
  Pieces out_pieces_;
  std::uint64_t out_sent_ = 0;  ///< of head and content together
  std::size_t out_held_ = 0;    ///< bytes of out_body_ that nobody else holds
};

/// The bytes of a head. `keep_alive` decides the Connection field.
std::string serialise_head(const Response& response, const Exchange& exchange, bool keep_alive);

}  // namespace jintu::http

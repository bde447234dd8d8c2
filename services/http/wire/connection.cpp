#include "services/http/wire/connection.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <random>
#include <utility>

#include "geo/base/log.hpp"

namespace jintu::http {

namespace {

constexpr std::chrono::milliseconds linger_time{2'000};
// In memory for each client that is slow to take them.
constexpr std::uint64_t piece_bytes = 128 << 10;

/// IMF-fixdate of now, made once a second and thread.
const std::string& http_date() {
  thread_local std::time_t last = -1;
  thread_local std::string text;
  const std::time_t now = std::time(nullptr);
  if (now != last) {
    std::tm utc{};
    gmtime_r(&now, &utc);
    static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[utc.tm_wday],
                  utc.tm_mday, months[utc.tm_mon], 1900 + utc.tm_year, utc.tm_hour, utc.tm_min,
                  utc.tm_sec);
    text = buffer;
    last = now;
  }
  return text;
}

/// 16 hex digits; unique enough to find one request in a log.
std::string make_request_id() {
  thread_local std::mt19937_64 engine{std::random_device{}()};
  static constexpr char digits[] = "0123456789abcdef";
  std::string id(16, '0');
  std::uint64_t value = engine();
  for (char& c : id) {
    c = digits[value & 15];
    value >>= 4;
  }
  return id;
}

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

/// Values come from data as well: a line break in one must not become a header of its own.
void append_value(std::string& out, std::string_view value) {
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    out += (byte < 0x20 && c != '\t') || byte == 0x7f ? ' ' : c;
  }
}

HeadFault no_room() {
  return {503,
          "正在接收的请求体过多，请稍后再试 too many request bodies are under way; try again "
          "shortly"};
}

}  // namespace

std::string serialise_head(const Response& response, const Exchange& exchange, bool keep_alive) {
  std::string out;
  out.reserve(512);
  out += "HTTP/1.1 ";
  out += std::to_string(response.status);
  out += ' ';
  out += reason_phrase(response.status);
  out += "\r\nDate: ";
  out += http_date();
  out += "\r\nX-Request-Id: ";
  out += exchange.id;
  for (const Response::Field& f : response.fields) {
    out += "\r\n";
    out += f.name;
    out += ": ";
    append_value(out, f.value);
  }
  if (may_have_body(response.status)) {
    out += "\r\nContent-Length: ";
    out += std::to_string(response.body_size());
  }
  if (!keep_alive) {
    out += "\r\nConnection: close";
  } else if (exchange.request.minor_version == 0) {
    out += "\r\nConnection: keep-alive";
  }
  out += "\r\n\r\n";
  return out;
}

Connection::~Connection() {
  release_answer();
  if (exchange_ && app_knows_) {
    exchange_->aborted = true;
    app_.done(*exchange_);
  }
}

bool Connection::wants_bytes() const {
  switch (state_) {
    case State::reading:
    case State::receiving:
    case State::lingering:
      return true;
    case State::answering:
    case State::writing:
      return in_.size() < options_.limits.head_bytes || body_left_ > 0;
    case State::closed:
      return false;
  }
  return false;
}

void Connection::take(std::string_view bytes, Clock::time_point now) {
  if (state_ == State::lingering || state_ == State::closed) return;
  if (in_.empty() && body_left_ < bytes.size()) head_since_ = now;
  if (body_left_ > 0) {  // the unwanted body never takes memory
    const auto dropped = std::min<std::uint64_t>(body_left_, bytes.size());
    bytes.remove_prefix(dropped);
    body_left_ -= dropped;
  }
  in_.append(bytes);
}

bool Connection::drop_body() {
  const auto dropped = std::min<std::uint64_t>(body_left_, in_.size());
  in_.erase(0, dropped);
  body_left_ -= dropped;
  return body_left_ == 0;
}

void Connection::advance(Sink& sink, const std::shared_ptr<Later::Mailbox>& mailbox, int fd,
                         Clock::time_point now, Turn& turn) {
  while (!turn.over()) {
    if (state_ == State::reading) {
      if (!next_request(sink, mailbox, fd, now)) break;
      --turn.requests;
    } else if (state_ == State::receiving) {
      if (!receive_body(mailbox, fd, now)) break;
    } else if (state_ == State::writing) {
      if (!write_some(sink, now, turn)) break;
    } else {
      break;
    }
  }
  // What the client sent before it ended its side may still stand in our buffer.
  if (turn.over() && state_ != State::lingering) return;
  if (input_ended_ &&
      (state_ == State::reading || state_ == State::receiving || state_ == State::lingering))
    state_ = State::closed;
}

/// False when there is nothing to go on with.
bool Connection::next_request(Sink& sink, const std::shared_ptr<Later::Mailbox>& mailbox, int fd,
                              Clock::time_point now) {
  if (!drop_body() || in_.empty()) return false;
  auto result = read_head(in_, options_.limits);
  if (std::holds_alternative<NeedMore>(result)) return false;
  exchange_ = std::make_shared<Exchange>();
  exchange_->start = now;
  exchange_->id = make_request_id();
  exchange_->peer = peer_;
  if (const auto* fault = std::get_if<HeadFault>(&result)) {
    refuse(*fault, now);
    return true;
  }
  auto& head = std::get<Head>(result);
  in_.erase(0, head.consumed);
  head_since_ = now;
  exchange_->request = std::move(head.request);
  const Request& request = exchange_->request;
  close_after_ = !request.keep_alive || draining_ || ++requests_ >= options_.most_requests;
  if (request.content_length > 0) {
    const BodyRule rule = app_.body_rule(request);
    if (request.content_length > rule.most_bytes) {
      refuse({413, "请求体过大 the body is larger than " + std::to_string(rule.most_bytes) +
                       " bytes, the most that this address takes"},
             now);
      return true;
    }
    if (rule.wanted) return begin_body(rule, sink, now);
    // A body that nobody wants is skipped while the answer is on its way, when it is small. A
    // client that waits for 100 may send it or not: only closing is unambiguous (RFC 9110 §10.1.1).
    body_left_ = request.content_length;
    if (request.expects_continue || body_left_ > options_.most_skipped) close_after_ = true;
  }
  hand_over(mailbox, fd, now);
  return true;
}

void Connection::begin_phase(State state, Clock::time_point now) {
  state_ = state;
  since_ = phase_since_ = now;
}

/// Always true: something follows.
bool Connection::begin_body(const BodyRule& rule, Sink& sink, Clock::time_point now) {
  exchange_->room = BodyRoom(bodies_, rule.sender);
  if (!make_room(1)) {
    refuse(no_room(), now);
    return true;
  }
  // It goes on without 100 after a moment when the socket takes nothing now (RFC 9110 §10.1.1).
  if (exchange_->request.expects_continue) sink.send("HTTP/1.1 100 Continue\r\n\r\n", {});
  begin_phase(State::receiving, now);
  return true;
}

/// Room for a body of `bytes` so far. It grows with what arrives, never by what was announced, and
/// what it takes is counted. False when all bodies together have too much.
bool Connection::make_room(std::size_t bytes) {
  constexpr std::size_t least = 4 * 1024;
  std::string& body = exchange_->body;
  const auto announced = static_cast<std::size_t>(exchange_->request.content_length);
  if (body.capacity() >= std::min(announced, std::max(bytes, least))) return true;
  const std::size_t next = std::min(announced, std::max({bytes, least, 2 * body.capacity()}));
  if (!exchange_->room.grow_to(next)) return false;
  std::string larger;
  larger.reserve(next);  // by body.reserve it would be doubled at least
  larger.append(body);
  body.swap(larger);
  return true;
}

/// False when more of it has to come.
bool Connection::receive_body(const std::shared_ptr<Later::Mailbox>& mailbox, int fd,
                              Clock::time_point now) {
  std::string& body = exchange_->body;
  const auto missing = exchange_->request.content_length - body.size();
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(missing, in_.size()));
  if (taken > 0) since_ = now;
  if (taken > 0 && !make_room(body.size() + taken)) {
    refuse(no_room(), now);
    return true;
  }
  body.append(in_, 0, taken);
  in_.erase(0, taken);
  if (body.size() < exchange_->request.content_length) return false;
  hand_over(mailbox, fd, now);
  return true;
}

void Connection::hand_over(const std::shared_ptr<Later::Mailbox>& mailbox, int fd,
                           Clock::time_point now) {
  begin_phase(State::answering, now);
  app_knows_ = true;
  auto response = app_.handle(exchange_, Later(mailbox, fd, id_));
  if (response) start_answer(*std::move(response), now);
}

void Connection::refuse(const HeadFault& fault, Clock::time_point now) {
  close_after_ = true;
  app_knows_ = true;
  exchange_->body = std::string();  // it will not be used
  exchange_->room.give_back();
  start_answer(app_.refuse(exchange_, fault), now);
}

void Connection::start_answer(Response response, Clock::time_point now) {
  close_after_ = close_after_ || draining_;
  exchange_->status = response.status;
  out_head_ = serialise_head(response, *exchange_, !close_after_);
  const bool send_body =
      may_have_body(response.status) && exchange_->request.method != Method::head;
  release_answer();
  if (response.body.use_count() == 1) bodies_->hold_answer(out_held_ = response.body->size());
  out_size_ = send_body ? response.body_size() : 0;
  out_body_ = std::move(response.body);
  out_pieces_ = std::move(response.pieces);
  out_first_ = 0;
  out_sent_ = 0;
  begin_phase(State::writing, now);
}

void Connection::answer(Response response, Clock::time_point now) {
  if (state_ == State::answering) start_answer(std::move(response), now);
}

/// What is at hand of the content from there on; reads the next piece when that is nothing.
std::string_view Connection::content_from(std::uint64_t first) {
  if (first == out_size_) return {};
  if (!out_body_ || first - out_first_ == out_body_->size()) {
    out_body_ = std::make_shared<const std::string>(
        out_pieces_.read(first, std::min(piece_bytes, out_size_ - first)));
    out_first_ = first;
  }
  return std::string_view(*out_body_).substr(static_cast<std::size_t>(first - out_first_));
}

/// False when the socket takes no more for now.
bool Connection::write_some(Sink& sink, Clock::time_point now, Turn& turn) {
  const std::uint64_t total = out_head_.size() + out_size_;
  while (out_sent_ < total) {
    if (turn.over()) return true;
    const auto head_sent = std::min<std::uint64_t>(out_sent_, out_head_.size());
    std::string_view content;
    try {
      content = content_from(out_sent_ - head_sent);
    } catch (const std::exception& error) {
      log::error("content", error.what(), {{"id", exchange_->id}});
      abort();
      return false;
    }
    const ssize_t n = sink.send(std::string_view(out_head_).substr(head_sent),
                                content.substr(0, static_cast<std::size_t>(turn.bytes)));
    if (n == -EAGAIN || n == -EWOULDBLOCK) return false;
    if (n < 0) {
      abort();
      return false;
    }
    out_sent_ += static_cast<std::uint64_t>(n);
    turn.bytes -= n;
    since_ = now;
  }
  finish_exchange(now);
  if (close_after_) {
    // Closing at once with bytes unread would reset the connection and may take the answer away
    // from the client (RFC 9112 §9.6).
    sink.finish_sending();
    begin_phase(State::lingering, now);
    std::string().swap(in_);
    return false;
  }
  begin_phase(State::reading, now);
  return true;
}

void Connection::finish_exchange(Clock::time_point now) {
  exchange_->sent = static_cast<std::size_t>(out_size_);
  app_.done(*exchange_);
  app_knows_ = false;
  exchange_.reset();
  release_answer();
  out_body_.reset();
  out_pieces_ = {};
  out_head_.clear();
  since_ = now;
}

void Connection::tick(Clock::time_point now) {
  switch (state_) {
    case State::reading:
      if (body_left_ > 0) {
        if (now - since_ > options_.write_timeout) abort();
      } else if (in_.empty()) {
        if (in_.capacity() > 512) std::string().swap(in_);  // thousands may be idle
        if (now - since_ > options_.idle_timeout) state_ = State::closed;
      } else if (now - head_since_ > options_.header_timeout) {
        exchange_ = std::make_shared<Exchange>();
        exchange_->start = head_since_;
        exchange_->id = make_request_id();
        refuse({408, "请求头迟迟不完整 the request head did not arrive in time"}, now);
      }
      break;
    case State::receiving:
      if (now - since_ > options_.header_timeout ||
          too_slow(exchange_->body.size(), options_.header_timeout, options_.least_body_rate, now))
        refuse({408, "请求体迟迟不完整 the request body did not arrive in time"}, now);
      break;
    case State::answering:
      break;  // the work queue has its own bounds
    case State::writing:
      if (reader_is_stuck(now)) abort();
      break;
    case State::lingering:
      if (now - phase_since_ > linger_time) state_ = State::closed;
      break;
    case State::closed:
      break;
  }
}

/// Whether fewer than `bytes` moved since the state began than `rate` (bytes a second) asks for.
bool Connection::too_slow(std::uint64_t bytes, std::chrono::milliseconds grace, std::uint64_t rate,
                          Clock::time_point now) const {
  const auto late = now - phase_since_ - grace;
  if (late <= Clock::duration::zero()) return false;
  const double seconds = std::chrono::duration<double>(late).count();
  return static_cast<double>(bytes) < seconds * static_cast<double>(rate);
}

bool Connection::reader_is_stuck(Clock::time_point now) const {
  const auto waited = now - since_;
  if (waited > options_.write_timeout) return true;
  if (waited > linger_time && bodies_->answers() > options_.most_answer_bytes) return true;
  return too_slow(out_sent_, options_.write_timeout, options_.least_send_rate, now);
}

void Connection::release_answer() { bodies_->release_answer(std::exchange(out_held_, 0)); }

bool Connection::may_give_way(Clock::time_point now) const {
  switch (state_) {
    case State::reading:
    case State::receiving:
    case State::lingering:
      return true;
    case State::writing:
      return now - since_ > linger_time;  // its reader is stuck
    case State::answering:
    case State::closed:
      return false;
  }
  return false;
}

void Connection::drain(Clock::time_point now) {
  draining_ = true;
  if (idle()) {
    state_ = State::closed;
  } else if (state_ == State::reading) {
    since_ = now;
  }
}

void Connection::abort() {
  if (exchange_ && app_knows_) {
    exchange_->aborted = true;
    if (out_sent_ > out_head_.size())
      exchange_->sent = static_cast<std::size_t>(out_sent_ - out_head_.size());
    app_.done(*exchange_);
  }
  app_knows_ = false;
  exchange_.reset();
  release_answer();
  out_body_.reset();
  out_pieces_ = {};
  state_ = State::closed;
}

}  // namespace jintu::http

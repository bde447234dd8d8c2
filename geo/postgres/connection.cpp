#include "geo/postgres/connection.hpp"

#include <bit>
#include <charconv>
#include <cstring>

#include "geo/base/error.hpp"

namespace jintu::postgres {

namespace {

ErrorCode code_of(std::string_view state) {
  const std::string_view kind = state.substr(0, 2);
  if (kind == "53") return state == "53100" ? ErrorCode::no_space : ErrorCode::unavailable;
  if (kind == "08" || kind == "57" || kind == "40" || state == "55P03" || state == "25006")
    return ErrorCode::unavailable;
  if (kind == "22") return ErrorCode::bad_input;
  if (state == "42501" || kind == "28") return ErrorCode::io;
  return ErrorCode::internal;
}

std::string first_line(const char* text) {
  std::string line = text ? text : "";
  line.resize(std::min(line.size(), line.find('\n')));
  return line;
}

template <class Number>
Number big_endian(const char* bytes) {
  Number number;
  std::memcpy(&number, bytes, sizeof number);
  if constexpr (sizeof number == 8)
    return static_cast<Number>(__builtin_bswap64(static_cast<std::uint64_t>(number)));
  else
    return static_cast<Number>(__builtin_bswap32(static_cast<std::uint32_t>(number)));
}

}  // namespace

Parameters& Parameters::add(std::int64_t value) {
  values_.emplace_back(std::to_string(value));
  return *this;
}

Parameters& Parameters::add(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;  // exact when read back
  values_.emplace_back(std::string(text, end));
  return *this;
}

Parameters& Parameters::add(bool value) {
  values_.emplace_back(value ? "t" : "f");
  return *this;
}

namespace {

[[noreturn]] void cannot_keep_nul() {
  throw Error(ErrorCode::bad_input,
              "文字中有字符 U+0000，PostgreSQL 存不下 a text holds the character U+0000, which "
              "PostgreSQL cannot keep");
}

}  // namespace

Parameters& Parameters::add(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) cannot_keep_nul();
  values_.emplace_back(text);
  return *this;
}

Parameters& Parameters::add_null() {
  values_.emplace_back(std::nullopt);
  return *this;
}

bool Result::is_null(int row, int column) const {
  return PQgetisnull(result_.get(), row, column) != 0;
}

std::string_view Result::text(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

std::int64_t Result::integer(int row, int column) const {
  const std::string_view bytes = text(row, column);
  if (bytes.size() == 8) return big_endian<std::int64_t>(bytes.data());
  if (bytes.size() == 4) return big_endian<std::int32_t>(bytes.data());
  if (bytes.size() == 1) return bytes[0] != 0;
  return 0;
}

double Result::real(int row, int column) const {
  const std::string_view bytes = text(row, column);
  return bytes.size() == 8 ? std::bit_cast<double>(big_endian<std::int64_t>(bytes.data())) : 0;
}

Connection::Connection(const Address& address) : name_(address.name()) {
  std::vector<const char*> keywords, values;
  for (const auto& [keyword, value] : address.parameters()) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  handle_.reset(PQconnectdbParams(keywords.data(), values.data(), 0));
  if (!alive())
    throw Error(ErrorCode::unavailable, "连不上数据库 the database cannot be reached",
                name_ + ": " + first_line(PQerrorMessage(handle_.get())));
  PQsetNoticeProcessor(
      handle_.get(), [](void*, const char*) {}, nullptr);
}

Result Connection::checked(PGresult* raw) {
  Result result(raw);
  const auto status = PQresultStatus(raw);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN)
    return result;
  if (!alive())
    throw Error(ErrorCode::unavailable, "与数据库的连接断了 the connection to the database is lost",
                name_ + ": " + first_line(PQerrorMessage(handle_.get())));
  const char* state = PQresultErrorField(raw, PG_DIAG_SQLSTATE);
  const char* message = PQresultErrorField(raw, PG_DIAG_MESSAGE_PRIMARY);
  const std::string said = message ? message : first_line(PQerrorMessage(handle_.get()));
  throw Error(code_of(state ? state : ""), "数据库 the database says: " + said,
              name_ + ", SQLSTATE " + (state ? state : "?"));
}

void Connection::exec(const std::string& sql) { checked(PQexec(handle_.get(), sql.c_str())); }

namespace {

std::vector<const char*> pointers_to(const Parameters& parameters) {
  std::vector<const char*> out;
  for (const auto& value : parameters.values()) out.push_back(value ? value->c_str() : nullptr);
  return out;
}

constexpr int binary = 1;

}  // namespace

Result Connection::query(const std::string& sql, const Parameters& parameters) {
  const auto values = pointers_to(parameters);
  return checked(PQexecParams(handle_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr,
                              values.data(), nullptr, nullptr, binary));
}

Result Connection::query_prepared(const std::string& sql, const Parameters& parameters) {
  auto it = prepared_.find(sql);
  if (it == prepared_.end()) {
    const std::string name = "s" + std::to_string(prepared_.size());
    checked(PQprepare(handle_.get(), name.c_str(), sql.c_str(), 0, nullptr));
    it = prepared_.emplace(sql, name).first;
  }
  const auto values = pointers_to(parameters);
  return checked(PQexecPrepared(handle_.get(), it->second.c_str(), static_cast<int>(values.size()),
                                values.data(), nullptr, nullptr, binary));
}

std::int64_t Connection::query_integer(const std::string& sql, std::int64_t fallback) {
  const Result result = query(sql);
  return result.rows() > 0 && !result.is_null(0, 0) ? result.integer(0, 0) : fallback;
}

void Connection::copy_in(const std::string& sql, std::string_view lines) {
  checked(PQexec(handle_.get(), sql.c_str()));
  PQputCopyData(handle_.get(), lines.data(), static_cast<int>(lines.size()));
  PQputCopyEnd(handle_.get(), nullptr);
  std::optional<Error> fault;
  while (PGresult* result = PQgetResult(handle_.get())) {
    try {
      checked(result);
    } catch (const Error& error) {
      fault = error;
    }
  }
  if (fault) throw Error(*fault);
}

Transaction::Transaction(Connection& connection, Kind kind) : connection_(connection) {
  connection_.exec(kind == Kind::read ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
                                      : "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
}

Transaction::~Transaction() {
  if (open_ && connection_.alive()) PQclear(PQexec(connection_.handle(), "ROLLBACK"));
}

void Transaction::commit() {
  connection_.exec("COMMIT");
  open_ = false;
}

std::string quoted(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

void append_copy_field(std::string& line, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '\\':
        line += "\\\\";
        break;
      case '\t':
        line += "\\t";
        break;
      case '\n':
        line += "\\n";
        break;
      case '\r':
        line += "\\r";
        break;
      case '\0':
        cannot_keep_nul();
      default:
        line += c;
    }
  }
}

}  // namespace jintu::postgres

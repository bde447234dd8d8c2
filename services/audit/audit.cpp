#include "services/audit/audit.hpp"

#include <charconv>

#include "geo/base/error.hpp"
#include "geo/digest/sha256.hpp"

namespace jintu::audit {

namespace {

constexpr std::string_view heads = "audit", newest = "head";

}  // namespace

std::string to_text(const Head& head) { return std::to_string(head.n) + ":" + head.hash; }

Head head_of(std::string_view text) {
  Head head;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), head.n);
  const auto rest = text.substr(static_cast<std::size_t>(end - text.data()));
  if (fault == std::errc() && rest.size() == 65 && rest[0] == ':') head.hash = rest.substr(1);
  if (head.hash.empty() || head.n < 1)
    throw Error(ErrorCode::bad_input,
                "应为“编号:哈希” a head is a number, a colon and 64 hexadecimal digits: " +
                    std::string(text.substr(0, 80)));
  return head;
}

std::string hash_of(const documents::LogEntry& entry) {
  return sha256(std::to_string(entry.n) + "\n" + entry.time + "\n" + entry.body);
}

std::string document_digest(const Json& document) {
  const nlohmann::json sorted = document;
  return sha256(sorted.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void enter(documents::Writer& writer, const Event& event) {
  const auto last = writer.last_entry(log_name);
  Json body{{"who", event.who}, {"what", event.what}, {"subject", event.subject}};
  if (!event.detail.is_null()) body["detail"] = event.detail;
  if (!event.digest.empty()) body["digest"] = event.digest;
  if (!event.of.empty()) body["of"] = event.of;
  if (event.gone) body["gone"] = true;
  body["previous"] = last ? hash_of(*last) : std::string(64, '0');
  writer.append(log_name, body);
  const Head now = head(writer);
  writer.put(heads, newest, {{"n", now.n}, {"hash", now.hash}}, documents::Expected::any());
}

Head head(documents::Reader& reader) {
  const auto last = reader.last_entry(log_name);
  return last ? Head{last->n, hash_of(*last)} : Head{};
}

Json to_json(const documents::LogEntry& entry) {
  const Json body = entry.json();  // outlives its items
  Json json{{"n", entry.n}, {"time", entry.time}};
  for (const auto& [name, value] : body.items()) json[name] = value;
  return json;
}

}  // namespace jintu::audit

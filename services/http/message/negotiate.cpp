#include "services/http/message/negotiate.hpp"

#include <algorithm>

namespace jintu::http {

namespace {

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

/// "0.8" as 800; 0 to 1 with at most three decimals, else nothing (RFC 9110 §12.4.2).
std::optional<int> parse_quality(std::string_view text) {
  if (text.empty() || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  int value = (text[0] - '0') * 1000;
  if (text.size() == 1) return value;
  if (text[1] != '.' || text.size() > 5) return std::nullopt;
  int step = 100;
  for (const char c : text.substr(2)) {
    if (c < '0' || c > '9') return std::nullopt;
    value += (c - '0') * step;
    step /= 10;
  }
  return value <= 1000 ? std::optional<int>(value) : std::nullopt;
}

/// Calls visit(name, quality) on each member of "a;q=0.5, b". Malformed weights count as 0:
/// what the client could not say properly it is not sent.
template <class Visit>
void for_each_weighted(std::string_view list, Visit visit) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    auto member = trimmed(list.substr(0, comma));
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    if (member.empty()) continue;
    const auto semicolon = member.find(';');
    int quality = 1000;
    if (semicolon != std::string_view::npos) {
      const auto weight = trimmed(member.substr(semicolon + 1));
      const bool is_q =
          weight.size() > 2 && (weight[0] == 'q' || weight[0] == 'Q') && weight[1] == '=';
      quality = is_q ? parse_quality(weight.substr(2)).value_or(0) : 0;
    }
    visit(trimmed(member.substr(0, semicolon)), quality);
  }
}

}  // namespace

AcceptedCodings::AcceptedCodings(const Request& request) {
  stated_ = request.field("accept-encoding") != nullptr;
  if (!stated_) return;
  for_each_weighted(request.list_field("accept-encoding"), [&](std::string_view name, int quality) {
    if (equals_ignoring_case(name, "gzip") || equals_ignoring_case(name, "x-gzip")) gzip_ = quality;
    if (equals_ignoring_case(name, "br")) br_ = quality;
    if (equals_ignoring_case(name, "identity")) identity_ = quality;
    if (name == "*") any_ = quality;
  });
}

int AcceptedCodings::quality(Coding coding) const {
  const int own = coding == Coding::gzip ? gzip_ : coding == Coding::br ? br_ : identity_;
  if (own != unset) return own;
  if (any_ != unset) return any_;
  // Not named: identity is always accepted, a coding never. At quality 1 of 1000 identity loses
  // to any coding that the client did name.
  return coding == Coding::identity ? (stated_ ? 1 : 1000) : 0;
}

std::optional<Coding> choose_coding(const AcceptedCodings& accepted, bool gzip, bool br,
                                    bool identity) {
  std::optional<Coding> best;
  int best_quality = 0;
  const auto offer = [&](bool available, Coding coding) {
    if (!available || accepted.quality(coding) <= best_quality) return;
    best = coding;
    best_quality = accepted.quality(coding);
  };
  offer(br, Coding::br);
  offer(gzip, Coding::gzip);
  offer(identity, Coding::identity);
  return best;
}

Language preferred_language(const Request& request) {
  constexpr int unset = -1;
  int zh = unset, en = unset, any = unset;
  for_each_weighted(request.list_field("accept-language"), [&](std::string_view tag, int quality) {
    if (tag == "*") any = std::max(any, quality);
    const auto primary = tag.substr(0, tag.find('-'));
    if (equals_ignoring_case(primary, "zh")) zh = std::max(zh, quality);
    if (equals_ignoring_case(primary, "en")) en = std::max(en, quality);
  });
  if (zh == unset) zh = any;
  if (en == unset) en = any;
  // Who refuses Chinese (q=0) and names no English gets English all the same: there is no third.
  return (en > 0 && en > zh) || (zh == 0 && en != 0) ? Language::en : Language::zh;
}

bool prefers_page(const Request& request) {
  for (std::string_view rest = request.query; !rest.empty();) {
    const auto end = std::min(rest.find('&'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    if (pair.starts_with("f=")) return pair == "f=html";
    rest.remove_prefix(std::min(rest.size(), end + 1));
  }
  int html = 0, named = -1, any = 0;
  for_each_weighted(request.list_field("accept"), [&](std::string_view type, int quality) {
    if (equals_ignoring_case(type, "text/html") ||
        equals_ignoring_case(type, "application/xhtml+xml"))
      html = std::max(html, quality);
    if (equals_ignoring_case(type, "application/json") ||
        equals_ignoring_case(type, "application/geo+json") ||
        equals_ignoring_case(type, "application/schema+json"))
      named = std::max(named, quality);
    if (type == "*/*" || equals_ignoring_case(type, "application/*")) any = std::max(any, quality);
  });
  return html > (named >= 0 ? named : any);
}

bool matches_if_none_match(const Request& request, std::string_view etag) {
  if (!request.field("if-none-match")) return false;
  const auto opaque = [](std::string_view tag) {
    return tag.substr(0, 2) == "W/" ? tag.substr(2) : tag;
  };
  for (const Request::Field& field : request.fields) {
    if (!equals_ignoring_case(field.name, "if-none-match")) continue;
    std::string_view list = trimmed(field.value);
    if (list == "*") return true;
    while (!list.empty()) {
      list = list.substr(std::min(list.find_first_not_of(" \t,"), list.size()));
      if (list.empty()) break;
      const auto open = list.find('"');  // a tag may hold commas: it ends at its second quote
      const auto close = open == std::string_view::npos ? open : list.find('"', open + 1);
      if (close == std::string_view::npos) break;
      if (opaque(list.substr(0, close + 1)) == opaque(etag)) return true;
      list.remove_prefix(close + 1);
    }
  }
  return false;
}

bool names_strongly(std::string_view tags, std::string_view etag) {
  std::string_view list = trimmed(tags);
  if (list == "*") return true;
  while (!list.empty()) {
    list = list.substr(std::min(list.find_first_not_of(" \t,"), list.size()));
    const auto open = list.find('"');
    const auto close = open == std::string_view::npos ? open : list.find('"', open + 1);
    if (close == std::string_view::npos) return false;
    if (open == 0 && list.substr(0, close + 1) == etag) return true;  // not W/"…"
    list.remove_prefix(close + 1);
  }
  return false;
}

}  // namespace jintu::http

#include "services/http/message/answers.hpp"

#include "geo/base/json_limits.hpp"
#include "services/http/message/problem.hpp"
#include "tiles/blob/gzip.hpp"

namespace jintu::http {

namespace {

constexpr std::string_view tile_type = "application/vnd.mapbox-vector-tile";
constexpr std::size_t worth_compressing = 1024;
/// A matrix of distances as large as a body may be has three million numbers.
constexpr std::size_t most_values = 4'000'000;

Coding chosen(const Request& request, bool gzip, std::string_view offered) {
  if (const auto coding = choose_coding(AcceptedCodings(request), gzip, false)) return *coding;
  throw Refusal{406, "not_acceptable",
                "Accept-Encoding 不接受所提供的编码 none of the codings offered is accepted: " +
                    std::string(offered)};
}

}  // namespace

Json json_body(std::string_view body, std::size_t most_members) {
  return parse_json(body, "request body", {.members = most_members, .values = most_values});
}

Response not_modified(std::string etag, std::string_view cache_control, std::string_view vary) {
  Response response;
  response.status = 304;
  response.with(field::etag, std::move(etag));
  response.with(field::cache_control, std::string(cache_control));
  response.with(field::vary, std::string(vary));
  return response;
}

void check_if_match(const Request& request, std::string_view etag) {
  if (!request.field("if-match") || names_strongly(request.list_field("if-match"), etag)) return;
  throw Refusal{412,
                "precondition_failed",
                "If-Match 与现有内容不符 If-Match does not name what is there now",
                Json::object(),
                {{field::etag, std::string(etag)}}};
}

std::string text_hash(std::string_view text, std::string_view root) {
  if (root.empty()) return tiles::content_hash(text);
  // A control character stands in no JSON text, so two texts never become one by this.
  std::string neutral;
  neutral.reserve(text.size());
  for (auto at = text.find(root); at != std::string_view::npos; at = text.find(root)) {
    neutral.append(text.substr(0, at)).push_back('\x01');
    text.remove_prefix(at + root.size());
  }
  return tiles::content_hash(neutral.append(text));
}

Response text_answer(const Request& request, std::string_view content_type, std::string body,
                     Tagging tagging) {
  const bool plain_accepted = AcceptedCodings(request).quality(Coding::identity) > 0;
  const bool offer_gzip = body.size() >= worth_compressing || !plain_accepted;
  const bool zipped = chosen(request, offer_gzip, "gzip, identity") == Coding::gzip;
  const std::string_view stable = std::string_view(body).substr(0, tagging.stable_bytes);
  const std::string tag =
      tagging.given.empty() ? text_hash(stable, tagging.root) : std::string(tagging.given);
  std::string etag = (tagging.weak ? "W/\"" : "\"") + tag + (zipped ? "-gz\"" : "\"");
  check_if_match(request, etag);
  if (matches_if_none_match(request, etag))
    return not_modified(std::move(etag), revalidate, "Accept-Encoding");
  Response response =
      make_response(200, content_type, zipped ? tiles::gzip(body) : std::move(body));
  if (zipped) response.with(field::content_encoding, "gzip");
  response.with(field::etag, std::move(etag));
  response.with(field::cache_control, std::string(revalidate));
  response.with(field::vary, "Accept-Encoding");
  return response;
}

Response tile_answer(const Request& request, const tiles::Tile& tile) {
  const bool stored_zipped = tile.encoding == tiles::Encoding::gzip;
  const bool zipped =
      chosen(request, stored_zipped, stored_zipped ? "gzip, identity" : "identity") == Coding::gzip;
  std::string etag =
      tiles::strong_etag(tile, zipped ? tiles::Encoding::gzip : tiles::Encoding::identity);
  check_if_match(request, etag);
  if (matches_if_none_match(request, etag))
    return not_modified(std::move(etag), revalidate, "Accept-Encoding");
  Response response;
  response.with(field::content_type, std::string(tile_type));
  if (zipped) response.with(field::content_encoding, "gzip");
  response.with(field::etag, std::move(etag));
  response.with(field::cache_control, std::string(revalidate));
  response.with(field::vary, "Accept-Encoding");
  response.body = zipped || !stored_zipped
                      ? tile.bytes
                      : std::make_shared<const std::string>(tiles::plain_bytes(tile));
  return response;
}

Response file_answer(const Request& request, const StaticFile& file,
                     const std::string& security_policy) {
  const auto coding =
      choose_coding(AcceptedCodings(request), file.gzip != nullptr, file.br != nullptr);
  if (!coding)
    throw Refusal{406, "not_acceptable",
                  "Accept-Encoding 不接受所提供的编码 none of the codings offered is accepted"};
  const std::string_view suffix = *coding == Coding::br     ? "-br"
                                  : *coding == Coding::gzip ? "-gz"
                                                            : "";
  std::string etag = '"' + file.hash + std::string(suffix) + '"';
  check_if_match(request, etag);
  const std::string_view caching =
      file.immutable ? "public, max-age=31536000, immutable" : revalidate;
  if (matches_if_none_match(request, etag))
    return not_modified(std::move(etag), caching, "Accept-Encoding");
  Response response;
  response.with(field::content_type, file.content_type);
  if (*coding != Coding::identity)
    response.with(field::content_encoding, *coding == Coding::br ? "br" : "gzip");
  response.with(field::etag, std::move(etag));
  response.with(field::cache_control, std::string(caching));
  response.with(field::vary, "Accept-Encoding");
  response.with(field::csp, security_policy);
  response.body = *coding == Coding::br     ? file.br
                  : *coding == Coding::gzip ? file.gzip
                                            : file.plain;
  return response;
}

RangedHead ranged_head(const Request& request, const std::string& etag, std::uint64_t size,
                       std::string_view content_type) {
  check_if_match(request, etag);
  if (matches_if_none_match(request, etag))
    return {not_modified(etag, revalidate, "Range"), std::nullopt};
  const auto* range = request.field("range");
  const auto* condition = request.field("if-range");
  const bool ranged = range && request.method == Method::get && (!condition || *condition == etag);
  const auto part = read_range(ranged ? *range : std::string_view(), size);
  const std::string all = std::to_string(size);
  if (std::holds_alternative<Unsatisfiable>(part))
    throw Refusal{416,
                  "range_not_satisfiable",
                  "范围超出文件 the file has " + all + " bytes",
                  Json::object(),
                  {{field::content_range, "bytes */" + all}}};
  RangedHead head{{}, ByteRange{0, size - 1}};
  if (const auto* asked = std::get_if<ByteRange>(&part)) {
    head.bytes = *asked;
    head.response.status = 206;
    head.response.with(field::content_range, "bytes " + std::to_string(asked->first) + '-' +
                                                 std::to_string(asked->last) + '/' + all);
  }
  head.response.with(field::content_type, std::string(content_type));
  head.response.with(field::accept_ranges, "bytes");
  head.response.with(field::etag, etag);
  head.response.with(field::cache_control, std::string(revalidate));
  return head;
}

Response empty_tile_answer() {
  Response response;
  response.status = 204;
  response.with(field::cache_control, std::string(revalidate));
  response.with(field::vary, "Accept-Encoding");
  return response;
}

}  // namespace jintu::http

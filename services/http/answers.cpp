#include "services/http/answers.hpp"

#include "geo/base/json_limits.hpp"
#include "services/http/problem.hpp"
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

Response text_answer(const Request& request, std::string_view content_type, std::string body,
                     std::size_t etag_bytes) {
  const bool plain_accepted = AcceptedCodings(request).quality(Coding::identity) > 0;
  const bool offer_gzip = body.size() >= worth_compressing || !plain_accepted;
  const bool zipped = chosen(request, offer_gzip, "gzip, identity") == Coding::gzip;
  std::string etag = '"' + tiles::content_hash(std::string_view(body).substr(0, etag_bytes)) +
                     (zipped ? "-gz\"" : "\"");
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

Response empty_tile_answer() {
  Response response;
  response.status = 204;
  response.with(field::cache_control, std::string(revalidate));
  response.with(field::vary, "Accept-Encoding");
  return response;
}

}  // namespace jintu::http

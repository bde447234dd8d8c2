#include "services/http/message/problem.hpp"

#include "geo/base/bilingual.hpp"
#include "geo/base/json.hpp"

namespace jintu::http {

int status_of(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::bad_input:
      return 400;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::conflict:
      return 409;
    case ErrorCode::too_large:
      return 413;
    case ErrorCode::unsupported:
      return 501;
    case ErrorCode::unavailable:
      return 503;
    case ErrorCode::cancelled:
      return 503;
    case ErrorCode::no_space:
      return 507;
    case ErrorCode::io:
      return 500;
    case ErrorCode::internal:
      return 500;
  }
  return 500;
}

namespace {

std::string_view chinese_title(int status) {
  switch (status) {
    case 400:
      return "请求有误";
    case 401:
      return "需要授权";
    case 403:
      return "不允许";
    case 404:
      return "没有找到";
    case 405:
      return "不支持此方法";
    case 406:
      return "没有可接受的表示";
    case 408:
      return "请求超时";
    case 409:
      return "冲突";
    case 410:
      return "已不存在";
    case 411:
      return "缺少长度";
    case 412:
      return "已被他人修改";
    case 413:
      return "内容过大";
    case 414:
      return "网址过长";
    case 415:
      return "不支持的内容类型";
    case 416:
      return "范围无法满足";
    case 417:
      return "期望无法满足";
    case 421:
      return "问错了服务器";
    case 422:
      return "内容不合格";
    case 429:
      return "请求过于频繁";
    case 428:
      return "缺少 If-Match";
    case 431:
      return "标头过大";
    case 500:
      return "服务器内部错误";
    case 501:
      return "尚未支持";
    case 503:
      return "暂时无法服务";
    case 505:
      return "不支持此 HTTP 版本";
    case 507:
      return "磁盘空间不足";
    default:
      return "错误";
  }
}

/// Of a request that could not be read nothing is repeated back.
std::string instance_of(const Request& request) {
  return request.path.empty() ? "/" : std::string(request.path.substr(0, 500));
}

}  // namespace

std::string in_language(std::string_view text, Language language) {
  Bilingual both = bilingual(text);
  return language == Language::zh ? std::move(both.zh) : std::move(both.en);
}

std::string title_of(int status, Language language) {
  return std::string(language == Language::zh ? chinese_title(status) : reason_phrase(status));
}

Response problem(int status, std::string_view code, std::string_view detail, const Request& request,
                 std::string_view request_id, const Json& more) {
  const Language language = preferred_language(request);
  Json json;
  json["type"] = "about:blank";
  json["title"] = title_of(status, language);
  json["status"] = status;
  json["detail"] = in_language(detail, language);
  if (language == Language::zh)
    if (std::string english = in_language(detail, Language::en); english != json["detail"])
      json["detail_en"] = std::move(english);
  json["instance"] = instance_of(request);
  json["request_id"] = request_id;
  json["code"] = code;
  for (const auto& [name, value] : more.items()) json[name] = value;
  Response response = make_response(status, "application/problem+json",
                                    json.dump(-1, ' ', false, Json::error_handler_t::replace));
  response.with(field::content_language, language == Language::zh ? "zh" : "en");
  response.with(field::cache_control, "no-store");
  response.with(field::vary, "Accept-Language");
  if (status == 503) response.with(field::retry_after, "1");
  return response;
}

Response problem(const Error& error, const Request& request, std::string_view request_id) {
  const int status = status_of(error.code());
  // What broke inside is for the log: paths and driver messages are nobody else's business.
  const bool ours = error.code() == ErrorCode::internal || error.code() == ErrorCode::io;
  const bool full = error.code() == ErrorCode::no_space;
  const std::string_view detail =
      ours   ? "服务器内部出错，已记入日志 something failed inside; the log has it under the request "
               "id"
      : full ? "服务器的磁盘已满，未保存 the server's disk is full; nothing was saved"
             : std::string_view(error.public_detail());
  return problem(status, to_string(error.code()), detail, request, request_id);
}

}  // namespace jintu::http

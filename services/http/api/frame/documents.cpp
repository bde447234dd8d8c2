#include "services/http/api/frame/documents.hpp"

#include <algorithm>

#include "services/http/api/frame/json_answers.hpp"
#include "services/http/message/negotiate.hpp"
#include "services/http/message/problem.hpp"

namespace jintu::http {

namespace {

void vary_by(Response& response, std::string_view names) {
  for (Response::Field& one : response.fields)
    if (one.name == field::vary) return (void)one.value.append(", ").append(names);
  response.with(field::vary, std::string(names));
}

browse::Look look_of(const Call& call, bool degrees) {
  const bool zh = preferred_language(call.request()) == Language::zh;
  browse::Look look;
  look.language = zh ? html::Language::zh : html::Language::en;
  look.root = call.root;
  look.path = call.request().path;
  look.query = without_empty(call.request().query);
  look.degrees = degrees;
  const auto& published = *call.published;
  const std::string& number = published.site.review_number;
  look.notice = number.empty() ? (zh ? "示例数据 未经审图"
                                     : "Sample data; the map has not been reviewed (未经审图)")
                               : (zh ? "审图号：" : "Map review number: ") + number;
  look.ground = published.snapshot->layer("districts");
  for (const auto& [id, facts] : published.site.layers)
    look.about[id] = {{facts.title_zh, facts.title_en}, {facts.accuracy_zh, facts.accuracy}};
  return look;
}

Response dressed(const Context& context, const Call& call, Response response) {
  vary_by(response, "Accept, Accept-Language");
  response.with(field::csp, context.options.content_security_policy);
  response.with(field::content_language,
                preferred_language(call.request()) == Language::en ? "en" : "zh");
  return response;
}

constexpr std::string_view html_type = "text/html; charset=utf-8";

}  // namespace

std::string without_empty(std::string_view query) {
  std::string kept;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(query.size(), end + 1));
    // "token=ab=" has a value.
    if (!pair.empty() && pair.find('=') != pair.size() - 1)
      kept.append(kept.empty() ? "" : "&").append(pair);
  }
  return kept;
}

Response beside_page(Response json) {
  vary_by(json, "Accept");
  return json;
}

Response page_answer(const Context& context, const Call& call, browse::Subject subject,
                     const std::function<Json()>& make, bool degrees) {
  const browse::Look look = look_of(call, degrees);
  const auto refused = [&](int status, std::string_view detail) {
    Response response = make_response(
        status, html_type,
        browse::refusal_page(status, title_of(status, preferred_language(call.request())),
                             std::string(detail), look));
    return uncached(dressed(context, call, std::move(response)));
  };
  try {
    return dressed(context, call,
                   text_answer(call.request(), html_type, browse::page(subject, make(), look),
                               {.root = call.root}));
  } catch (const Error& error) {
    const int status = status_of(error.code());
    if (status >= 500) throw;
    return refused(status, error.public_detail());
  } catch (const Refusal& refusal) {
    if (refusal.status != 410) throw;
    return refused(refusal.status, refusal.detail);
  }
}

Response document_or_page(const Context& context, const Call& call, browse::Subject subject,
                          const std::function<Json()>& make, std::string_view type) {
  const auto checked = [&] {
    const Query query(call.request().query, {}, json_or_html);
    return make();
  };
  if (prefers_page(call.request())) return page_answer(context, call, subject, checked);
  return beside_page(text_answer(call.request(), type, text_of(checked()), {.root = call.root}));
}

}  // namespace jintu::http

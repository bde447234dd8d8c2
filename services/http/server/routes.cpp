#include "services/http/server/routes.hpp"

#include <algorithm>

#include "geo/base/error.hpp"
#include "services/http/message/uri.hpp"

namespace jintu::http {

bool Access::is_open_to(const auth::Principal& principal, std::string_view collection) const {
  switch (who) {
    case Who::anyone:
    case Who::visitor:
      return true;
    case Who::person:
      return principal.kind == auth::Principal::Kind::session;
    case Who::holder:
      return principal.rights.has_any(rights);
    case Who::writer:
      return collection.empty() ? principal.rights.has_any(needed())
                                : auth::may_write(principal, collection);
  }
  return false;
}

const Operation* Route::operation(Method method) const {
  const Method asked = method == Method::head ? Method::get : method;
  const auto it = std::find_if(operations.begin(), operations.end(),
                               [asked](const Operation& o) { return o.method == asked; });
  return it == operations.end() ? nullptr : &*it;
}

std::vector<RouteTable::Segment> RouteTable::segments_of(std::string_view path) {
  std::vector<Segment> all;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const auto slash = std::min(path.find('/'), path.size());
    std::string_view part = path.substr(0, slash);
    path.remove_prefix(slash);
    Segment segment{part, {}, false, false};
    if (part.starts_with('{')) {
      const auto end = part.find('}');
      segment.variable = true;
      segment.ending = part.substr(end + 1);
      segment.text = part.substr(1, end - 1);
      segment.rest = segment.text.ends_with("...");
      if (segment.rest) segment.text.remove_suffix(3);
    }
    all.push_back(segment);
  }
  return all;
}

RouteTable::RouteTable(std::vector<Route> routes) : routes_(std::move(routes)), names_{"unread"} {
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    segments_.push_back(segments_of(routes_[i].path));
    if (segments_[i].front().rest)
      rest_ = i;
    else
      by_first_[segments_[i].front().text].push_back(i);
    const auto known = std::find(names_.begin(), names_.end(), routes_[i].name);
    numbers_.push_back(static_cast<int>(known - names_.begin()));
    if (known == names_.end()) names_.push_back(routes_[i].name);
  }
  names_.push_back("none");
}

int RouteTable::number_of(const Route* route) const {
  if (!route) return static_cast<int>(names_.size()) - 1;
  return numbers_[static_cast<std::size_t>(route - routes_.data())];
}

RouteTable::Match RouteTable::find(std::string_view path) const {
  auto parts = path_segments(path);
  if (!parts)
    throw Error(ErrorCode::bad_input,
                "路径编码有误 the path is not percent-encoded UTF-8 without "
                "dot segments");
  const auto candidates = by_first_.find(parts->front());
  if (candidates == by_first_.end()) {
    const bool is_whole =
        parts->size() == 1 ||
        std::none_of(parts->begin(), parts->end(), [](const auto& p) { return p.empty(); });
    if (!rest_ || !is_whole) return {};
    std::string rest;
    for (const std::string& part : *parts) rest += (rest.empty() ? "" : "/") + part;
    return {&routes_[*rest_], {{segments_[*rest_].front().text, std::move(rest)}}};
  }
  for (const std::size_t i : candidates->second) {
    const auto& segments = segments_[i];
    const bool has_rest = segments.back().rest;
    if (has_rest ? parts->size() < segments.size() : parts->size() != segments.size()) continue;
    const auto fits = [&](const Segment& segment, const std::string& part) {
      if (!segment.variable) return part == segment.text;
      if (segment.ending.empty()) return true;  // nothing at all is for the handler to refuse
      return part.size() > segment.ending.size() && part.ends_with(segment.ending);
    };
    if (!std::equal(segments.begin(), segments.end(), parts->begin(), fits)) continue;
    for (std::size_t at = segments.size(); at < parts->size(); ++at)
      parts->at(segments.size() - 1) += "/" + parts->at(at);
    Match match{&routes_[i], {}};
    for (std::size_t at = 0; at < segments.size(); ++at) {
      if (!segments[at].variable) continue;
      std::string& part = (*parts)[at];
      part.resize(part.size() - segments[at].ending.size());
      match.arguments.emplace_back(segments[at].text, std::move(part));
    }
    return match;
  }
  return {};
}

bool names_plan(std::string_view ids) {
  for (;;) {
    if (ids.starts_with(plan_prefix)) return true;
    const auto comma = ids.find(',');
    if (comma == std::string_view::npos) return false;
    ids.remove_prefix(comma + 1);
  }
}

std::string methods_of(const Route& route, const std::function<bool(const Operation&)>& may) {
  std::string reads, writes;
  for (const Operation& operation : route.operations) {
    if (!may(operation)) continue;
    if (operation.method == Method::get)
      reads = "GET, HEAD, ";
    else
      writes.append(", ").append(name_of(operation.method));
  }
  return reads + "OPTIONS" + writes;
}

}  // namespace jintu::http

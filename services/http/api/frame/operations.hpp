// Operations of routes, put together from the member functions that answer them.
#pragma once

#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "services/http/api/frame/context.hpp"

namespace jintu::http {

inline constexpr std::string_view json_type = "application/json",
                                  geojson_type = "application/geo+json";

/// A member function as a handler, on the thread of the connection; with or without a Later.
/// `api` outlives the table of routes.
template <class Api, class Member>
Handler here(Api& api, Member member) {
  return [&api, member](const Call& call, const Later& later) -> std::optional<Response> {
    if constexpr (std::is_invocable_v<Member, Api&, const Call&, const Later&>)
      return (api.*member)(call, later);
    else
      return (api.*member)(call);
  };
}

/// The same in the lane of the operation.
template <class Api, class Member>
Handler in_lane(const Context& context, Api& api, Member member) {
  return [&context, &api, member](const Call& call, const Later& later) {
    return context.elsewhere(
        call, later, [&api, member](const Call& c) -> Response { return (api.*member)(c); });
  };
}

inline Operation get(Handler handler, Needs needs = Needs::data, Lane lane = Lane::read) {
  return {.method = Method::get, .handler = std::move(handler), .needs = needs, .lane = lane};
}

inline Operation get(Handler handler, Doc doc, Lane lane = Lane::documents) {
  return {
      .method = Method::get, .handler = std::move(handler), .lane = lane, .doc = std::move(doc)};
}

}  // namespace jintu::http

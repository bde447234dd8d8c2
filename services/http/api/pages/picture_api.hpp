// Pictures that the server draws: what links to places look like where they are passed on, and
// posters of the districts' nights.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "services/drawing/picture.hpp"
#include "services/http/api/frame/context.hpp"
#include "services/http/api/pages/picture_memory.hpp"
#include "services/http/api/pages/place_api.hpp"
#include "services/posters/told.hpp"

namespace jintu::http {

class PictureApi {
 public:
  PictureApi(const Context& context, PlaceApi& places) : context_(context), places_(places) {}
  void routes(std::vector<Route>& table);

 private:
  enum class Form { png, pdf, svg };
  struct Wanted {
    std::string name;  ///< by which it differs from other pictures of the same data
    pages::Look look;
    Form form = Form::png;
    double scale = 1;                  ///< pixels to a unit, of a PNG
    std::size_t most_bytes = 300'000;  ///< of a PNG; WeChat takes no more of a preview
    std::function<drawing::Picture(const posters::City&)> draw;
  };

  std::optional<Response> city(const Call& call, const Later& later);
  std::optional<Response> place(const Call& call, const Later& later);
  std::optional<Response> poster(const Call& call, const Later& later);
  /// From memory, or as soon as it is drawn.
  std::optional<Response> answer(const Call& call, const Later& later, Wanted wanted);
  PictureMemory::Bytes drawn(const Call& call, const Wanted& wanted);
  posters::Told told_of(const Call& call) const;
  std::string tag_of(const Call& call, const Wanted& wanted) const;
  pages::Look look_of(const Call& call) const;

  const Context& context_;
  PlaceApi& places_;
  PictureMemory memory_{std::size_t{32} << 20};
};

}  // namespace jintu::http

#include "services/http/api/pages/picture_api.hpp"

#include <algorithm>
#include <array>

#include "geo/base/error.hpp"
#include "services/drawing/pens.hpp"
#include "services/http/api/frame/operations.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/negotiate.hpp"
#include "services/posters/poster.hpp"
#include "services/posters/share_image.hpp"
#include "tiles/blob/tile.hpp"

namespace jintu::http {

namespace {

/// Of a poster as PNG: an A3 sheet at 300 dots to the inch, 3508 by 4961.
constexpr double poster_scale = 300.0 / 72;
constexpr std::size_t most_poster_bytes = 2'000'000;

struct Ending {
  std::string_view text, type;
};
constexpr std::array<Ending, 3> endings{
    {{".png", "image/png"}, {".pdf", "application/pdf"}, {".svg", "image/svg+xml"}}};

[[noreturn]] void nothing_here() {
  throw Error(ErrorCode::not_found, "此处没有内容 there is nothing at this address");
}

/// Notes on data name its fields; sheets say what these mean.
std::string in_words(std::string text, bool english) {
  const std::pair<std::string_view, std::string_view> fields[] = {
      {"position_accuracy_m", english ? "positions within" : "位置误差"},
      {"accuracy_m", english ? "the stated error" : "所注误差"},
      {"note_zh", english ? "the data's notes" : "数据说明"}};
  for (const auto& [field, meaning] : fields)
    for (auto at = text.find(field); at != std::string::npos; at = text.find(field))
      // Between Chinese words nothing parts them.
      text.replace(at, field.size() + (!english && text[at + field.size()] == ' ' ? 1 : 0),
                   meaning);
  return text;
}

Response picture_answer(const Request& request, const PictureMemory::Bytes& bytes,
                        const std::string& etag, std::string_view type) {
  RangedHead head = ranged_head(request, etag, bytes->size(), type);
  Response response = std::move(head.response);
  if (!head.bytes) return response;
  const auto [first, last] = *head.bytes;
  response.body =
      response.status == 206
          ? std::make_shared<const std::string>(bytes->substr(
                static_cast<std::size_t>(first), static_cast<std::size_t>(last - first + 1)))
          : bytes;
  return response;
}

/// Who names the tag has the picture: it need not be drawn to tell that it did not change. "*" is
/// of whatever is there, which only drawing tells.
bool names_tag(const Request& request, const std::string& tag) {
  const auto* asked = request.field("if-none-match");
  return asked && *asked != "*" && !request.field("if-match") &&
         matches_if_none_match(request, tag);
}

}  // namespace

/// Only what the address says: a picture is the same for all who are sent its address.
pages::Look PictureApi::look_of(const Call& call) const {
  const auto asked = PlaceApi::asked_of(call.request().query);
  const auto said = [&asked](const char* name, std::string_view value) {
    const auto it = asked.find(name);
    return it != asked.end() && it->second == value;
  };
  pages::Look look;
  if (said("lang", "en")) look.language = pages::Language::en;
  if (said("theme", "day")) look.theme = pages::Theme::day;
  return look;
}

posters::Told PictureApi::told_of(const Call& call) const {
  const live::Published& published = *call.published;
  posters::Told told;
  told.review_number = published.site.review_number;
  told.revision = published.snapshot->revision().value;
  told.root = context_.options.public_url;
  if (published.site.release) {
    told.date = published.site.release->time;
  } else if (published.store && told.revision > 0) {
    const auto one = published.store->revisions({told.revision - 1}, 1);
    if (!one.empty() && one[0].revision.value == told.revision) told.date = one[0].time;
  }
  for (const char* layer : {"night_streets", "districts"}) {
    const auto it = published.site.layers.find(layer);
    if (it == published.site.layers.end()) continue;
    const catalog::LayerFacts& facts = it->second;
    const auto either = [](const std::string& zh, const std::string& en) {
      return zh.empty() ? en : zh;
    };
    told.sources.push_back({{facts.title_zh, facts.title_en},
                            {either(facts.source_zh, facts.source), facts.source},
                            {in_words(either(facts.accuracy_zh, facts.accuracy), false),
                             in_words(facts.accuracy, true)}});
  }
  return told;
}

std::string PictureApi::tag_of(const Call& call, const Wanted& wanted) const {
  const live::Published& published = *call.published;
  std::string parts = published.epoch;
  const auto add = [&parts](std::string_view part) { parts.append("\n").append(part); };
  add(std::to_string(published.snapshot->revision().value));
  add(call.view == live::View::working ? "working" : "");
  add(published.site.release ? std::to_string(published.site.release->number) : "");
  add(published.venues ? tiles::content_hash(*published.venues) : "");
  for (const auto& [name, archive] : published.archives) add(archive.hash);
  add(published.site.review_number);
  add(published.site.version);
  add(context_.options.public_url);
  add(wanted.look.language == pages::Language::en ? "en" : "zh");
  add(wanted.look.theme == pages::Theme::day ? "day" : "night");
  add(endings[static_cast<std::size_t>(wanted.form)].text);
  add(wanted.name);
  return "\"" + tiles::content_hash(parts) + "\"";
}

PictureMemory::Bytes PictureApi::drawn(const Call& call, const Wanted& wanted) {
  const posters::Told told = told_of(call);
  const drawing::Picture picture = places_.with_places(call, [&](const pages::Places& places) {
    const auto base = call.published->sources.find("basemap");
    return wanted.draw({places, pages::Ground::shipped(), told,
                        base == call.published->sources.end() ? nullptr : base->second.get()});
  });
  const drawing::Pens& pens = drawing::pens();
  return std::make_shared<const std::string>(
      wanted.form == Form::pdf   ? pens.pdf(picture)
      : wanted.form == Form::svg ? pens.svg(picture)
                                 : pens.png(picture, wanted.scale, wanted.most_bytes));
}

std::optional<Response> PictureApi::answer(const Call& call, const Later& later, Wanted wanted) {
  const std::string tag = tag_of(call, wanted);
  const std::string_view type = endings[static_cast<std::size_t>(wanted.form)].type;
  if (const auto known = memory_.find(tag)) return picture_answer(call.request(), known, tag, type);
  if (names_tag(call.request(), tag)) return not_modified(tag, revalidate, "Range");
  return context_.elsewhere(call, later,
                            [this, tag, type, wanted = std::move(wanted)](const Call& c) {
                              // One thread draws: who waited for the same picture finds it.
                              auto bytes = memory_.find(tag);
                              if (!bytes) {
                                bytes = drawn(c, wanted);
                                memory_.put(tag, bytes);
                              }
                              return picture_answer(c.request(), bytes, tag, type);
                            });
}

std::optional<Response> PictureApi::city(const Call& call, const Later& later) {
  Wanted wanted;
  wanted.name = "city";
  wanted.look = look_of(call);
  wanted.draw = [language = wanted.look.language](const posters::City& city) {
    return posters::image_of_city(city, language);
  };
  return answer(call, later, std::move(wanted));
}

std::optional<Response> PictureApi::place(const Call& call, const Later& later) {
  std::string id = call.arg("id");
  constexpr std::string_view ending = ".png";
  if (id.size() <= ending.size() || !id.ends_with(ending)) nothing_here();
  id.resize(id.size() - ending.size());
  const std::string layer = call.arg("layer");
  Wanted wanted;
  wanted.name = "place\n" + layer + "\n" + id;
  wanted.look = look_of(call);
  wanted.draw = [layer, id, language = wanted.look.language](const posters::City& city) {
    const pages::Place* one = city.places.find(layer, id);
    if (!one) throw Error(ErrorCode::not_found, "没有这个地点 there is no such place");
    return posters::image_of_place(*one, city, language);
  };
  return answer(call, later, std::move(wanted));
}

std::optional<Response> PictureApi::poster(const Call& call, const Later& later) {
  const std::string& file = call.arg("file");
  const auto ending = std::find_if(endings.begin(), endings.end(), [&](const Ending& one) {
    return file.size() > one.text.size() && file.ends_with(one.text);
  });
  if (ending == endings.end()) nothing_here();
  Wanted wanted;
  const std::string district = file.substr(0, file.size() - ending->text.size());
  wanted.name = "poster\n" + district;
  wanted.look = look_of(call);
  wanted.form = static_cast<Form>(ending - endings.begin());
  wanted.scale = poster_scale;
  wanted.most_bytes = most_poster_bytes;
  wanted.draw = [district, look = wanted.look](const posters::City& city) {
    return posters::district_poster(city, district, look.language, look.theme);
  };
  return answer(call, later, std::move(wanted));
}

void PictureApi::routes(std::vector<Route>& table) {
  table.push_back({"/previews/night.png",
                   "preview",
                   {get(here(*this, &PictureApi::city), Needs::data, Lane::previews)}});
  table.push_back({"/previews/{layer}/{id...}",
                   "preview",
                   {get(here(*this, &PictureApi::place), Needs::data, Lane::previews)}});
  table.push_back({"/posters/{file}",
                   "poster",
                   {get(here(*this, &PictureApi::poster), Needs::data, Lane::posters)}});
}

}  // namespace jintu::http

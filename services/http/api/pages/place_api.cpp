#include "services/http/api/pages/place_api.hpp"

#include <algorithm>
#include <chrono>

#include "services/http/api/frame/operations.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/message/uri.hpp"
#include "services/pages/atlas/atlas_page.hpp"
#include "services/pages/drawn_map.hpp"
#include "services/pages/list_page.hpp"
#include "services/pages/night_page.hpp"
#include "services/pages/not_found_page.hpp"
#include "services/pages/place_page.hpp"
#include "services/pages/search.hpp"
#include "services/pages/share/posters_page.hpp"
#include "services/pages/share/widget_page.hpp"
#include "tiles/blob/gzip.hpp"
#include "tiles/blob/tile.hpp"

namespace jintu::http {

namespace {

using pages::ClockMinute;

/// A minute: states change with it, and whatever holds a page may keep it until then.
constexpr std::string_view for_a_minute = "public, max-age=60";
constexpr std::string_view page_vary = "Accept-Encoding, Accept-Language";
/// Of the one page that may stand in the frames of others: it can do nothing but be looked at.
constexpr std::string_view framed_policy =
    "default-src 'none'; style-src 'self'; frame-ancestors *; base-uri 'none'; form-action 'none'";
constexpr std::string_view html_type = "text/html; charset=utf-8";
constexpr std::string_view begin_head = "<!--page:head-->", end_head = "<!--/page:head-->",
                           begin_body = "<!--page:body-->", end_body = "<!--/page:body-->";

std::string found_in(const std::map<std::string, std::string>& asked, const char* name) {
  const auto it = asked.find(name);
  return it == asked.end() ? std::string() : it->second;
}

/// On Tianjin's clocks.
ClockMinute this_minute(const ServerOptions& options) {
  const auto now = options.clock().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::minutes>(now).count() + 8 * 60};
}

pages::NightQuery night_query(const std::map<std::string, std::string>& asked) {
  pages::NightQuery query;
  query.q = found_in(asked, "q");
  if (query.q.size() > 200) query.q.clear();
  query.station = found_in(asked, "station").substr(0, 60);
  const std::string brand = found_in(asked, "brand");
  for (const std::string_view slug : pages::brand_slugs)
    if (brand == slug) query.brand = brand;
  if (brand == "none") query.brand = brand;
  query.district = found_in(asked, "district").substr(0, 12);
  const std::string state = found_in(asked, "state");
  for (const pages::OpenState one : pages::state_order)
    if (to_string(one) == state) query.state = one;
  for (const pages::Wanted one :
       {pages::Wanted::food, pages::Wanted::market, pages::Wanted::landmark})
    if (found_in(asked, "kind") == pages::slug_of(one)) query.wanted = one;
  query.at = hours::parse_clock_minute(found_in(asked, "at"));
  query.page = static_cast<std::size_t>(parse_at_most(found_in(asked, "page"), 10'000).value_or(1));
  return query;
}

bool wants_page(const Request& request) {
  return request.list_field("accept").find("text/html") != std::string::npos;
}

/// What stands in the template between two marks is replaced; false when they are not there.
bool put_between(std::string& text, std::string_view begin, std::string_view end,
                 const std::string& inner) {
  const auto from = text.find(begin), to = text.find(end);
  if (from == std::string::npos || to == std::string::npos || to < from) return false;
  text.replace(from, to + end.size() - from, inner);
  return true;
}

bool is_template(const StaticFile* file) {
  return file && file->plain->find(begin_body) != std::string::npos &&
         file->plain->find(begin_head) != std::string::npos;
}

/// Addresses of the style sheets of a built page.
std::vector<std::string> styles_of(std::string_view page) {
  std::vector<std::string> styles;
  constexpr std::string_view link = "<link rel=\"stylesheet\"", href = "href=\"";
  for (auto at = page.find(link); at != std::string_view::npos; at = page.find(link, at + 1)) {
    const auto begin = page.find(href, at), end = page.find('"', begin + href.size());
    if (begin == std::string_view::npos || end == std::string_view::npos) break;
    styles.emplace_back(page.substr(begin + href.size(), end - begin - href.size()));
  }
  return styles;
}

/// The app's page with the night page in it.
std::string put_into(const std::string& built, const pages::Page& page, const pages::Look& look) {
  std::string document = built;
  const html::Html title = html::element("title", {}, {html::text(page.title)});
  put_between(document, begin_head, end_head, (title + page.head).str());
  put_between(document, begin_body, end_body, page.body.str());
  const bool night = look.theme == pages::Theme::night;
  const std::string_view open = "<html lang=\"zh-Hans\" data-theme=\"night\">";
  if (const auto at = document.find(open); at != std::string::npos)
    document.replace(at, open.size(),
                     std::string("<html lang=\"") +
                         (look.language == pages::Language::zh ? "zh-Hans" : "en") +
                         "\" data-theme=\"" + (night ? "night" : "day") + "\">");
  return document;
}

}  // namespace

PlaceApi::Asked PlaceApi::asked_of(std::string_view query) {
  constexpr std::size_t most = 32;
  Asked asked;
  std::string_view rest = query;
  for (std::size_t i = 0; i < most && !rest.empty(); ++i) {
    const auto end = std::min(rest.find('&'), rest.size());
    const std::string_view one = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), end + 1));
    const auto equals = std::min(one.find('='), one.size());
    const auto name = query_decode(one.substr(0, equals));
    const auto value = query_decode(one.substr(std::min(one.size(), equals + 1)));
    if (name && value) asked.emplace(*name, *value);
  }
  return asked;
}

PlaceApi::PlaceApi(const Context& context, const FileApi& files, WalksTo walks, bool takes_faults)
    : context_(context), files_(files), walks_(std::move(walks)), takes_faults_(takes_faults) {
  if (const StaticFile* built = files.page_or_file("")) styles_ = styles_of(*built->plain);
}

std::shared_ptr<const PlaceApi::Book> PlaceApi::book_of(
    const std::shared_ptr<const live::Published>& published) {
  if (const std::lock_guard lock(mutex_); book_ && book_->published == published) return book_;
  auto book = std::make_shared<Book>(
      Book{published,
           pages::Places(published->snapshot, published->venues.get(), pages::shipped_pinyin()),
           {}});
  for (const auto language : {pages::Language::zh, pages::Language::en})
    book->drawn_ground[language] = pages::drawn_ground(*published->snapshot, ground_, language);
  const std::lock_guard lock(mutex_);
  stations_.clear();
  return book_ = std::move(book);
}

std::shared_ptr<const PlaceApi::Moment> PlaceApi::moment_of(
    const std::shared_ptr<const live::Published>& published, const std::optional<ClockMinute>& at) {
  const ClockMinute minute = at.value_or(this_minute(context_.options));
  if (const std::lock_guard lock(mutex_); moment_ && moment_->book->published == published &&
                                          moment_->evening.now().value == minute.value)
    return moment_;
  auto book = book_of(published);
  auto moment = std::make_shared<const Moment>(
      Moment{book, pages::Evening(book->places, minute, *published->calendar)});
  if (at) return moment;
  const std::lock_guard lock(mutex_);
  return moment_ = std::move(moment);
}

pages::Look PlaceApi::look_of(const Call& call, const Asked& asked) const {
  pages::Look look;
  const std::string lang = found_in(asked, "lang"), theme = found_in(asked, "theme");
  if (lang == "zh" || lang == "en") look.lang_said = lang;
  if (theme == "day" || theme == "night") look.theme_said = theme;
  const bool english = look.lang_said.empty() ? preferred_language(call.request()) == Language::en
                                              : look.lang_said == "en";
  look.language = english ? pages::Language::en : pages::Language::zh;
  look.theme = theme == "day" ? pages::Theme::day : pages::Theme::night;
  return look;
}

pages::Surroundings PlaceApi::around(const Call& call) const {
  return {call.root, styles_, call.published ? call.published->site.review_number : "",
          takes_faults_};
}

/// Of all that the page is made of, so that it need not be made to tell that it did not change.
std::string PlaceApi::tag_of(const Call& call, const Moment& moment,
                             const pages::Look& look) const {
  const live::Published& published = *call.published;
  const StaticFile* built = files_.page_or_file("");
  std::string parts = published.epoch;
  const auto add = [&parts](std::string_view part) { parts.append("\n").append(part); };
  add(std::to_string(published.snapshot->revision().value));
  add(std::to_string(moment.evening.now().value));
  add(published.venues ? tiles::content_hash(*published.venues) : "");
  add(built ? built->hash : "");
  add(published.site.review_number);
  add(published.site.version);
  add(call.request().path);
  add(call.request().query);
  add(look.language == pages::Language::en ? "en" : "zh");
  return tiles::content_hash(parts);
}

namespace {

/// 200 or 304; caches keep it for a minute.
Response page_answer(const Request& request, const std::string& tag, const std::string& policy,
                     const pages::Look& look, const std::function<std::string()>& make,
                     std::string_view type = html_type) {
  const auto finished = [&](Response response) {
    for (auto& entry : response.fields) {
      if (entry.name == field::cache_control) entry.value = for_a_minute;
      if (entry.name == field::vary) entry.value = page_vary;
    }
    if (response.status != 304) {
      response.with(field::csp, policy);
      response.with(field::content_language, look.language == pages::Language::en ? "en" : "zh");
    }
    return response;
  };
  for (const char* coding : {"-gz\"", "\""}) {
    const std::string etag = "\"" + tag + coding;
    if (!request.field("if-match") && request.field("if-none-match") &&
        matches_if_none_match(request, etag))
      return not_modified(etag, for_a_minute, page_vary);
  }
  return finished(text_answer(request, type, make(), {.given = tag}));
}

}  // namespace

Response PlaceApi::night(const Call& call) {
  const StaticFile* built = files_.page_or_file("");
  const bool has_data = call.published && call.published->snapshot;
  if (!has_data || (built && !is_template(built))) {
    if (!built) return nothing_here(call);
    return file_answer(call.request(), *built, context_.options.content_security_policy);
  }
  const auto asked = asked_of(call.request().query);
  const pages::NightQuery query = night_query(asked);
  const pages::Look look = look_of(call, asked);
  const auto moment = moment_of(call.published, query.at);
  return page_answer(
      call.request(), tag_of(call, *moment, look), context_.options.content_security_policy, look,
      [&] {
        const pages::Wording w(look.language);
        const html::Html drawn =
            pages::drawn_map(moment->evening, moment->book->drawn_ground.at(look.language), w);
        const pages::Page page = pages::night_page(moment->evening, query, ground_, drawn,
                                                   *call.published->calendar, look, around(call));
        return built ? put_into(*built->plain, page, look) : pages::paper(page, look, around(call));
      });
}

Response PlaceApi::place(const Call& call) {
  const auto asked = asked_of(call.request().query);
  const pages::Look look = look_of(call, asked);
  const auto at = hours::parse_clock_minute(found_in(asked, "at"));
  const auto moment = moment_of(call.published, at);
  const pages::Place* place = moment->book->places.find(call.arg("layer"), call.arg("id"));
  constexpr std::string_view ics = ".ics";
  if (std::string_view id = call.arg("id");
      !place && call.arg("layer") == "events" && id.ends_with(ics)) {
    id.remove_suffix(ics.size());
    if (const pages::Place* event = moment->book->places.find("events", id))
      return calendar_answer(call, *moment, {event}, event->name(look.language), look);
  }
  if (!place) {
    if (!wants_page(call.request()))
      throw Error(ErrorCode::not_found, "没有这个地点 there is no such place");
    return fresh(call, 404, pages::not_found_page(pages::Missing::place, look, around(call)));
  }
  return page_answer(call.request(), tag_of(call, *moment, look),
                     context_.options.content_security_policy, look, [&] {
                       return pages::place_page(*place, moment->evening, ground_,
                                                stations_of(call, *place),
                                                *call.published->calendar, look, around(call));
                     });
}

/// The evening's events, to be taken along.
Response PlaceApi::whats_on(const Call& call) {
  const auto asked = asked_of(call.request().query);
  const pages::Look look = look_of(call, asked);
  const auto moment = moment_of(call.published, hours::parse_clock_minute(found_in(asked, "at")));
  return calendar_answer(call, *moment, moment->evening.tonight(),
                         pages::Wording(look.language)("events_tonight"), look);
}

Response PlaceApi::calendar_answer(const Call& call, const Moment& moment,
                                   const std::vector<const pages::Place*>& list,
                                   const std::string& name, const pages::Look& look) {
  return page_answer(
      call.request(), tag_of(call, moment, look), context_.options.content_security_policy, look,
      [&] {
        const pages::Wording w(look.language);
        std::vector<events::CalendarEntry> entries;
        for (const pages::Place* event : list)
          entries.push_back(pages::calendar_entry(*event, call.root, w));
        return events::calendar_text(entries, name, moment.evening.now());
      },
      "text/calendar; charset=utf-8");
}

/// With their walks: found once for each place of a state.
std::vector<pages::NearStation> PlaceApi::stations_of(const Call& call, const pages::Place& place) {
  if (!place.at) return {};
  {
    const std::lock_guard lock(mutex_);
    if (const auto it = stations_.find(&place); it != stations_.end()) return it->second;
  }
  auto near = pages::stations_near(ground_, *place.at, pages::most_stations, pages::station_reach);
  std::vector<Position> to;
  for (const auto& one : near) to.push_back(one.station->at);
  if (!to.empty() && walks_) {
    const auto walks = walks_(call, *place.at, to);
    if (walks.empty()) return near;
    for (std::size_t i = 0; i < std::min(near.size(), walks.size()); ++i) near[i].walk = walks[i];
    std::stable_sort(near.begin(), near.end(), [](const auto& one, const auto& other) {
      if (!one.walk || !other.walk) return one.walk.has_value() && !other.walk;
      return one.walk->value() < other.walk->value();
    });
  }
  const std::lock_guard lock(mutex_);
  if (book_ && book_->places.find(place.layer, place.id) == &place) stations_[&place] = near;
  return near;
}

Response PlaceApi::list(const Call& call) {
  const auto asked = asked_of(call.request().query);
  const pages::Look look = look_of(call, asked);
  const auto moment = moment_of(call.published, std::nullopt);
  const std::string& layer = call.arg("layer");
  if (!layer.empty() && layer != "events" && moment->book->places.count(layer) == 0) {
    if (!wants_page(call.request()))
      throw Error(ErrorCode::not_found, "没有这类地点 there are no such places");
    return fresh(call, 404, pages::not_found_page(pages::Missing::page, look, around(call)));
  }
  const auto page =
      static_cast<std::size_t>(parse_at_most(found_in(asked, "page"), 10'000).value_or(1));
  return page_answer(
      call.request(), tag_of(call, *moment, look), context_.options.content_security_policy, look,
      [&] { return pages::list_page(moment->evening, layer, page, look, around(call)); });
}

Response PlaceApi::atlas(const Call& call) {
  const auto asked = asked_of(call.request().query);
  const pages::Look look = look_of(call, asked);
  const auto moment = moment_of(call.published, std::nullopt);
  const auto short_of = [&](const char* name) { return found_in(asked, name).substr(0, 60); };
  return page_answer(call.request(), tag_of(call, *moment, look),
                     context_.options.content_security_policy, look, [&] {
                       return pages::atlas_page(
                           pages::atlas_of(moment->book->places),
                           {short_of("trade"), short_of("district"), short_of("status")},
                           moment->evening, look, around(call));
                     });
}

Response PlaceApi::posters(const Call& call) {
  const pages::Look look = look_of(call, asked_of(call.request().query));
  const auto moment = moment_of(call.published, std::nullopt);
  return page_answer(call.request(), tag_of(call, *moment, look),
                     context_.options.content_security_policy, look,
                     [&] { return pages::posters_page(moment->evening, look, around(call)); });
}

Response PlaceApi::widget(const Call& call) {
  const auto asked = asked_of(call.request().query);
  const pages::Look look = look_of(call, asked);
  const auto moment = moment_of(call.published, hours::parse_clock_minute(found_in(asked, "at")));
  return page_answer(
      call.request(), tag_of(call, *moment, look), std::string(framed_policy), look, [&] {
        return pages::widget_page(moment->evening, ground_,
                                  found_in(asked, "district").substr(0, 12), look, around(call));
      });
}

Response PlaceApi::fresh(const Call& call, int status, std::string page) const {
  const bool zipped = choose_coding(AcceptedCodings(call.request()), true, false) == Coding::gzip;
  Response response =
      make_response(status, html_type, zipped ? tiles::gzip(page) : std::move(page));
  if (zipped) response.with(field::content_encoding, "gzip");
  response.with(field::cache_control, "no-cache");
  response.with(field::vary, std::string(page_vary));
  response.with(field::csp, context_.options.content_security_policy);
  return response;
}

Response PlaceApi::nothing_here(const Call& call) const {
  if (!wants_page(call.request()))
    throw Error(ErrorCode::not_found, "此处没有内容 there is nothing at this address");
  return fresh(call, 404,
               pages::not_found_page(pages::Missing::page,
                                     look_of(call, asked_of(call.request().query)), around(call)));
}

void PlaceApi::routes(std::vector<Route>& table) {
  table.push_back(
      {"/",
       "night",
       {get(in_lane(context_, *this, &PlaceApi::night), Needs::nothing, Lane::documents)}});
  table.push_back(
      {"/atlas",
       "atlas",
       {get(in_lane(context_, *this, &PlaceApi::atlas), Needs::data, Lane::documents)}});
  table.push_back(
      {"/posters",
       "posters",
       {get(in_lane(context_, *this, &PlaceApi::posters), Needs::data, Lane::documents)}});
  table.push_back(
      {"/widget",
       "widget",
       {get(in_lane(context_, *this, &PlaceApi::widget), Needs::data, Lane::documents)}});
  table.push_back(
      {"/whats-on.ics",
       "whats_on",
       {get(in_lane(context_, *this, &PlaceApi::whats_on), Needs::data, Lane::documents)}});
  for (const char* path : {"/places", "/places/{layer}"})
    table.push_back(
        {path,
         "places",
         {get(in_lane(context_, *this, &PlaceApi::list), Needs::data, Lane::documents)}});
  table.push_back(
      {"/places/{layer}/{id...}",
       "place",
       {get(in_lane(context_, *this, &PlaceApi::place), Needs::data, Lane::documents)}});
}

}  // namespace jintu::http

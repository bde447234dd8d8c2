// The first page, a page for each place, the atlas of the carriers, and what browsers are shown
// where nothing is.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "services/http/api/frame/context.hpp"
#include "services/http/api/pages/file_api.hpp"
#include "services/pages/drawn_map.hpp"
#include "services/pages/evening.hpp"
#include "services/pages/ground.hpp"
#include "services/pages/parts.hpp"

namespace jintu::http {

class PlaceApi {
 public:
  /// The walks from a point to others; nothing for those that are not known, or no list at all.
  using WalksTo = std::function<std::vector<std::optional<Metres>>(
      const Call& call, Position from, const std::vector<Position>& to)>;
  /// `files` has the app, whose page the first page is put into. `takes_faults`: see FaultApi.
  PlaceApi(const Context& context, const FileApi& files, WalksTo walks, bool takes_faults);
  void routes(std::vector<Route>& table);
  /// Says in words that nothing is here, where the client is a browser; else throws not_found.
  Response nothing_here(const Call& call) const;

  /// The parameters of a page's address, or the fields of a form. Forgiving, unlike those of the
  /// API: addresses are passed on in messages, which add parameters of their own. Of equal ones the
  /// first counts.
  using Asked = std::map<std::string, std::string>;
  static Asked asked_of(std::string_view query);
  pages::Look look_of(const Call& call, const Asked& asked) const;
  pages::Surroundings around(const Call& call) const;
  /// A page that no cache keeps and that has no tag: If-None-Match must not make it "not modified".
  Response fresh(const Call& call, int status, std::string page) const;
  /// Calls `take` with the places of the state that the call sees.
  template <class Take>
  auto with_places(const Call& call, Take take) {
    const auto book = book_of(call.published);
    return take(book->places);
  }
  /// Calls `take` with the place, or nullptr.
  template <class Take>
  auto with_place(const Call& call, std::string_view layer, std::string_view id, Take take) {
    const auto book = book_of(call.published);
    return take(book->places.find(layer, id));
  }

 private:
  /// What all pages of one state have in common. Immutable.
  struct Book {
    std::shared_ptr<const live::Published> published;
    pages::Places places;
    std::map<pages::Language, pages::DrawnGround> drawn_ground;
  };
  /// The places of a book at one minute. Immutable.
  struct Moment {
    std::shared_ptr<const Book> book;
    pages::Evening evening;
  };

  Response night(const Call& call);
  Response place(const Call& call);
  Response whats_on(const Call& call);
  Response list(const Call& call);
  Response atlas(const Call& call);
  Response posters(const Call& call);
  Response widget(const Call& call);
  Response calendar_answer(const Call& call, const Moment& moment,
                           const std::vector<const pages::Place*>& list, const std::string& name,
                           const pages::Look& look);
  std::vector<pages::NearStation> stations_of(const Call& call, const pages::Place& place);
  std::shared_ptr<const Book> book_of(const std::shared_ptr<const live::Published>& published);
  /// At the minute that the address asks for, else at this one.
  std::shared_ptr<const Moment> moment_of(const std::shared_ptr<const live::Published>& published,
                                          const std::optional<pages::ClockMinute>& at);
  std::string tag_of(const Call& call, const Moment& moment, const pages::Look& look) const;

  const Context& context_;
  const FileApi& files_;
  const WalksTo walks_;
  const bool takes_faults_;
  const pages::Ground& ground_ = pages::Ground::shipped();
  std::vector<std::string> styles_;  ///< of the built app

  std::mutex mutex_;
  std::shared_ptr<const Book> book_;      // of the last request's state
  std::shared_ptr<const Moment> moment_;  // of the last request's minute
  /// Of places of `book_`: a walk is found once.
  std::map<const pages::Place*, std::vector<pages::NearStation>> stations_;
};

}  // namespace jintu::http

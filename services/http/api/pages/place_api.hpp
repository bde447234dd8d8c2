// The first page, a page for each place, the atlas of the carriers, and what browsers are shown
// where nothing is.
#pragma once

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
  /// `files` has the app, whose page the first page is put into.
  PlaceApi(const Context& context, const FileApi& files);
  void routes(std::vector<Route>& table);
  /// Says in words that nothing is here, where the client is a browser; else throws not_found.
  Response nothing_here(const Call& call) const;

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
  Response atlas(const Call& call);
  Response missing(const Call& call, std::string page) const;
  std::shared_ptr<const Book> book_of(const std::shared_ptr<const live::Published>& published);
  /// At the minute that the address asks for, else at this one.
  std::shared_ptr<const Moment> moment_of(const std::shared_ptr<const live::Published>& published,
                                          const std::optional<pages::ClockMinute>& at);
  pages::Look look_of(const Call& call, const std::map<std::string, std::string>& asked) const;
  pages::Surroundings around(const Call& call) const;
  std::string tag_of(const Call& call, const Moment& moment, const pages::Look& look) const;

  const Context& context_;
  const FileApi& files_;
  const pages::Ground& ground_ = pages::Ground::shipped();
  std::vector<std::string> styles_;  ///< of the built app

  std::mutex mutex_;
  std::shared_ptr<const Book> book_;      // of the last request's state
  std::shared_ptr<const Moment> moment_;  // of the last request's minute
};

}  // namespace jintu::http

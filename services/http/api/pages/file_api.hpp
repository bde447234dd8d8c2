// Files of the web app, and the map's styles, which are made of some of them. Sprites are files:
// /sprites/{style}[@2x].{json,png}.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "services/http/api/frame/context.hpp"
#include "services/http/message/static_files.hpp"

namespace jintu::http {

class FileApi {
 public:
  explicit FileApi(const Context& context)
      : context_(context), files_(StaticFiles::load(context.options.static_dir)) {}
  /// What is answered at addresses where nothing is; it may throw.
  using NothingHere = std::function<Response(const Call&)>;
  void routes(std::vector<Route>& table, NothingHere nothing_here);
  /// The web app keeps its state behind "#": its pages have addresses of their own, and others
  /// none. nullptr when there is none.
  const StaticFile* page_or_file(const std::string& path) const;

 private:
  Response style(const Call& call) const;
  Response file(const Call& call, const NothingHere& nothing_here) const;

  const Context& context_;
  StaticFiles files_;
};

}  // namespace jintu::http

// Records as they were (the proposal "Versioned Features" of June 2026): `datetime` on an item
// selects the version, /versions lists them all.
#pragma once

#include <vector>

#include "services/catalog/collections.hpp"
#include "services/catalog/crs_uri.hpp"
#include "services/http/api/frame/context.hpp"
#include "services/review/office.hpp"

namespace jintu::http {

/// Everybody sees the versions that were in a release that is not withdrawn, each since the
/// release; while there never was one, and who previews, all that were written.
class VersionsApi {
 public:
  /// `office` may be null: then there is nothing of it.
  VersionsApi(const Context& context, review::Office* office)
      : context_(context), office_(office) {}
  void routes(std::vector<Route>& table);
  /// `datetime` for the operations of items that are in the table: reading answers with the version
  /// of then, writing is 405.
  void extend(std::vector<Route>& table);

 private:
  struct Version {
    FeatureStore::Version of;
    std::string since;  ///< RFC 3339: when it began to be what is seen
  };
  /// Those that everybody sees or saw, oldest first; nothing where the working state is seen.
  std::optional<std::vector<review::Release>> releases(const Call& call) const;
  std::vector<Version> seen(const Call& call, const std::string& layer,
                            const std::string& key) const;
  /// The one that was seen at `moment`, and before it the one before.
  std::vector<Version> last_two(const Call& call, const std::string& layer, const std::string& key,
                                const std::string& moment) const;
  /// The last revision of that moment; 0: there was none.
  Revision written_by(const std::string& moment) const;
  bool is_of_the_past(const Call& call) const;
  Response list(const Call& call) const;
  Response then(const Call& call) const;
  Response one(const Call& call) const;
  Response answer(const Call& call, const catalog::Collection& collection, catalog::AnswerCrs crs,
                  const Version* found, const Version* before) const;
  /// A page of the records that were there at a moment.
  Response items_then(const Call& call) const;

  const Context& context_;
  review::Office* const office_;
};

}  // namespace jintu::http

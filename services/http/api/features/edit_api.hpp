// Writing records: OGC API – Features part 4, one at a time, and part 11, many in one transaction.
#pragma once

#include <vector>

#include "services/catalog/collections.hpp"
#include "services/edit/edit.hpp"
#include "services/http/api/frame/context.hpp"
#include "services/http/message/uri.hpp"

namespace jintu::http {

class EditApi {
 public:
  /// `editor` may be null: then nothing can be written.
  EditApi(const Context& context, edit::Editor* editor) : context_(context), editor_(editor) {}
  /// POST of a collection's items; PUT, PATCH and DELETE of one: with the operations that read.
  std::vector<Operation> items_operations();
  std::vector<Operation> item_operations();
  void routes(std::vector<Route>& table);

 private:
  /// `?dry-run=true`: nothing is written.
  static bool is_dry_run(const Query& query);
  static void set_reason(edit::Batch& batch, const std::string& reason);
  /// What the batch would come to. Throws Refusal{412}.
  Response dry_run(const edit::Batch& batch, const std::vector<catalog::Collection>& collections,
                   const Call& call);
  [[noreturn]] void refuse_stale(const edit::Stale& stale, bool is_one_of_many,
                                 const std::vector<catalog::Collection>& collections,
                                 const Call& call) const;
  Response written(const Call& call);
  /// A record brought back to an earlier version, to the last bit; also one that is gone.
  Response restored(const Call& call);
  /// A mend of a drawn area, to look at; nothing is written.
  Response mended(const Call& call);
  /// A file with areas, to look at; nothing is written.
  Response previewed(const Call& call);
  /// `message` goes into the history. Throws Refusal{412 | 422}.
  Response done(edit::Change change, const std::string& message,
                const catalog::Collection& collection, const Query& query, const Call& call);
  Response transaction(const Call& call);
  /// Throws Error{not_found}.
  catalog::Collection collection_to_edit(const std::string& id) const;
  /// `collections` of the changes, as in the batch. Throws Refusal{412 | 422}.
  edit::Committed applied(const edit::Batch& batch,
                          const std::vector<catalog::Collection>& collections, const Call& call);

  const Context& context_;
  edit::Editor* editor_;
};

}  // namespace jintu::http

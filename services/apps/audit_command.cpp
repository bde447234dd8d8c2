#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/documents/documents.hpp"
#include "services/apps/account_events.hpp"
#include "services/apps/command.hpp"
#include "services/audit/audit.hpp"
#include "services/audit/revisions.hpp"
#include "services/audit/verify.hpp"
#include "services/review/kept.hpp"
#include "services/review/releases.hpp"

namespace jintu::apps {

namespace {

/// A server that writes meanwhile changes documents and log together: then both are read again.
audit::Verification verified(documents::Documents& documents, const FeatureStore& store,
                             const std::vector<audit::Anchor>& anchors, const Progress& progress) {
  for (int tries = 0;; ++tries) {
    const std::int64_t state = documents.state();
    auto kept = review::kept_documents(documents);
    for (auto& one : kept_accounts(documents)) kept.push_back(std::move(one));
    auto found = audit::verify(documents, store, anchors, kept, progress);
    if (found.ok() || tries == 4 || documents.state() == state) return found;
  }
}

int verify(Context& context, const std::vector<std::string>& noted) {
  const std::string address = context.config.store_address();
  const auto store = open_store(address, OpenMode::read_only, store_options(context.config));
  const auto documents = documents::open_documents(address);
  std::vector<audit::Anchor> anchors;
  for (const std::string& text : noted) anchors.push_back({"--head", audit::head_of(text)});
  for (const auto& release : review::Releases(*documents, *store).list())
    if (!release.audit_head.empty() && !release.audit_head.starts_with("0:"))
      anchors.push_back(
          {"release/" + std::to_string(release.number), audit::head_of(release.audit_head)});
  Progress progress;
  progress.stop = interrupt_token();
  const auto found = verified(*documents, *store, anchors, progress);
  Json unknown = Json::array();
  for (const RevisionInfo& info : found.unknown) {
    unknown.push_back({{"revision", info.revision.value},
                       {"time", info.time},
                       {"author", info.author},
                       {"message", info.message}});
    if (!context.json)
      std::cerr << "revision " << info.revision.value
                << ": 日志尚未记入 is not in the log yet: " << info.time << " " << info.author
                << " " << info.message << "\n";
  }
  Json faults = Json::array();
  for (const auto& fault : found.faults) {
    faults.push_back({{"subject", fault.subject}, {"detail", fault.detail}});
    if (!context.json) std::cerr << fault.subject << ": " << fault.detail << "\n";
  }
  const std::string summary =
      found.ok() ? "审计日志与历史相符 the audit log, the history and the records agree"
                 : "不相符 they do not agree: " + std::to_string(found.faults.size()) + " faults";
  say(context,
      summary + ": " + std::to_string(found.entries) + " entries, " +
          std::to_string(found.revisions) + " revisions, " + std::to_string(found.versions) +
          " versions, " + std::to_string(found.records) + " records, " +
          std::to_string(found.documents) + " accounts, tokens, drafts and releases; " +
          std::to_string(found.not_entered) + " revisions not entered yet; head " +
          audit::to_text(found.head),
      {{"ok", found.ok()},
       {"entries", found.entries},
       {"revisions", found.revisions},
       {"versions", found.versions},
       {"records", found.records},
       {"documents", found.documents},
       {"not_entered", found.not_entered},
       {"unknown", std::move(unknown)},
       {"head", audit::to_text(found.head)},
       {"faults", std::move(faults)}});
  return found.ok() ? exit_done : exit_failed;
}

int head(Context& context) {
  const std::string address = context.config.store_address();
  const auto store = open_store(address, OpenMode::read_only, store_options(context.config));
  const auto documents = documents::open_documents(address);
  audit::enter_revisions(*documents, *store);
  const std::string text = audit::to_text(audit::head(*documents));
  say(context, text, {{"head", text}});
  return exit_done;
}

}  // namespace

void add_audit(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("audit", "审计日志 the audit log");
  command->require_subcommand(1);
  auto noted = std::make_shared<std::vector<std::string>>();
  auto* verifying = command->add_subcommand(
      "verify",
      "核对日志、历史和要素 hold the log, the history and the records against each other");
  verifying
      ->add_option("--head", *noted, "先前记下的末条 a head that was noted before: number:hash")
      ->type_name("HEAD");
  verifying->callback([&context, noted] {
    context.action = [&context, noted] { return verify(context, *noted); };
  });
  auto* noting = command->add_subcommand(
      "head",
      "补记修订，给出末条，随备份保存 enter what is missing and tell the head, to be kept "
      "with a backup");
  noting->callback([&context] { context.action = [&context] { return head(context); }; });
}

}  // namespace jintu::apps

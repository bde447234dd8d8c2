#include "services/audit/verify.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "geo/base/error.hpp"
#include "services/audit/revisions.hpp"

namespace jintu::audit {

namespace {

constexpr std::size_t most_faults = 1000, page = 1000, most_unknown = 100;

std::string entry_name(std::int64_t from, std::int64_t to) {
  return from == to ? "entry " + std::to_string(from)
                    : "entries " + std::to_string(from) + "–" + std::to_string(to);
}

/// What the log says of a revision.
struct Entered {
  std::int64_t entry = 0;
  std::string digest;
  std::int64_t count = 0;
  /// By layer and id; nothing: there are too many.
  std::optional<std::map<std::pair<std::string, std::string>, std::string>> records;
};

class Check {
 public:
  Check(documents::Reader& documents, const FeatureStore& store, const Progress& progress)
      : documents_(documents), store_(store), progress_(progress) {}

  Verification run(const std::vector<Anchor>& anchors, const std::vector<Kept>& kept) {
    for (const Anchor& anchor : anchors) anchors_.emplace(anchor.head.n, anchor);
    read_log();
    compare_heads(anchors);
    compare_documents(kept);
    read_history();
    return std::move(out_);
  }

 private:
  void fault(std::string subject, std::string detail) {
    if (out_.faults.size() < most_faults)
      out_.faults.push_back({std::move(subject), std::move(detail)});
  }

  void read_log() {
    std::optional<documents::LogEntry> before;
    std::string before_hash(64, '0');
    // Of links that do not hold, and follow each other, the entries before them.
    std::int64_t bad_from = 0, bad_to = 0;
    const auto close = [&] {
      if (bad_from > 0)
        fault(entry_name(bad_from, bad_to),
              "日志条目被改动、调换或删除 was changed, swapped or dropped: the chain breaks here");
      bad_from = bad_to = 0;
    };
    for (std::int64_t after = 0;;) {
      const auto entries = documents_.entries(log_name, after, page);
      if (entries.empty()) break;
      for (const auto& entry : entries) {
        progress_.check();
        if (entry.n != after + 1)
          fault(entry_name(after + 1, entry.n - 1), "日志条目缺失 is missing from the log");
        after = entry.n;
        ++out_.entries;
        std::string previous;
        try {
          const Json body = entry.json();
          previous = body.at("previous").get<std::string>();
          if (body.at("what") == "revision") note_revision(entry.n, body);
          note_document(entry.n, body);
        } catch (const std::exception&) {
          fault(entry_name(entry.n, entry.n), "日志条目不可读 cannot be read");
        }
        const std::int64_t from = before ? before->n : entry.n;
        if (previous == before_hash) {
          close();
        } else {
          if (bad_from == 0) bad_from = from;
          bad_to = from;
        }
        before_hash = hash_of(entry);
        const auto [first, last] = anchors_.equal_range(entry.n);
        for (auto it = first; it != last; ++it)
          if (it->second.head.hash != before_hash)
            fault(entry_name(entry.n, entry.n),
                  "与当时记下的哈希不符 is not what was noted at the time: " + it->second.where);
        before = entry;
      }
    }
    close();
    out_.head = before ? Head{before->n, before_hash} : Head{};
  }

  void compare_heads(const std::vector<Anchor>& anchors) {
    const auto cut = [&](const Head& noted, const std::string& where) {
      if (noted.n > out_.head.n)
        fault(entry_name(out_.head.n + 1, noted.n),
              "日志末尾被截去 was cut off the end of the log; its head was noted: " + where);
    };
    for (const Anchor& anchor : anchors) cut(anchor.head, anchor.where);
    const auto kept = documents_.get("audit", "head");
    if (!kept) {
      if (out_.head.n > 0) fault("head", "记下的末条不见了 the kept head of the log is gone");
      return;
    }
    Head head;
    try {
      const Json json = kept->json();
      head = {json.at("n").get<std::int64_t>(), json.at("hash").get<std::string>()};
    } catch (const std::exception&) {
      fault("head", "记下的末条不可读 the kept head of the log cannot be read");
      return;
    }
    cut(head, "head");
    if (head.n < out_.head.n)
      fault(entry_name(head.n + 1, out_.head.n),
            "不是本程序写入的 was not written by this program");
    if (head.n == out_.head.n && head.hash != out_.head.hash)
      fault(entry_name(head.n, head.n), "末条被改动 the last entry was changed");
  }

  void note_revision(std::int64_t n, const Json& body) {
    const Json& detail = body.at("detail");
    Entered entered;
    entered.entry = n;
    entered.digest = body.at("digest").get<std::string>();
    entered.count = detail.at("count").get<std::int64_t>();
    if (detail.contains("records")) {
      entered.records.emplace();
      for (const Json& record : detail.at("records"))
        entered.records->emplace(
            std::pair(record.at(0).get<std::string>(), record.at(1).get<std::string>()),
            record.at(3).get<std::string>());
    }
    revisions_[detail.at("revision").get<std::int64_t>()] = std::move(entered);
  }

  /// Subjects of releases begin with their kind.
  static std::string document_name(const std::string& of, const std::string& subject) {
    return subject.starts_with(of + "/") ? subject : of + "/" + subject;
  }

  void note_document(std::int64_t n, const Json& body) {
    const std::string subject = body.at("subject").get<std::string>();
    mentioned_.insert(subject);
    const auto of = body.find("of");
    if (of == body.end()) return;
    Told& told = told_[{of->get<std::string>(), subject}];
    told.entry = n;
    told.gone = body.contains("gone");
    told.digest = told.gone ? std::string() : body.at("digest").get<std::string>();
  }

  void compare_documents(const std::vector<Kept>& kept) {
    std::set<std::string> may_go;
    for (const Kept& one : kept) {
      ++out_.documents;
      if (one.may_go) may_go.insert(one.of);
      const std::string name = document_name(one.of, one.subject);
      const auto found = told_.find({one.of, one.subject});
      if (found == told_.end()) {
        if (!mentioned_.contains(one.subject))
          fault(name, "不是本程序写入的 was not written by this program: no entry tells of it");
        continue;
      }
      const Told told = found->second;
      told_.erase(found);
      if (told.gone)
        fault(name,
              "日志说已删除 is there, though it was removed: entry " + std::to_string(told.entry));
      else if (told.digest != one.digest)
        fault(name, "不是日志最后所记的内容 is not as it was last told of: entry " +
                        std::to_string(told.entry));
    }
    for (const auto& [key, told] : told_)
      if (!told.gone && !may_go.contains(key.first) && key.first != "token")
        fault(
            document_name(key.first, key.second),
            "不见了，日志未说已删除 is gone, and no entry says that it was removed; last told of: "
            "entry " +
                std::to_string(told.entry));
  }

  static std::string name_of(const std::pair<std::string, std::string>& record) {
    return record.first + "/" + record.second;
  }

  /// All versions of one revision are there.
  void end_revision(const RevisionInfo& info, const RevisionDigest& digest) {
    const auto found = revisions_.find(info.revision.value);
    if (found == revisions_.end()) {
      if (!revisions_.empty() && info.revision.value < revisions_.rbegin()->first)
        fault("revision " + std::to_string(info.revision.value),
              "日志中没有此版 the log does not know of it");
      else if (++out_.not_entered <= static_cast<std::int64_t>(most_unknown))
        out_.unknown.push_back(info);
      return;
    }
    ++out_.revisions;
    Entered entered = std::move(found->second);
    revisions_.erase(found);
    if (entered.digest == digest_of(info, digest)) return;
    const auto before = out_.faults.size();
    if (entered.records) {
      for (const auto& [layer, key, kind, sum] : digest.records) {
        const auto it = entered.records->find({layer, key});
        const std::string at = "版本 " + std::to_string(info.revision.value);
        if (it == entered.records->end()) {
          fault(layer + "/" + key,
                at + " 的历史中多出此要素 its history has a version of revision " +
                    std::to_string(info.revision.value) + " that was not written");
          continue;
        }
        if (it->second != sum)
          fault(layer + "/" + key, at + " 的历史被改动 its version of revision " +
                                       std::to_string(info.revision.value) + " was changed");
        entered.records->erase(it);
      }
      for (const auto& [record, sum] : *entered.records)
        fault(name_of(record), "版本 " + std::to_string(info.revision.value) +
                                   " 的历史缺失 its version of revision " +
                                   std::to_string(info.revision.value) + " is gone");
    }
    if (out_.faults.size() == before)
      fault("revision " + std::to_string(info.revision.value),
            entered.records ? "作者、时间或说明被改动 its author, time or message was changed"
                            : "其中某个要素的历史被改动 the history of a record in it was changed");
  }

  void read_history() {
    struct Last {
      Revision revision;
      bool deleted;
      FeatureId id;
      std::string sum;
    };
    std::map<std::pair<std::string, std::string>, Last> last;
    const Revision until = store_.snapshot()->revision();
    auto infos = store_.revisions({0}, static_cast<std::size_t>(until.value) + 1);
    std::erase_if(infos, [&](const RevisionInfo& info) { return info.revision > until; });
    std::size_t at = 0;
    RevisionDigest digest;
    const auto advance_to = [&](Revision revision) {
      while (at < infos.size() && infos[at].revision < revision) {
        end_revision(infos[at++], digest);
        digest = {};
      }
    };
    // Whoever writes meanwhile makes revisions, too; what is of none was not written by a program.
    std::map<std::pair<std::string, std::string>, std::int64_t> later;
    store_.versions({0}, {INT64_MAX}, [&](RecordVersion&& version) {
      progress_.check();
      if (version.feature.revision > until) {
        later[{version.layer, version.feature.key}] = version.feature.revision.value;
        return true;
      }
      advance_to(version.feature.revision);
      if (at >= infos.size() || infos[at].revision != version.feature.revision)
        fault(version.layer + "/" + version.feature.key,
              "其历史属于不存在的版本 its history is of a revision that is not there: " +
                  std::to_string(version.feature.revision.value));
      ++out_.versions;
      const std::string sum = digest.add(version);
      last[{version.layer, version.feature.key}] = {version.feature.revision,
                                                    version.kind == FeatureChange::Kind::deleted,
                                                    version.feature.id, sum};
      return true;
    });
    advance_to({until.value + 1});
    const auto newest = store_.revisions({until.value}, 100'000);
    for (const auto& [record, revision] : later)
      if (std::none_of(newest.begin(), newest.end(),
                       [revision = revision](const RevisionInfo& info) {
                         return info.revision.value == revision;
                       }))
        fault(name_of(record),
              "其历史属于不存在的版本 its history is of a revision that is not there: " +
                  std::to_string(revision));
    for (const auto& [revision, entered] : revisions_)
      fault("revision " + std::to_string(revision),
            "库中没有此版 the store does not have it; the log does");
    compare_records(last);
  }

  template <class Lasts>
  void compare_records(Lasts& last) {
    const auto snapshot = store_.snapshot();
    for (const auto& [name, layer] : snapshot->layers()) {
      for (const Feature& feature : layer->features()) {
        ++out_.records;
        const auto it = last.find({name, feature.key});
        if (it == last.end() || it->second.deleted) {
          if (feature.key.empty()) continue;  // of a layer without ids: it has no history
          fault(name + "/" + feature.key,
                "表中有此要素，历史中没有 is in its table, but not in the "
                "history");
          continue;
        }
        const bool same = it->second.revision == feature.revision &&
                          it->second.sum == content_digest(name, feature);
        if (same && it->second.id != feature.id)
          fault(name + "/" + feature.key,
                "表中的行号与其历史不符 its row has another number (fid) than its last version in "
                "the history: " +
                    std::to_string(feature.id.value) + ", " + std::to_string(it->second.id.value));
        if (!same)
          fault(name + "/" + feature.key,
                "表中的要素与其历史不符 its record differs from its last version in the history");
        last.erase(it);
      }
    }
    for (const auto& [record, version] : last)
      if (!version.deleted)
        fault(name_of(record),
              "要素从表中消失 is gone from its table; its history does not say "
              "that it was deleted");
  }

  documents::Reader& documents_;
  const FeatureStore& store_;
  const Progress& progress_;
  std::multimap<std::int64_t, Anchor> anchors_;
  std::map<std::int64_t, Entered> revisions_;
  /// What the log last said of a document, by its kind and subject.
  struct Told {
    std::int64_t entry = 0;
    std::string digest;
    bool gone = false;
  };
  std::map<std::pair<std::string, std::string>, Told> told_;
  std::set<std::string> mentioned_;
  Verification out_;
};

}  // namespace

Verification verify(documents::Reader& documents, const FeatureStore& store,
                    const std::vector<Anchor>& anchors, const std::vector<Kept>& kept,
                    const Progress& progress) {
  return Check(documents, store, progress).run(anchors, kept);
}

}  // namespace jintu::audit

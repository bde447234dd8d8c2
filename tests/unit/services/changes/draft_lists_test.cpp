#include "services/changes/draft_lists.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "geo/base/error.hpp"
#include "services/changes/drafts.hpp"
#include "tests/support/people_store.hpp"

using namespace jintu;
using namespace jintu::changes;
using jintu_test::Engine;
using jintu_test::PeopleStore;

namespace {

/// Documents that count what was read of them.
class Counted : public documents::Documents {
 public:
  explicit Counted(documents::Documents& all) : all_(all) {}
  std::optional<documents::Document> get(std::string_view collection,
                                         std::string_view id) override {
    ++read;
    return all_.get(collection, id);
  }
  std::vector<documents::Document> list(std::string_view collection, std::string_view after,
                                        std::size_t limit) override {
    auto found = all_.list(collection, after, limit);
    read += found.size();
    return found;
  }
  std::size_t count(std::string_view collection) override { return all_.count(collection); }
  std::vector<documents::LogEntry> entries(std::string_view log, std::int64_t after,
                                           std::size_t limit) override {
    return all_.entries(log, after, limit);
  }
  std::optional<documents::LogEntry> last_entry(std::string_view log) override {
    return all_.last_entry(log);
  }
  void write(const std::function<void(documents::Writer&)>& work) override { all_.write(work); }
  std::int64_t state() override { return all_.state(); }

  std::size_t read = 0;

 private:
  documents::Documents& all_;
};

std::string begun(Drafts& drafts, const std::string& author) {
  return drafts.create(author, {"t", "", {}}, {1}, "e", std::nullopt).draft.head.id;
}

std::vector<std::string> ids(const std::vector<Head>& heads) {
  std::vector<std::string> out;
  for (const Head& head : heads) out.push_back(head.id);
  return out;
}

Drafts::Filter of(std::optional<State> state, std::optional<std::string> author) {
  Drafts::Filter filter;
  filter.state = state;
  filter.author = std::move(author);
  filter.limit = 1000;
  return filter;
}

/// Every list against what all the drafts together say.
void check_lists(const Drafts& drafts, const std::vector<std::string>& people) {
  const auto all = drafts.list(of({}, {}));
  for (const auto& person : people) {
    std::size_t undecided = 0;
    for (const Head& head : all)
      if (head.author == person && (is_open(head.state) || head.state == State::submitted))
        ++undecided;
    CHECK(drafts.left(person) == drafts.limits().open_of_one - undecided);
  }
  std::vector<std::optional<std::string>> authors{std::nullopt};
  authors.insert(authors.end(), people.begin(), people.end());
  for (const auto state : {std::optional<State>(), std::optional(State::draft),
                           std::optional(State::submitted), std::optional(State::returned),
                           std::optional(State::approved), std::optional(State::withdrawn)})
    for (const auto& author : authors) {
      std::vector<std::string> expected;
      for (const Head& head : all) {
        const bool asked = author && std::find(head.needs_consent.begin(), head.needs_consent.end(),
                                               *author) != head.needs_consent.end();
        if ((!state || head.state == *state) && (!author || head.author == *author || asked))
          expected.push_back(head.id);
      }
      CHECK(ids(drafts.list(of(state, author))) == expected);
    }
}

}  // namespace

TEST_CASE("the lists of drafts hold what all drafts together say, whatever was done to them") {
  ON_BOTH_ENGINES;
  PeopleStore world(engine);
  Drafts drafts(*world.documents);
  const std::vector<std::string> people{"li", "wu", "zhao"};
  std::mt19937 random(7);
  const auto any = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  std::vector<std::string> made;
  for (int i = 0; i < 120; ++i) {
    if (made.size() < 4 || any(3) == 0) {
      made.push_back(begun(drafts, people[any(3)]));
      continue;
    }
    const std::size_t which = any(made.size());
    const Head head = drafts.head(made[which]);
    if (any(8) == 0 && head.state == State::draft) {
      drafts.remove(head.id, head.version);
      made.erase(made.begin() + static_cast<std::ptrdiff_t>(which));
      continue;
    }
    const auto state = static_cast<State>(any(5));
    const std::string& asked = people[any(3)];
    drafts.change(head.id, std::nullopt, [&](Draft& draft, documents::Writer&) {
      draft.head.state = state;
      draft.head.needs_consent.clear();
      if (asked != draft.head.author) draft.head.needs_consent.push_back(asked);
    });
  }
  check_lists(drafts, people);
}

TEST_CASE("drafts of a version that kept no lists are found all the same") {
  ON_BOTH_ENGINES;
  PeopleStore world(engine);
  Drafts drafts(*world.documents);
  for (int i = 0; i < 5; ++i) begun(drafts, i % 2 ? "li" : "wu");
  world.documents->write([&](documents::Writer& writer) {
    for (const auto& kept : writer.list("changes", "", 100)) {
      Head head = head_from(kept.json());
      enter_in_lists(writer, kept.id, &head, nullptr);
    }
    writer.remove("counters", "change_lists", documents::Expected::any());
  });
  CHECK(drafts.list(of({}, "li")).size() == 2);
  check_lists(drafts, {"li", "wu"});
}

TEST_CASE("a list of one's own drafts reads no more when others have many") {
  ON_BOTH_ENGINES;
  PeopleStore world(engine);
  DraftLimits limits;
  limits.open_of_one = 1000;
  Drafts writing(*world.documents, limits);
  for (int i = 0; i < 3; ++i) begun(writing, "li");
  for (int i = 0; i < 300; ++i) begun(writing, "wu");
  Counted counted(*world.documents);
  const Drafts drafts(counted, limits);
  CHECK(drafts.list(of({}, "li")).size() == 3);
  CHECK(drafts.left("li") == 997);
  CHECK(drafts.list(of(State::submitted, {})).empty());
  CHECK(counted.read < 30);
}

// Markup as a type, and words in both languages: what pages made on the server are put together
// from.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace jintu::html {

enum class Language { zh, en };

/// A wording in each language; both are there.
struct Bilingual {
  std::string zh, en;
  const std::string& in(Language language) const { return language == Language::zh ? zh : en; }
  friend bool operator==(const Bilingual&, const Bilingual&) = default;
};

/// Markup. Only `text` and `raw` make it, so that no text gets into a page unescaped by mistake.
class Html {
 public:
  Html() = default;
  const std::string& str() const { return markup_; }
  bool empty() const { return markup_.empty(); }
  Html& operator+=(const Html& other) {
    markup_ += other.markup_;
    return *this;
  }
  friend Html operator+(Html a, const Html& b) { return a += b; }

  friend Html text(std::string_view plain);
  friend Html raw(std::string_view markup);

 private:
  std::string markup_;
};

/// What readers see, just as it is given. Control characters that no page may hold are left out.
Html text(std::string_view plain);
/// Markup as it is: of this program, never of data.
Html raw(std::string_view markup);

/// Of an element. Without a value it is not written; with an empty one only its name is.
struct Attribute {
  std::string_view name;  ///< of this program
  std::optional<std::string> value;
};

/// <name …>inner</name>; elements that never have content ("input", "meta") are not closed.
Html element(std::string_view name, std::initializer_list<Attribute> attributes,
             std::initializer_list<Html> inner = {});

}  // namespace jintu::html

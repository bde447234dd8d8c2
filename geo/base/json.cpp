#include "geo/base/json.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/base/json_limits.hpp"

namespace jintu {

namespace {

/// Of a file that is read as a whole; the largest certificate that was seen had 0.2 GB.
constexpr std::size_t most_file_bytes = std::size_t{1} << 30;

std::string line_and_column(std::string_view text, std::size_t byte) {
  const auto head = text.substr(0, std::min(byte == 0 ? 0 : byte - 1, text.size()));
  const auto line = 1 + std::count(head.begin(), head.end(), '\n');
  const auto last = head.rfind('\n');
  const auto column = last == std::string_view::npos ? head.size() + 1 : head.size() - last;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

/// Builds the value, and stops at the first fault. The library's own builder looks through the
/// whole object for each new key and copies what an object holds whenever it grows; this one keeps
/// what is open on two stacks, and makes arrays and objects of their final size when they close.
class Builder {
 public:
  using number_integer_t = Json::number_integer_t;
  using number_unsigned_t = Json::number_unsigned_t;
  using number_float_t = Json::number_float_t;
  using string_t = Json::string_t;
  using binary_t = Json::binary_t;

  explicit Builder(const JsonLimits& limits) : limits_(limits) {}

  std::string fault;  ///< empty: it is JSON within the limits
  ErrorCode code = ErrorCode::bad_input;
  std::string log;
  std::size_t event = 0;  ///< how many calls there were; at a fault, the one that found it
  std::size_t byte = 0;   ///< of a fault of the text itself, from 1; 0: look for the event
  bool is_twice = false;  ///< the object that this event opens has a key twice:
  std::string twice;
  Json take() { return values_.empty() ? Json() : std::move(values_.front()); }

  bool null() { return add(nullptr); }
  bool boolean(bool value) { return add(value); }
  bool number_integer(number_integer_t value) { return add(value); }
  bool number_unsigned(number_unsigned_t value) { return add(value); }
  bool number_float(number_float_t value, const string_t&) { return add(value); }
  bool string(string_t& value) { return add(std::move(value)); }
  bool binary(binary_t&) { return refuse("not valid JSON"); }
  bool start_object(std::size_t) { return open(); }
  bool start_array(std::size_t) { return open(); }
  bool key(string_t& name) {
    ++event;
    if (keys_.size() - open_.back().keys >= limits_.members) {
      return refuse("一个对象的成员太多 more than " + std::to_string(limits_.members) +
                    " members in one object");
    }
    keys_.push_back(std::move(name));
    return true;
  }
  bool end_array() {
    ++event;
    const auto begin = values_.begin() + static_cast<std::ptrdiff_t>(open_.back().values);
    Json::array_t items(std::make_move_iterator(begin), std::make_move_iterator(values_.end()));
    close(std::move(items));
    return true;
  }
  bool end_object() {
    ++event;
    const Open at = open_.back();
    if (const std::string* again = repeated(at.keys)) {
      is_twice = true;
      twice = *again;
      event = at.event;
      return refuse("the key \"" + again->substr(0, 80) + "\" is given twice");
    }
    Json::object_t object;
    object.reserve(keys_.size() - at.keys);
    for (std::size_t k = at.keys; k < keys_.size(); ++k) {
      static_cast<Json::object_t::Container&>(object).emplace_back(
          std::move(keys_[k]), std::move(values_[at.values + k - at.keys]));
    }
    keys_.resize(at.keys);
    close(std::move(object));
    return true;
  }
  bool parse_error(std::size_t at, const std::string& token, const Json::exception& error) {
    const bool range = dynamic_cast<const Json::out_of_range*>(&error) != nullptr;
    byte = at;
    log = std::string(error.what()).substr(0, 500);
    return refuse(range ? "the number " + token.substr(0, 40) + " is too large" : "not valid JSON");
  }

 private:
  struct Open {
    std::size_t keys, values;  ///< how many there were before it
    std::size_t event;
  };

  bool refuse(std::string what, ErrorCode why = ErrorCode::bad_input) {
    fault = std::move(what);
    code = why;
    return false;
  }
  template <class Value>
  bool add(Value&& value) {
    ++event;
    if (!counted()) return false;
    values_.emplace_back(std::forward<Value>(value));
    return true;
  }
  bool open() {
    ++event;
    if (!counted()) return false;
    if (open_.size() >= limits_.depth) {
      return refuse("嵌套太深 nested deeper than " + std::to_string(limits_.depth) + " levels");
    }
    open_.push_back({keys_.size(), values_.size(), event});
    return true;
  }
  bool counted() {
    if (++count_ <= limits_.values) return true;
    return refuse("数据太多 more than " + std::to_string(limits_.values) + " values",
                  ErrorCode::too_large);
  }
  template <class Whole>
  void close(Whole&& whole) {
    values_.resize(open_.back().values);
    open_.pop_back();
    values_.emplace_back(std::forward<Whole>(whole));
  }
  /// Sorted, not hashed: keys of equal hash are easily made.
  const std::string* repeated(std::size_t first) {
    const std::size_t count = keys_.size() - first;
    if (count < 2) return nullptr;
    sorted_.clear();
    for (std::size_t k = first; k < keys_.size(); ++k) sorted_.push_back(&keys_[k]);
    const auto less = [](const std::string* a, const std::string* b) { return *a < *b; };
    std::sort(sorted_.begin(), sorted_.end(), less);
    const auto same = [](const std::string* a, const std::string* b) { return *a == *b; };
    const auto pair = std::adjacent_find(sorted_.begin(), sorted_.end(), same);
    return pair == sorted_.end() ? nullptr : *pair;
  }

  const JsonLimits& limits_;
  std::vector<Open> open_;
  std::vector<std::string> keys_;  ///< of all objects that are open
  std::vector<Json> values_;       ///< of all that is open
  std::vector<const std::string*> sorted_;
  std::size_t count_ = 0;
};

/// Tells how far the reader has come.
struct CountingIterator {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;
  const char* at;
  std::size_t* read;

  reference operator*() const { return *at; }
  CountingIterator& operator++() {
    ++at;
    ++*read;
    return *this;
  }
  CountingIterator operator++(int) {
    const CountingIterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const CountingIterator& a, const CountingIterator& b) {
    return a.at == b.at;
  }
};

/// A second reading, to find the place of a fault: the library tells no positions. It ends at the
/// event of that number, or at the second `key` of the object which that event opens.
class Finder {
 public:
  using number_integer_t = Json::number_integer_t;
  using number_unsigned_t = Json::number_unsigned_t;
  using number_float_t = Json::number_float_t;
  using string_t = Json::string_t;
  using binary_t = Json::binary_t;

  explicit Finder(const Builder& found)
      : event_(found.event), key_(found.twice), twice_(found.is_twice) {}

  bool null() { return next(); }
  bool boolean(bool) { return next(); }
  bool number_integer(number_integer_t) { return next(); }
  bool number_unsigned(number_unsigned_t) { return next(); }
  bool number_float(number_float_t, const string_t&) { return next(); }
  bool string(string_t&) { return next(); }
  bool binary(binary_t&) { return false; }
  bool start_array(std::size_t) { return opened(); }
  bool start_object(std::size_t) { return opened(); }
  bool end_array() { return closed(); }
  bool end_object() { return closed(); }
  bool key(string_t& name) {
    if (inside_ == 1 && name == key_ && ++seen_ == 2) return false;
    return next();
  }
  bool parse_error(std::size_t, const std::string&, const Json::exception&) { return false; }

 private:
  bool next() { return ++now_ != event_ || twice_; }
  bool opened() {
    const bool on = next();
    if (inside_ > 0 || (twice_ && now_ == event_)) ++inside_;
    return on;
  }
  bool closed() {
    if (inside_ > 0) --inside_;
    return next();
  }

  const std::size_t event_;
  const std::string& key_;
  const bool twice_;
  std::size_t now_ = 0;
  std::size_t inside_ = 0;  ///< levels, from the object of the event on
  int seen_ = 0;
};

std::size_t byte_of(const Builder& found, std::string_view text) {
  if (found.byte != 0 || found.event == 0) return found.byte;
  std::size_t read = 0;
  Finder finder(found);
  Json::sax_parse(CountingIterator{text.data(), &read},
                  CountingIterator{text.data() + text.size(), &read}, &finder);
  return read;
}

}  // namespace

Json parse_json(std::string_view text, std::string_view source, const JsonLimits& limits) {
  Builder builder(limits);
  Json::sax_parse(text.begin(), text.end(), &builder);
  if (builder.fault.empty()) return builder.take();
  throw Error(builder.code,
              std::string(source) + ": " + line_and_column(text, byte_of(builder, text)) + ": " +
                  builder.fault,
              builder.log);
}

Json parse_json(std::string_view text, std::string_view source) {
  return parse_json(text, source, JsonLimits{});
}

void append_member(Json& object, std::string key, Json value) {
  auto& members = object.get_ref<Json::object_t&>();
  static_cast<Json::object_t::Container&>(members).emplace_back(std::move(key), std::move(value));
}

Json read_json_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(ErrorCode::not_found, path + ": cannot be opened");
  std::string text;
  for (std::vector<char> block(std::size_t{1} << 16); file;) {
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    text.append(block.data(), static_cast<std::size_t>(file.gcount()));
    if (text.size() > most_file_bytes) {
      throw Error(ErrorCode::too_large, path + ": 文件太大 larger than 1 GiB");
    }
  }
  return parse_json(text, path);
}

}  // namespace jintu

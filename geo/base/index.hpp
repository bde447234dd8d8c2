// Positions in lists that do not convert into one another: a demand point's is no candidate's.
#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <type_traits>
#include <utility>
#include <vector>

namespace jintu {

/// A position from 0 in lists of one kind of thing; −1 is none. Made of a number only by its name,
/// never of another kind's; read as a number wherever an offset or a count is asked for. As large
/// and as fast as the number. (As OSRM's Alias, which needs a cast to be read, too.)
template <class Tag>
class TypedIndex {
 public:
  constexpr TypedIndex() = default;
  template <std::integral Number>
  constexpr explicit TypedIndex(Number number) : number_(static_cast<std::int32_t>(number)) {}

  static constexpr TypedIndex none() { return TypedIndex(-1); }

  constexpr operator std::int32_t() const { return number_; }
  constexpr std::int32_t number() const { return number_; }

  constexpr TypedIndex& operator++() {
    ++number_;
    return *this;
  }
  constexpr TypedIndex operator++(int) { return TypedIndex(number_++); }

  friend constexpr auto operator<=>(TypedIndex, TypedIndex) = default;

  /// JSON knows it as the number.
  template <class Json>
  friend void to_json(Json& json, TypedIndex index) {
    json = index.number_;
  }
  template <class Json>
  friend void from_json(const Json& json, TypedIndex& index) {
    index.number_ = json.template get<std::int32_t>();
  }

 private:
  std::int32_t number_ = 0;
};

/// Which of two things of different kinds comes first is no question.
template <class A, class B>
requires(!std::is_same_v<A, B>) bool operator==(TypedIndex<A>, TypedIndex<B>) = delete;
template <class A, class B>
requires(!std::is_same_v<A, B>) std::strong_ordering operator<=>(TypedIndex<A>,
                                                                 TypedIndex<B>) = delete;

template <class T>
inline constexpr bool is_typed_index = false;
template <class Tag>
inline constexpr bool is_typed_index<TypedIndex<Tag>> = true;

/// 0 to count − 1, for loops.
template <class I>
class IndexRange {
 public:
  class iterator {
   public:
    using value_type = I;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    constexpr explicit iterator(I at = I{}) : at_(at) {}
    constexpr I operator*() const { return at_; }
    constexpr iterator& operator++() {
      ++at_;
      return *this;
    }
    constexpr iterator operator++(int) { return iterator(at_++); }
    friend constexpr bool operator==(iterator, iterator) = default;

   private:
    I at_;
  };

  template <std::integral Count>
  constexpr explicit IndexRange(Count count) : end_(count) {
    if (end_ < I{}) end_ = I{};
  }
  constexpr iterator begin() const { return iterator(I{}); }
  constexpr iterator end() const { return iterator(end_); }

 private:
  I end_;
};

template <class I, std::integral Count>
constexpr IndexRange<I> each(Count count) {
  return IndexRange<I>(count);
}

/// A value of each thing of one kind: a vector that another kind's index does not open.
template <class I, class T>
class IndexedVector : public std::vector<T> {
 public:
  using Base = std::vector<T>;
  using Base::Base;
  IndexedVector() = default;
  IndexedVector(Base values) : Base(std::move(values)) {}

  decltype(auto) operator[](I at) {
    return Base::operator[](static_cast<std::size_t>(at.number()));
  }
  decltype(auto) operator[](I at) const {
    return Base::operator[](static_cast<std::size_t>(at.number()));
  }

  /// Its positions.
  IndexRange<I> indices() const { return IndexRange<I>(this->size()); }
};

}  // namespace jintu

template <class Tag>
struct std::hash<jintu::TypedIndex<Tag>> {
  std::size_t operator()(jintu::TypedIndex<Tag> index) const noexcept {
    return std::hash<std::int32_t>{}(index.number());
  }
};

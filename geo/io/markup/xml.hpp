// Internal to geo/io: XML read piece by piece, in bounded memory, without document types.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jintu::io {

using XmlAttributes = std::vector<std::pair<std::string_view, std::string_view>>;

/// The part of a name after its prefix: "kml:Point" is "Point".
std::string_view local_name(std::string_view name);

/// The value of an attribute, found by its local name; empty when absent.
std::string_view attribute(const XmlAttributes& attributes, std::string_view name);

/// What is called while XML is read. Names are local names. May throw; it passes through `feed`.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void open(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual void close(std::string_view name) = 0;
  /// Called any number of times within one element.
  virtual void text(std::string_view piece) = 0;
};

/// Reads one document. Bytes that the declaration says to be in another encoding than UTF-8 (GBK,
/// GB2312, Big5 …) are decoded by iconv. Throws Error{bad_input} naming `source` and the line: not
/// well-formed, cut short, a DTD, an unknown encoding; Error{too_large} when deeper than `depth`.
class XmlReader {
 public:
  /// `encoding`: overrides the declaration; empty: as it says.
  XmlReader(std::string source, XmlHandler& handler, int depth, const std::string& encoding = "");
  ~XmlReader();
  XmlReader(const XmlReader&) = delete;
  XmlReader& operator=(const XmlReader&) = delete;

  void feed(std::string_view bytes);
  void finish();
  /// 1-based; of what is being handled.
  std::uint64_t line() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The encoding that the declaration `<?xml … encoding="…"?>` at the start of `head` names; empty
/// when it names none.
std::string declared_encoding(std::string_view head);

}  // namespace jintu::io

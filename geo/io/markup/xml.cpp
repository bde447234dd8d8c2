#include "geo/io/markup/xml.hpp"

#include <expat.h>

#include <exception>
#include <new>
#include <optional>

#include "geo/base/error.hpp"
#include "geo/io/text.hpp"
#include "geo/io/text_decoder.hpp"

namespace jintu::io {

std::string_view local_name(std::string_view name) {
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string_view attribute(const XmlAttributes& attributes, std::string_view name) {
  for (const auto& [key, value] : attributes)
    if (local_name(key) == name) return value;
  return {};
}

std::string declared_encoding(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  const auto end = head.find("?>");
  if (!head.starts_with("<?xml") || end == std::string_view::npos) return {};
  head = head.substr(0, end);
  const auto at = head.find("encoding");
  const auto open = at == std::string_view::npos ? at : head.find_first_of("\"'", at);
  if (open == std::string_view::npos) return {};
  const auto close = head.find(head[open], open + 1);
  if (close == std::string_view::npos) return {};
  return std::string(trimmed(head.substr(open + 1, close - open - 1)));
}

struct XmlReader::Impl {
  std::string source;
  XmlHandler& handler;
  int most_depth;
  std::string encoding;
  int depth = 0;
  XML_Parser parser = nullptr;
  std::optional<TextDecoder> decoder;
  std::string head;  // until the declaration is known
  bool begun = false;
  XmlAttributes attributes;
  std::exception_ptr thrown;

  Impl(std::string source_, XmlHandler& handler_, int depth_, std::string encoding_)
      : source(std::move(source_)),
        handler(handler_),
        most_depth(depth_),
        encoding(std::move(encoding_)) {}
  ~Impl() {
    if (parser) XML_ParserFree(parser);
  }

  [[noreturn]] void fail(const std::string& what, ErrorCode code = ErrorCode::bad_input) const {
    const auto line = parser ? XML_GetCurrentLineNumber(parser) : 1;
    throw Error(code, source + ": line " + std::to_string(line) + ": " + what);
  }

  /// expat is C: what is thrown waits until it has returned.
  template <class Work>
  void guarded(Work work) {
    if (thrown) return;
    try {
      work();
    } catch (...) {
      thrown = std::current_exception();
      XML_StopParser(parser, XML_FALSE);
    }
  }

  static Impl& of(void* self) { return *static_cast<Impl*>(self); }

  static void XMLCALL on_open(void* self, const XML_Char* name, const XML_Char** given) {
    Impl& impl = of(self);
    impl.guarded([&] {
      if (++impl.depth > impl.most_depth)
        impl.fail("嵌套太深 nested deeper than " + std::to_string(impl.most_depth) + " levels",
                  ErrorCode::too_large);
      impl.attributes.clear();
      for (; *given; given += 2) impl.attributes.emplace_back(given[0], given[1]);
      impl.handler.open(local_name(name), impl.attributes);
    });
  }
  static void XMLCALL on_close(void* self, const XML_Char* name) {
    Impl& impl = of(self);
    --impl.depth;
    impl.guarded([&] { impl.handler.close(local_name(name)); });
  }
  static void XMLCALL on_text(void* self, const XML_Char* text, int length) {
    Impl& impl = of(self);
    impl.guarded(
        [&] { impl.handler.text(std::string_view(text, static_cast<std::size_t>(length))); });
  }
  static void XMLCALL on_doctype(void* self, const XML_Char*, const XML_Char*, const XML_Char*,
                                 int) {
    Impl& impl = of(self);
    impl.guarded([&] { impl.fail("不允许 DTD: document type declarations are not accepted"); });
  }

  void begin() {
    begun = true;
    std::string name = encoding.empty() ? declared_encoding(head) : encoding;
    const std::string lower = lower_ascii(name);
    const bool utf16 = head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF");
    const bool own = lower.empty() || lower == "utf-8" || lower == "utf8" || lower == "us-ascii" ||
                     lower == "ascii" || lower.starts_with("utf-16");
    if (!own && !utf16) {
      const auto known = encoding_named(name);
      if (!known) fail("不认识的文字编码 unknown text encoding \"" + name.substr(0, 40) + "\"");
      decoder.emplace(*known);
    }
    parser = XML_ParserCreate(utf16 ? "UTF-16" : "UTF-8");
    if (!parser) throw std::bad_alloc();
    XML_SetUserData(parser, this);
    XML_SetElementHandler(parser, on_open, on_close);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    const std::string first = std::move(head);
    head.clear();
    decoded(first, false);
  }

  void decoded(std::string_view bytes, bool last) {
    if (!decoder) return parse(bytes, last);
    std::string text;
    if (!decoder->add(bytes, text) || (last && !decoder->at_end()))
      fail("文字不合编码 text does not fit the encoding " + decoder->encoding());
    parse(text, last);
  }

  void parse(std::string_view text, bool last) {
    constexpr std::size_t kPiece = 1 << 20;
    do {
      const auto piece = text.substr(0, kPiece);
      text.remove_prefix(piece.size());
      const bool end = last && text.empty();
      const auto status =
          XML_Parse(parser, piece.data(), static_cast<int>(piece.size()), end ? 1 : 0);
      if (thrown) std::rethrow_exception(std::exchange(thrown, nullptr));
      if (status == XML_STATUS_OK) continue;
      switch (XML_GetErrorCode(parser)) {
        case XML_ERROR_NO_ELEMENTS:
        case XML_ERROR_UNCLOSED_TOKEN:
        case XML_ERROR_UNCLOSED_CDATA_SECTION:
        case XML_ERROR_PARTIAL_CHAR:
          fail("文件不完整 the file ends in the middle (truncated?)");
        default:
          fail(std::string("不是合法的 XML not well-formed XML: ") +
               XML_ErrorString(XML_GetErrorCode(parser)));
      }
    } while (!text.empty());
  }
};

XmlReader::XmlReader(std::string source, XmlHandler& handler, int depth,
                     const std::string& encoding)
    : impl_(std::make_unique<Impl>(std::move(source), handler, depth, encoding)) {}
XmlReader::~XmlReader() = default;

void XmlReader::feed(std::string_view bytes) {
  if (impl_->begun) return impl_->decoded(bytes, false);
  impl_->head += bytes;
  constexpr std::size_t kDeclaration = 512;
  if (impl_->head.size() >= kDeclaration || impl_->head.find("?>") != std::string::npos)
    impl_->begin();
}

void XmlReader::finish() {
  if (!impl_->begun) impl_->begin();
  impl_->decoded({}, true);
}

std::uint64_t XmlReader::line() const {
  return impl_->parser ? XML_GetCurrentLineNumber(impl_->parser) : 1;
}

}  // namespace jintu::io

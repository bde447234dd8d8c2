#include "geo/io/text_decoder.hpp"

#include <iconv.h>

#include <array>
#include <cerrno>

#include "geo/base/error.hpp"
#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

/// Code pages that Windows and ESRI number, by what iconv calls them.
constexpr std::array kCodePages{
    std::pair{"936", "GB18030"},   std::pair{"54936", "GB18030"}, std::pair{"20936", "GB18030"},
    std::pair{"52936", "HZ"},      std::pair{"950", "CP950"},     std::pair{"932", "CP932"},
    std::pair{"949", "CP949"},     std::pair{"1361", "JOHAB"},    std::pair{"65001", "UTF-8"},
    std::pair{"1200", "UTF-16LE"}, std::pair{"1201", "UTF-16BE"}, std::pair{"20127", "ASCII"},
    std::pair{"20932", "EUC-JP"},  std::pair{"51932", "EUC-JP"},  std::pair{"51949", "EUC-KR"},
    std::pair{"20866", "KOI8-R"},  std::pair{"21866", "KOI8-U"},  std::pair{"10000", "MACINTOSH"},
    std::pair{"1004", "CP1252"}};

/// Names without separators, in small letters, that iconv lacks or reads too narrowly.
constexpr std::array kNames{std::pair{"gb2312", "GB18030"},  std::pair{"gb231280", "GB18030"},
                            std::pair{"gbk", "GB18030"},     std::pair{"xgbk", "GB18030"},
                            std::pair{"euccn", "GB18030"},   std::pair{"csgb2312", "GB18030"},
                            std::pair{"chinese", "GB18030"}, std::pair{"gb", "GB18030"},
                            std::pair{"gb18030", "GB18030"}, std::pair{"utf8", "UTF-8"},
                            std::pair{"unicode", "UTF-8"},   std::pair{"utf8bom", "UTF-8"},
                            std::pair{"utf8sig", "UTF-8"},   std::pair{"big5", "CP950"},
                            std::pair{"xbig5", "CP950"},     std::pair{"shiftjis", "CP932"},
                            std::pair{"sjis", "CP932"},      std::pair{"latin1", "ISO-8859-1"},
                            std::pair{"usascii", "ASCII"},   std::pair{"ascii", "ASCII"}};

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<std::string> of_code_page(const std::string& digits) {
  for (const auto& [number, name] : kCodePages)
    if (digits == number) return name;
  // ESRI writes 88591 and 885915 for ISO 8859-1 and 8859-15.
  if (digits.starts_with("8859") && digits.size() > 4 && digits.size() < 7)
    return "ISO-8859-" + digits.substr(4);
  if (digits.starts_with("2859") && digits.size() == 5) return "ISO-8859-" + digits.substr(4);
  const std::string name = "CP" + digits;
  return is_encoding(name) ? std::optional(name) : std::nullopt;
}

}  // namespace

std::optional<std::string> encoding_named(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::string word;
  for (const char c : lower_ascii(text.substr(0, 100)))
    if (c > ' ' && c != '-' && c != '_' && c != '.' && c != ':' && c != '"' && c != '\'') word += c;
  if (word.empty()) return std::nullopt;
  if (word == "oem" || word == "ansi") return "GB18030";  // of the machine it was written on: ours
  for (const auto& [name, known] : kNames)
    if (word == name) return known;
  for (const std::string_view before :
       {"", "ansi", "windows", "cp", "oem", "ms", "ibm", "codepage", "xcp", "win", "dos", "iso"})
    if (word.starts_with(before) && all_digits(std::string_view(word).substr(before.size())))
      if (auto name = of_code_page(word.substr(before.size()))) return name;
  const std::string as_written(trimmed(text));
  if (is_encoding(as_written)) return as_written;
  return is_encoding(word) ? std::optional(word) : std::nullopt;
}

struct TextDecoder::Impl {
  std::string encoding;
  iconv_t handle;
  std::string waiting;  // the first bytes of a character

  explicit Impl(const std::string& name)
      : encoding(name), handle(iconv_open("UTF-8", name.c_str())) {
    if (handle == reinterpret_cast<iconv_t>(-1))
      throw Error(ErrorCode::bad_input, "不认识的文字编码 unknown text encoding: " + name);
  }
  ~Impl() { iconv_close(handle); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
};

TextDecoder::TextDecoder(const std::string& encoding) : impl_(std::make_unique<Impl>(encoding)) {}
TextDecoder::~TextDecoder() = default;
TextDecoder::TextDecoder(TextDecoder&&) noexcept = default;
TextDecoder& TextDecoder::operator=(TextDecoder&&) noexcept = default;

bool TextDecoder::add(std::string_view bytes, std::string& out) {
  std::string joined;
  if (!impl_->waiting.empty()) {
    joined = std::move(impl_->waiting);
    joined += bytes;
    bytes = joined;
    impl_->waiting.clear();
  }
  std::array<char, 16384> buffer;
  auto* in = const_cast<char*>(bytes.data());  // iconv's signature; it does not write there
  std::size_t in_left = bytes.size();
  while (in_left > 0) {
    char* to = buffer.data();
    std::size_t to_left = buffer.size();
    const bool stopped =
        iconv(impl_->handle, &in, &in_left, &to, &to_left) == static_cast<std::size_t>(-1);
    const int why = errno;
    out.append(buffer.data(), buffer.size() - to_left);
    if (!stopped || why == E2BIG) continue;
    if (why != EINVAL || in_left > 8) return false;
    impl_->waiting.assign(in, in_left);
    return true;
  }
  return true;
}

bool TextDecoder::at_end() const { return impl_->waiting.empty(); }
const std::string& TextDecoder::encoding() const { return impl_->encoding; }

}  // namespace jintu::io

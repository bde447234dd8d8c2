// What pages made on the server share.
#pragma once

#include <string>
#include <string_view>

namespace jintu::html {

/// The text with the five characters that mean something in HTML and XML as references: fit for
/// content and for quoted attributes.
std::string escaped(std::string_view text);

}  // namespace jintu::html

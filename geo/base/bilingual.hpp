// The two halves of a text for people, "subject: 中文 English: data".
#pragma once

#include <string>
#include <string_view>

namespace jintu {

struct Bilingual {
  std::string zh, en;
};

/// Each half with the subject and the data; the whole text twice where the halves cannot be told
/// apart.
Bilingual bilingual(std::string_view text);

}  // namespace jintu

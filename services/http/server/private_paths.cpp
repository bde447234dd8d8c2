#include "services/http/server/private_paths.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace jintu::http {

namespace fs = std::filesystem;

namespace {

bool ends_a_path(char c) {
  return c == '"' || c == '\'' || c == ' ' || c == ':' || c == ';' || c == ',' || c == ')' ||
         c == ']' || c == '\\' || static_cast<unsigned char>(c) >= 0x80;
}

bool may_stand_before(char c) {
  return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '-' || c == '_' || c == '.');
}

}  // namespace

PrivatePaths::PrivatePaths(const std::vector<std::string>& folders) {
  for (const std::string& folder : folders) {
    if (folder.empty()) continue;
    std::error_code ignored;
    for (const fs::path& form :
         {fs::path(folder), fs::absolute(folder, ignored), fs::weakly_canonical(folder, ignored)}) {
      std::string text = form.lexically_normal().string();
      while (text.size() > 1 && text.ends_with('/')) text.pop_back();
      if (text.size() > 1) folders_.push_back(std::move(text));  // not "/" and not "."
      if (form.string().size() > 1) folders_.push_back(form.string());
    }
  }
  std::sort(folders_.begin(), folders_.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  folders_.erase(std::unique(folders_.begin(), folders_.end()), folders_.end());
}

std::string PrivatePaths::removed_from(std::string text) const {
  for (const std::string& folder : folders_) {
    for (std::size_t at = 0; (at = text.find(folder, at)) != std::string::npos;) {
      if (at > 0 && !may_stand_before(text[at - 1])) {
        at += folder.size();
        continue;
      }
      std::size_t end = at + folder.size();
      const bool whole = end == text.size() || text[end] == '/' || ends_a_path(text[end]);
      if (!whole) {
        at = end;
        continue;
      }
      while (end < text.size() && !ends_a_path(text[end])) ++end;
      const std::string path = text.substr(at, end - at);
      const std::string name = path.substr(path.rfind('/') + 1);
      const std::string shown = path.size() > folder.size() && !name.empty() ? name : "…";
      text.replace(at, end - at, shown);
      at += shown.size();
    }
  }
  return text;
}

}  // namespace jintu::http

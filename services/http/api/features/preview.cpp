// A file with boundaries, looked at before one of them is drafted. Nothing is written.
#include "services/uploads/preview.hpp"

#include "services/http/api/features/edit_api.hpp"
#include "services/http/api/frame/json_answers.hpp"

namespace jintu::http {

Response EditApi::previewed(const Call& call) {
  const Query query(call.request().query, {"name", "crs", "layer"});
  const auto text = [&](std::string_view name) {
    const std::string* value = query.find(name);
    return value ? value->substr(0, 4000) : std::string();
  };
  const uploads::UploadAsk ask{text("name"), text("crs"), text("layer")};
  if (ask.name.empty())
    throw Error(ErrorCode::bad_input,
                "name: 缺少文件名 expected the file's name, which tells its format");
  if (ask.crs.starts_with('@'))
    throw Error(ErrorCode::bad_input,
                "crs: 不接受服务器上的文件 files of the server cannot be named over HTTP");
  return uncached(200, uploads::previewed(call.exchange->body, ask, call.progress));
}

}  // namespace jintu::http

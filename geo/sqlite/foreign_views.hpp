// A file of somebody else, looked into before it is handed to a library that has no limits.
#pragma once

#include <string>

namespace jintu::sqlite {

/// Reads every view once with a budget of steps: GDAL reads views as layers, and has no limit for
/// one that never ends. Throws Error{bad_input} that names the view; and when a table that the
/// standard prescribes is a view.
void check_views(const std::string& path);

}  // namespace jintu::sqlite

// An address as a QR code.
#pragma once

#include <string>

#include "services/drawing/picture.hpp"

namespace jintu::posters {

/// Black modules on white, with the quiet margin of four modules that readers need, within `area`,
/// a square. Nothing is drawn where the address is too long for one.
void draw_qr(drawing::Picture& picture, const std::string& address, const drawing::Rectangle& area);

}  // namespace jintu::posters

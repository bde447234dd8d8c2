#include "services/posters/qr.hpp"

#include <qrcodegen/QrCode.hpp>

namespace jintu::posters {

using drawing::Colour;
using drawing::Outline;
using drawing::Shape;

void draw_qr(drawing::Picture& picture, const std::string& address,
             const drawing::Rectangle& area) {
  constexpr int margin = 4;
  try {
    const auto code =
        qrcodegen::QrCode::encodeText(address.c_str(), qrcodegen::QrCode::Ecc::MEDIUM);
    const double module = area.width / (code.getSize() + 2 * margin);
    Outline black;
    // Runs of a row as one: between two rectangles that touch readers see a hairline.
    for (int y = 0; y < code.getSize(); ++y)
      for (int x = 0; x < code.getSize(); ++x) {
        int end = x;
        while (end < code.getSize() && code.getModule(end, y)) ++end;
        if (end > x)
          black.rectangle({area.x + (x + margin) * module, area.y + (y + margin) * module,
                           (end - x) * module, module * 1.02});
        x = end;
      }
    Outline white;
    white.rectangle(area, module * 2);
    Shape ground, modules;
    ground.outline = std::move(white);
    ground.fill = Colour::of(0xffffff);
    modules.outline = std::move(black);
    modules.fill = Colour::of(0x000000);
    picture.add(std::move(ground)).add(std::move(modules));
  } catch (const qrcodegen::data_too_long&) {
  }
}

}  // namespace jintu::posters

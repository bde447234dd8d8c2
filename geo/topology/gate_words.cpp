#include "geo/topology/gate_words.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace jintu::topology {

namespace {

struct Words {
  std::string_view code, zh, en;
};

/// Faults of rings.
constexpr std::array<Words, 14> of_rings{{
    {"self_intersection", "边界自相交", "the border crosses itself"},
    {"ring_self_intersection", "边界在一点上与自身相接", "the border touches itself at a point"},
    {"unclosed_ring", "边界未闭合：末点不是首点",
     "the border is not closed: its last point is not its first"},
    {"too_few_points", "边界少于三个不同的点", "the border has fewer than three distinct points"},
    {"hole_outside", "洞在外边界之外", "a hole lies outside its area"},
    {"nested_holes", "洞中套洞", "a hole lies within another"},
    {"nested_shells", "一部分在另一部分之内", "a part lies within another part"},
    {"duplicate_rings", "同一个环出现两次", "a ring stands twice"},
    {"disconnected_interior", "洞把内部隔成几块", "holes cut the inside into pieces"},
    {"too_intricate", "形状过于复杂，无法及时检查",
     "the shape is too intricate to be checked in time"},
    {"out_of_range", "坐标不是数，或超出经度 ±180、纬度 ±90",
     "a coordinate is no number, or not in longitude ±180, latitude ±90"},
    {"empty", "没有面", "there is no area"},
    {"spike", "尖刺：边界出去又几乎原路返回",
     "a spike: the border goes out and comes back on nearly the same way"},
    {"invalid", "面无效", "the area is invalid"},
}};

std::string quoted_zh(const std::string& key) { return "“" + key + "”"; }
std::string quoted_en(const std::string& key) { return "\"" + key + "\""; }

}  // namespace

std::string size_text(double measure, std::string_view unit) {
  char text[48];
  const int decimals = measure >= 100 ? 0 : measure >= 1 ? 1 : 2;
  std::snprintf(text, sizeof text, "%.*f %.*s", decimals, measure, static_cast<int>(unit.size()),
                unit.data());
  return text;
}

void say(Fault& fault, double share) {
  const std::string size = fault.measure ? size_text(*fault.measure, fault.unit) : "";
  const std::string zh = quoted_zh(fault.other), en = quoted_en(fault.other);
  if (fault.code == code::overlap) {
    fault.zh = "与" + zh + "重叠（" + size + "）";
    fault.en = "overlaps " + en + " by " + size;
  } else if (fault.code == code::gap && fault.severity == Severity::ask) {
    fault.zh = "与" + zh + "不再相接，空出 " + size + "，请说明原因";
    fault.en = "no longer borders on " + en + ": " + size + " belong to nobody; say why";
  } else if (fault.code == code::gap) {
    fault.zh = "与" + zh + "的共用边界只移动了一侧，空出 " + size;
    fault.en =
        "the border shared with " + en + " moved on one side only: " + size + " belong to nobody";
  } else if (fault.code == code::sliver) {
    fault.zh = "与" + zh + "的边界几乎重合，之间留下 " + size + " 宽的缝";
    fault.en = "the border nearly meets that of " + en + ": a strip " + size + " wide is between";
  } else if (fault.code == code::outside_district) {
    fault.zh = "超出所在区的边界（" + size + "）";
    fault.en = "reaches beyond its district by " + size;
    if (fault.severity == Severity::ask) {
      fault.zh += "；区界仅为示意，请说明原因";
      fault.en += "; the district's outline is indicative, so say why";
    }
  } else if (fault.code == code::area_change) {
    char percent[32];
    std::snprintf(percent, sizeof percent, "%+.0f %%", share * 100);
    fault.zh = std::string("面积变化 ") + percent + "（" + size + "），请说明原因";
    fault.en = std::string("the area changes by ") + percent + " (" + size + "); say why";
  } else {
    const Words* words = &of_rings.back();
    for (const Words& known : of_rings)
      if (known.code == fault.code) words = &known;
    fault.zh = words->zh;
    fault.en = words->en;
    if (!size.empty()) {
      fault.zh += "（" + size + "）";
      fault.en += " (" + size + ")";
    }
  }
  if (fault.before) {
    fault.zh = "原有问题：" + fault.zh;
    fault.en = "was so before: " + fault.en;
  }
}

}  // namespace jintu::topology

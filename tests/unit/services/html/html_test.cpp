#include "services/html/html.hpp"

#include <catch2/catch.hpp>

using namespace jintu::html;

TEST_CASE("text stands in markup as its readers see it, whatever it holds") {
  CHECK(text("津湾 <script>alert('1')</script> & \"co\"").str() ==
        "津湾 &lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;co&quot;");
  CHECK(text(std::string("a\0b\x1b", 4)).str() == "ab");
  CHECK(raw("<b>").str() == "<b>");
}

TEST_CASE("values of attributes are escaped, left out without one, and bare when empty") {
  const Html link = element("a", {{"href", "/?q=\"><i>"}, {"hidden", ""}, {"rel", std::nullopt}},
                            {text("a<b"), raw("!")});
  CHECK(link.str() == "<a href=\"/?q=&quot;&gt;&lt;i&gt;\" hidden>a&lt;b!</a>");
  CHECK(element("input", {{"name", "q"}}).str() == "<input name=\"q\">");
}

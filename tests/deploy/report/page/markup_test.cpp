#include "deploy/report/page/markup.hpp"

#include <doctest/doctest.h>

using namespace starling::deploy;

TEST_CASE("text is escaped for tags and for attributes") {
  CHECK(escaped("<a href=\"x\">'&'</a>") ==
        "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
  CHECK(svg_text(1, 2, "tick", "<b>") == "<text x=\"1\" y=\"2\" class=\"tick\">&lt;b&gt;</text>");
}

TEST_CASE("coordinates have at most one digit after the point") {
  CHECK(px(12) == "12");
  CHECK(px(12.34) == "12.3");
  CHECK(px(-0.01) == "0");
  CHECK(svg_line(0, 1.25, 2, 3, "grid") ==
        "<line x1=\"0\" y1=\"1.2\" x2=\"2\" y2=\"3\" class=\"grid\"/>");
  CHECK(svg_rect(0, 1, 2, 3.16, "bar") ==
        "<rect x=\"0\" y=\"1\" width=\"2\" height=\"3.2\" class=\"bar\"/>");
}

TEST_CASE("a figure escapes its words, and has a legend only beside a drawing") {
  CHECK(figure_block("a<b", "c&d", "<ul></ul>", "<svg></svg>", "tall") ==
        "<figure class=\"tall\"><figcaption><h2>a&lt;b</h2><p>c&amp;d</p></figcaption><ul></ul>"
        "<svg></svg></figure>\n");
  CHECK(figure_block("a", "b", "<ul></ul>", "<p>none</p>") ==
        "<figure><figcaption><h2>a</h2><p>b</p></figcaption><p>none</p></figure>\n");
}

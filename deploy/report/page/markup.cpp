#include "deploy/report/page/markup.hpp"

#include "deploy/report/figures.hpp"

namespace starling::deploy {

namespace {

std::string attribute(const char* name, std::string_view value) {
  return " " + std::string(name) + "=\"" + std::string(value) + "\"";
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string px(double value) {
  std::string text = fixed(value, 1);
  if (text.ends_with(".0")) text.erase(text.size() - 2);
  return text;
}

std::string svg_text(double x, double y, std::string_view css_class, std::string_view content) {
  return "<text" + attribute("x", px(x)) + attribute("y", px(y)) + attribute("class", css_class) +
         ">" + escaped(content) + "</text>";
}

std::string svg_line(double x1, double y1, double x2, double y2, std::string_view css_class) {
  return "<line" + attribute("x1", px(x1)) + attribute("y1", px(y1)) + attribute("x2", px(x2)) +
         attribute("y2", px(y2)) + attribute("class", css_class) + "/>";
}

std::string svg_rect(double x, double y, double width, double height, std::string_view css_class) {
  return "<rect" + attribute("x", px(x)) + attribute("y", px(y)) + attribute("width", px(width)) +
         attribute("height", px(height)) + attribute("class", css_class) + "/>";
}

std::string figure_block(const std::string& title, const std::string& sentence,
                         const std::string& legend, const std::string& drawing,
                         const std::string& css_class) {
  return "<figure" + (css_class.empty() ? "" : attribute("class", css_class)) +
         "><figcaption><h2>" + escaped(title) + "</h2><p>" + escaped(sentence) +
         "</p></figcaption>" + (drawing.starts_with("<svg") ? legend : "") + drawing +
         "</figure>\n";
}

}  // namespace starling::deploy

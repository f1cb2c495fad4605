#pragma once

#include <string>
#include <string_view>

/// The pieces of HTML and SVG that all drawings share.
namespace starling::deploy {

/// Text that is safe between tags and inside quoted attributes.
std::string escaped(std::string_view text);

/// A coordinate: at most one digit after the point.
std::string px(double value);

/// An SVG text element; `content` is escaped here.
std::string svg_text(double x, double y, std::string_view css_class, std::string_view content);
std::string svg_line(double x1, double y1, double x2, double y2, std::string_view css_class);
std::string svg_rect(double x, double y, double width, double height, std::string_view css_class);

/// A figure with its caption, both escaped here; the legend is left out where `drawing` is no SVG.
/// `css_class`: of the figure; may be empty.
std::string figure_block(const std::string& title, const std::string& sentence,
                         const std::string& legend, const std::string& drawing,
                         const std::string& css_class = "");

}  // namespace starling::deploy

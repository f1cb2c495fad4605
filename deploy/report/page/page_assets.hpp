#pragma once

#include <string_view>

/// What every report page carries with it, so that it needs no network.
namespace starling::deploy {

std::string_view page_style();   ///< CSS: light, dark, print.
std::string_view page_script();  ///< Figures under the pointer; the page is complete without it.

}  // namespace starling::deploy

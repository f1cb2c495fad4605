#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "messages/types/strong.hpp"

namespace starling::deploy {

/// A topology as SVG, and the sentence that goes with it.
struct topology_drawing {
  std::string svg;       ///< Empty where there is nothing to draw.
  std::string sentence;  ///< Plain text; says what was left out.
  bool wide = false;     ///< Needs the whole width of the page.
};

/// Peers on a circle, aggregators as a tree over the nodes; adversaries in their own tone. Above 64
/// nodes an even sample of 64 is drawn.
///
/// `description` is {"kind","nodes","aggregators","edges":[[a,b],…],"directed"}; anything else
/// gives a drawing without svg whose sentence says what is wrong.
topology_drawing draw_topology(std::string_view description,
                               const std::vector<messages::node_id>& adversaries);

}  // namespace starling::deploy

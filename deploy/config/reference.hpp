#pragma once

#include <string>

namespace starling::deploy {

/// docs/reference/swarm-file.md, from the table of keys.
std::string reference_markdown();

}  // namespace starling::deploy

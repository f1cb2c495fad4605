#pragma once

#include "messages/vocabulary/membership_messages.hpp"

namespace starling::actors {

/// Whether a message keeps to the limits of its type, whoever sent it: one that does not was made
/// by no honest member. Looks at its size and its numbers, at no signature.
bool within_limits(const messages::membership_message& what);

}  // namespace starling::actors

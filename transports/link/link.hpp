#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "messages/types/strong.hpp"
#include "messages/types/time.hpp"

namespace starling::transports {

/// One letter on its way.
struct passage {
  messages::node_id from;
  messages::node_id to;
  messages::byte_count size;  ///< As if encoded.
};

/// How an edge treats what it carries. Pure: the actor around it owns the time and the delivery.
class link {
 public:
  virtual ~link() = default;
  /// Overwrites `arrivals` with how long from now each copy of the letter takes; none: it is lost.
  /// `since_start`: how long the run has lasted.
  virtual void carry(const passage& letter, messages::duration since_start,
                     std::vector<messages::duration>& arrivals) = 0;
};

/// Makes the link in `slot` of member `from`; null means direct delivery.
using link_factory = std::function<std::unique_ptr<link>(messages::node_id from, std::size_t slot)>;

}  // namespace starling::transports

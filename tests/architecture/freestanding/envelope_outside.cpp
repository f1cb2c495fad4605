#include "messages/security/envelope/envelope_header.cpp"
#include "messages/security/replay_window.hpp"

// The outside of an envelope and the replay window as firmware compiles them; WRONG=1 needs a heap.

#if WRONG == 1
#include <vector>
#endif

using namespace starling::messages;

bool arrives(std::span<const std::byte> frame, replay_window& seen, std::span<std::byte> into);
bool arrives(std::span<const std::byte> frame, replay_window& seen, std::span<std::byte> into) {
#if WRONG == 1
  std::vector<std::byte> copy(frame.begin(), frame.end());
  frame = copy;
#endif
  const auto read = read_frame(frame);
  if (read.refused || !seen.accept(read.header.sequence.value)) return false;
  const auto state = seen.save();
  seen = replay_window::restored(state);
  return write_header(read.header, into).size() == read.header_bytes.size() &&
         read_header(read.header_bytes).has_value();
}

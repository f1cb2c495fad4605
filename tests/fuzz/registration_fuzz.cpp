#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "messages/security/registration.hpp"

using namespace starling::messages;

/// Any bytes are refused, or are the only ones that say what they say; whoever signed them for this
/// swarm holds the key that its id is the hash of.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto read = decode_registration(bytes);
  if (!read) return 0;
  if (size > registration_max || !std::ranges::equal(encode(*read), bytes)) std::abort();
  const bool sound = !check(*read, read->swarm);
  if (sound && !(read->id == peer_id_of(read->verification))) std::abort();
  return 0;
}

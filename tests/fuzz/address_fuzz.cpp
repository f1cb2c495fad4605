#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "actors/host/wire/address.hpp"

using namespace starling::actors;

/// Any text that a host says it listens at is refused with a sentence or is an address: a channel,
/// or a name and a port.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto at = parse_address(text);
  if (!at && at.error().empty()) std::abort();
  if (at && !at->channel && (at->host.empty() || text.find(at->host) == text.npos)) std::abort();
  const auto datagrams = parse_datagram_address(text);
  if (!datagrams && datagrams.error().empty()) std::abort();
  if (datagrams) static_cast<void>(dialable(*datagrams));
  return 0;
}

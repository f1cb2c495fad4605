#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "transports/channel/endpoint.hpp"

using namespace starling::transports;

/// Any text is refused with a sentence or means an endpoint whose text means the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto read = parse_endpoint({reinterpret_cast<const char*>(data), size});
  if (!read) {
    if (read.error().empty()) std::abort();
    return 0;
  }
  const auto text = to_string(*read);
  const auto again = parse_endpoint(text);
  if (!again || !(*again == *read) || to_string(*again) != text) std::abort();
  return 0;
}

#include <cstdint>
#include <cstdlib>

#include "tests/messages/compression/decompress_law.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  if (!starling::messages::testing::tensor_or_refusal(bytes)) std::abort();
  return 0;
}

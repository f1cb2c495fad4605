#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "transports/datagram/datagram_format.hpp"
#include "transports/datagram/datagram_gate.hpp"

using namespace starling::transports;

namespace {

void require(bool fine) {
  if (!fine) std::abort();
}

template <class Read>
void require_same(const datagram_head& head, const Read& read, std::span<const std::byte> bytes) {
  std::vector<std::byte> again;
  encode(head, read, again);
  require(std::ranges::equal(again, bytes));
}

}  // namespace

/// What is read as a datagram is written as the same bytes, and a stranger's never costs a longer
/// answer than itself or opens a session without a cookie.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const datagram_gate gate({1, 2, 3});
  const auto answer = gate.hear(bytes, {}, {});
  require(answer.reply.size() <= bytes.size() && !answer.granted);
  const auto d = decode_datagram(bytes);
  if (!d) {
    require(answer.refused && answer.reply.empty());
    return 0;
  }
  require_same(d->head, d->payload, bytes);
  if (const auto f = decode_fragment(*d)) require_same(d->head, *f, bytes);
  if (const auto a = decode_acknowledgement(*d)) require_same(d->head, *a, bytes);
  return 0;
}

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <variant>

#include "actors/host/bulk/bulk_receiver.hpp"
#include "actors/host/bulk/bulk_sender.hpp"
#include "actors/host/bulk/bulk_tensor.hpp"
#include "messages/codec/decode.hpp"
#include "tests/messages/codec/decode_law.hpp"

using namespace starling;

namespace {

void require(bool fine) {
  if (!fine) std::abort();
}

/// An outline is refused, or its letter comes when the last of its chunks does, or it asks for
/// them.
void gather(const messages::dispatch& said) {
  actors::bulk_receiver receiver(std::size_t{4} << 20U);
  if (const auto* piece = std::get_if<messages::chunk>(&said)) {
    const bool sound = !piece->bytes.empty() && piece->bytes.size() <= messages::chunk_max;
    require(!receiver.take(*piece).refused == sound);
  }
  const auto* outline = std::get_if<messages::outline>(&said);
  if (outline == nullptr) return;
  const auto taken = receiver.take(*outline);
  if (taken.refused) return require(receiver.missing().chunks.empty());
  require(taken.letters.empty() && !taken.missing.chunks.empty());
  for (const auto& name : taken.missing.chunks) {
    require(std::ranges::count(outline->chunks, name) > 0);
  }
}

/// Of what was never sent, nothing is answered.
void answer(const messages::dispatch& said) {
  const auto* wanted = std::get_if<messages::chunk_request>(&said);
  if (wanted == nullptr) return;
  require(actors::bulk_sender(1U << 20U).answer(*wanted).empty());
}

}  // namespace

/// Any bytes under a host's seal are a dispatch or a refusal, and a dispatch is taken or refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  require(messages::testing::value_or_refusal<messages::dispatch>(bytes));
  const auto said = messages::decode<messages::dispatch>(bytes);
  if (!said) return 0;
  gather(*said);
  answer(*said);
  return 0;
}

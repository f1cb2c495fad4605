#include <cstdint>
#include <cstdlib>
#include <span>
#include <variant>

#include "actors/host/wire/frame_queue.hpp"
#include "messages/codec/decode.hpp"
#include "tests/messages/codec/decode_law.hpp"

using namespace starling;

namespace {

constexpr std::size_t frame_max = 4096;

void require(bool fine) {
  if (!fine) std::abort();
}

/// A frame comes out only whole; after a refusal nothing of it is left.
void assemble(const messages::parcel& piece) {
  actors::frame_limits limits;
  limits.frame_max = frame_max;
  actors::frame_assembly assembly(limits);
  const auto first = assembly.add(piece);
  if (first && *first) require((*first)->size() == piece.frame_size);
  if (first && !*first) require(piece.bytes.size() < piece.frame_size);
  const auto whole = assembly.add({2, 0, {1, 2}});
  require(bool(whole) == (!first || first->has_value()));
}

}  // namespace

/// Any bytes in a frame of a channel are one of the three messages or a refusal.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  require(messages::testing::value_or_refusal<messages::host_frame>(bytes));
  const auto said = messages::decode<messages::host_frame>(bytes);
  if (!said) return 0;
  if (const auto* piece = std::get_if<messages::parcel>(&*said)) assemble(*piece);
  return 0;
}

#include "actors/host/bulk/unpacker.hpp"

#include <algorithm>

#include "messages/compression/compressed_head.hpp"

namespace starling::actors {

messages::result<messages::tensor, messages::compression_refusal> unpacker::unpack(
    const tensor_stream& stream, std::span<const std::byte> bytes, std::size_t elements,
    messages::precision of) {
  messages::codec_limits limits;
  limits.elements_max = elements;
  const auto head = messages::read_head(bytes, limits);
  if (!head) return messages::failure{head.error()};
  if (head->elements != elements || head->of != of) {
    return messages::failure{messages::compression_refusal::malformed};
  }
  const auto* base = head->chain.delta ? find(head->base_hash) : nullptr;
  auto made = messages::decompress(bytes, limits, base);
  if (made) remember(stream, *made);
  return made;
}

const messages::compression_base* unpacker::find(std::span<const std::byte> hash) {
  for (auto& e : entries_) {
    if (!e.base) e.base.emplace(e.model);
    if (std::ranges::equal(std::as_bytes(std::span(e.base->hash)), hash)) return &*e.base;
  }
  return nullptr;
}

void unpacker::remember(const tensor_stream& stream, const messages::tensor& model) {
  const auto before = std::find_if(entries_.begin(), entries_.end(),
                                   [&](const entry& e) { return e.stream == stream; });
  if (before != entries_.end()) {
    bytes_ -= before->model.bytes().size();
    entries_.erase(before);
  }
  entries_.push_back({stream, model});
  bytes_ += model.bytes().size();
  while (bytes_ > bytes_max_) {
    bytes_ -= entries_.front().model.bytes().size();
    entries_.pop_front();
  }
}

}  // namespace starling::actors

#include "actors/host/bulk/bulk_receiver.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "actors/host/bulk/bulk_tensor.hpp"

namespace starling::actors {

namespace {

/// Tensors that were put together last are given to later letters, too.
constexpr std::size_t assembled_max = 4;

}  // namespace

bulk_receiver::outcome bulk_receiver::take(messages::chunk piece) {
  outcome out;
  if (piece.bytes.empty() || piece.bytes.size() > messages::chunk_max) {
    out.refused = bulk_refusal::bad_chunk;
    return out;
  }
  const auto name = name_of(std::as_bytes(std::span(piece.bytes)));
  store_.put(name, std::move(piece.bytes));
  for (auto at = waiting_.begin(); at != waiting_.end();) {
    if (missing_of(*at).empty()) {
      auto ready = std::move(*at);
      at = waiting_.erase(at);
      complete(std::move(ready), out);
    } else {
      ++at;
    }
  }
  return out;
}

bulk_receiver::outcome bulk_receiver::take(messages::outline what) {
  outcome out;
  if ((out.refused = refuse(what))) return out;
  out.missing.chunks = missing_of(what);
  if (out.missing.chunks.empty()) {
    complete(std::move(what), out);
    return out;
  }
  waiting_.push_back(std::move(what));
  if (waiting_.size() > outlines_max) {
    waiting_.pop_front();
    out.refused = bulk_refusal::outline_dropped;
  }
  return out;
}

messages::chunk_request bulk_receiver::missing() const {
  messages::chunk_request all;
  for (const auto& what : waiting_) {
    for (const auto& name : missing_of(what)) {
      if (std::find(all.chunks.begin(), all.chunks.end(), name) == all.chunks.end()) {
        all.chunks.push_back(name);
      }
    }
  }
  return all;
}

std::optional<bulk_refusal> bulk_receiver::refuse(messages::outline& what) const {
  const auto* tensor = tensor_of(what.what.what);
  if (tensor == nullptr || !tensor->empty() || what.elements == 0) return bulk_refusal::bad_outline;
  const std::size_t width = what.wide ? sizeof(double) : sizeof(float);
  if (what.elements > bytes_max_ / width) return bulk_refusal::outline_too_large;
  const std::size_t bytes = what.packed > 0 ? what.packed : what.elements * width;
  if (bytes > what.elements * width) return bulk_refusal::bad_outline;
  if (what.chunks.size() != chunks_of(bytes)) return bulk_refusal::bad_outline;
  return std::nullopt;
}

std::vector<messages::chunk_name> bulk_receiver::missing_of(const messages::outline& what) const {
  std::vector<messages::chunk_name> missing;
  for (const auto& name : what.chunks) {
    if (!store_.contains(name)) missing.push_back(name);
  }
  return missing;
}

void bulk_receiver::complete(messages::outline what, outcome& out) {
  auto whole = assemble(what);
  if (!whole) {
    out.refused = whole.error();
    return;
  }
  *tensor_of(what.what.what) = *std::move(whole);
  out.letters.push_back(std::move(what.what));
}

messages::result<messages::tensor, bulk_refusal> bulk_receiver::assemble(
    const messages::outline& what) {
  const auto of = what.wide ? messages::precision::float64 : messages::precision::float32;
  for (const auto& before : last_) {
    const bool same = before.names == what.chunks && before.whole.size() == what.elements &&
                      before.whole.precision() == of && before.packed == what.packed;
    if (same) return before.whole;
  }
  auto whole = what.packed > 0 ? unpack(what) : put_together(what);
  if (!whole) return whole;
  last_.push_back({what.chunks, what.packed, *whole});
  if (last_.size() > assembled_max) last_.pop_front();
  return whole;
}

messages::tensor bulk_receiver::put_together(const messages::outline& what) {
  const auto of = what.wide ? messages::precision::float64 : messages::precision::float32;
  auto whole = messages::tensor::uninitialised(what.elements, of);
  copy_chunks(what, what.wide ? std::as_writable_bytes(whole.mutate_doubles())
                              : std::as_writable_bytes(whole.mutate()));
  return whole;
}

messages::result<messages::tensor, bulk_refusal> bulk_receiver::unpack(
    const messages::outline& what) {
  const auto of = what.wide ? messages::precision::float64 : messages::precision::float32;
  std::vector<std::byte> bytes(what.packed);
  copy_chunks(what, bytes);
  auto whole = unpacker_.unpack(stream_of(what.what), bytes, what.elements, of);
  if (whole) return *std::move(whole);
  return messages::failure{whole.error() == messages::compression_refusal::wrong_base
                               ? bulk_refusal::base_missing
                               : bulk_refusal::bad_packing};
}

/// A chunk that is shorter than its place leaves zeros, and one that is longer is cut: whoever
/// named it so signed for it.
void bulk_receiver::copy_chunks(const messages::outline& what, std::span<std::byte> rest) {
  for (const auto& name : what.chunks) {
    const auto& bytes = *store_.find(name);
    const auto place = rest.first(std::min(rest.size(), messages::chunk_max));
    const auto fits = std::min(place.size(), bytes.size());
    std::memcpy(place.data(), bytes.data(), fits);
    std::memset(place.data() + fits, 0, place.size() - fits);
    rest = rest.subspan(place.size());
  }
}

}  // namespace starling::actors

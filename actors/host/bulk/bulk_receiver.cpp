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
      out.letters.push_back(complete(std::move(ready)));
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
    out.letters.push_back(complete(std::move(what)));
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
  if (what.chunks.size() != chunks_of(what.elements * width)) return bulk_refusal::bad_outline;
  return std::nullopt;
}

std::vector<messages::chunk_name> bulk_receiver::missing_of(const messages::outline& what) const {
  std::vector<messages::chunk_name> missing;
  for (const auto& name : what.chunks) {
    if (!store_.contains(name)) missing.push_back(name);
  }
  return missing;
}

messages::letter bulk_receiver::complete(messages::outline what) {
  auto* place = tensor_of(what.what.what);
  *place = assemble(what);
  return std::move(what.what);
}

/// A chunk that is shorter than its place leaves zeros, and one that is longer is cut: whoever
/// named it so signed for it.
messages::tensor bulk_receiver::assemble(const messages::outline& what) {
  const auto of = what.wide ? messages::precision::float64 : messages::precision::float32;
  for (const auto& before : last_) {
    const bool same = before.names == what.chunks && before.whole.size() == what.elements &&
                      before.whole.precision() == of;
    if (same) return before.whole;
  }
  auto whole = messages::tensor::uninitialised(what.elements, of);
  auto rest = what.wide ? std::as_writable_bytes(whole.mutate_doubles())
                        : std::as_writable_bytes(whole.mutate());
  for (const auto& name : what.chunks) {
    const auto& bytes = *store_.find(name);
    const auto place = rest.first(std::min(rest.size(), messages::chunk_max));
    const auto fits = std::min(place.size(), bytes.size());
    std::memcpy(place.data(), bytes.data(), fits);
    std::memset(place.data() + fits, 0, place.size() - fits);
    rest = rest.subspan(place.size());
  }
  last_.push_back({what.chunks, whole});
  if (last_.size() > assembled_max) last_.pop_front();
  return whole;
}

}  // namespace starling::actors

#include "actors/host/bulk/bulk_sender.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "actors/host/bulk/bulk_tensor.hpp"

namespace starling::actors {

namespace {

messages::chunk copied(std::span<const std::byte> piece) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(piece.data());
  return {{first, first + piece.size()}};
}

}  // namespace

std::vector<messages::dispatch> bulk_sender::cut(messages::letter what) {
  std::vector<messages::dispatch> out;
  auto* const large = tensor_of(what.what);
  if (large == nullptr || large->bytes().size() < (packer_.active() ? packed_min : bulk_min)) {
    out.emplace_back(std::move(what));
    return out;
  }
  const auto content = std::exchange(*large, {});
  const auto& known = remember(stream_of(what), content, out);
  out.emplace_back(messages::outline{std::move(what),
                                     content.precision() == messages::precision::float64,
                                     content.size(), known.packed.bytes.size(), known.names});
  return out;
}

/// The same tensor, told before. Where a stream goes by differences, what was told of another or
/// before its last one would lead the other host astray.
const bulk_sender::sent* bulk_sender::told(const tensor_stream& stream,
                                           const messages::tensor& what) const {
  const auto same = std::find_if(recent_.rbegin(), recent_.rend(), [&](const sent& s) {
    if (!s.what.same_storage(what)) return false;
    if (s.packed.bytes.empty()) return true;
    return packer_.knows(stream) ? s.stream == stream && packer_.latest(stream, what)
                                 : !s.packed.based;
  });
  return same == recent_.rend() ? nullptr : &*same;
}

/// Tells what is new of it, once however many letters carry it.
const bulk_sender::sent& bulk_sender::remember(const tensor_stream& stream,
                                               const messages::tensor& what,
                                               std::vector<messages::dispatch>& out) {
  if (const auto* before = told(stream, what)) {
    spared_ += before->names.size();
    return *before;
  }
  recent_.push_back({what, stream, packer_.pack(stream, what), {}});
  auto& now = recent_.back();
  const auto bytes = now.bytes();
  now.names = names_of(bytes);
  bytes_ += bytes.size();
  bytes_saved_ += what.bytes().size() - bytes.size();
  for (std::size_t i = 0; i < now.names.size(); ++i) {
    if (had_[now.names[i]]++ == 0) {
      out.emplace_back(copied(chunk_of(bytes, i)));
    } else {
      ++spared_;
    }
  }
  while (bytes_ > bytes_max_ && recent_.size() > 1) forget_oldest();
  return recent_.back();
}

void bulk_sender::forget_oldest() {
  for (const auto& name : recent_.front().names) {
    const auto at = had_.find(name);
    if (--at->second == 0) had_.erase(at);
  }
  bytes_ -= recent_.front().bytes().size();
  recent_.pop_front();
}

std::vector<messages::dispatch> bulk_sender::answer(const messages::chunk_request& wanted) {
  std::vector<messages::dispatch> out;
  if (wanted.chunks.empty()) forget_bases();
  const auto names = std::span(wanted.chunks).first(std::min(wanted.chunks.size(), request_max));
  for (const auto& s : recent_) {
    for (std::size_t i = 0; i < s.names.size(); ++i) {
      if (out.size() == names.size()) return out;
      if (std::find(names.begin(), names.end(), s.names[i]) == names.end()) continue;
      out.emplace_back(copied(chunk_of(s.bytes(), i)));
    }
  }
  return out;
}

}  // namespace starling::actors

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
  if (large == nullptr || large->bytes().size() < bulk_min) {
    out.emplace_back(std::move(what));
    return out;
  }
  const auto content = std::exchange(*large, {});
  const auto& known = remember(content, out);
  out.emplace_back(messages::outline{std::move(what),
                                     content.precision() == messages::precision::float64,
                                     content.size(), known.names});
  return out;
}

/// Tells what is new of it, once however many letters carry it.
const bulk_sender::sent& bulk_sender::remember(const messages::tensor& what,
                                               std::vector<messages::dispatch>& out) {
  const auto same = std::find_if(recent_.begin(), recent_.end(),
                                 [&](const sent& s) { return s.what.same_storage(what); });
  if (same != recent_.end()) {
    spared_ += same->names.size();
    return *same;
  }
  const auto bytes = what.bytes();
  recent_.push_back({what, names_of(bytes)});
  bytes_ += bytes.size();
  const auto& names = recent_.back().names;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (had_[names[i]]++ == 0) {
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
  bytes_ -= recent_.front().what.bytes().size();
  recent_.pop_front();
}

std::vector<messages::dispatch> bulk_sender::answer(const messages::chunk_request& wanted) const {
  std::vector<messages::dispatch> out;
  const auto names = std::span(wanted.chunks).first(std::min(wanted.chunks.size(), request_max));
  for (const auto& s : recent_) {
    for (std::size_t i = 0; i < s.names.size(); ++i) {
      if (out.size() == names.size()) return out;
      if (std::find(names.begin(), names.end(), s.names[i]) == names.end()) continue;
      out.emplace_back(copied(chunk_of(s.what.bytes(), i)));
    }
  }
  return out;
}

}  // namespace starling::actors

#include "actors/host/bulk/chunk_store.hpp"

#include <utility>

namespace starling::actors {

void chunk_store::put(const messages::chunk_name& name, std::vector<std::uint8_t> bytes) {
  if (bytes.size() > bytes_max_ || find(name) != nullptr) return;
  bytes_ += bytes.size();
  entries_.push_back({name, std::move(bytes)});
  places_.emplace(name, std::prev(entries_.end()));
  while (bytes_ > bytes_max_) {
    bytes_ -= entries_.front().bytes.size();
    places_.erase(entries_.front().name);
    entries_.pop_front();
  }
}

const std::vector<std::uint8_t>* chunk_store::find(const messages::chunk_name& name) {
  const auto at = places_.find(name);
  if (at == places_.end()) return nullptr;
  entries_.splice(entries_.end(), entries_, at->second);
  return &at->second->bytes;
}

}  // namespace starling::actors

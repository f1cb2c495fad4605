#include "actors/membership/probing/probe_order.hpp"

#include <algorithm>

namespace starling::actors {

using messages::member_id;

void probe_order::insert(const member_id& id) {
  const auto place = static_cast<std::size_t>(random_.below(ids_.size() + 1));
  ids_.insert(ids_.begin() + static_cast<std::ptrdiff_t>(place), id);
  if (place < at_) ++at_;
}

void probe_order::insert_all(std::vector<member_id> ids) {
  ids_.insert(ids_.end(), ids.begin(), ids.end());
  random_.shuffle(std::span<member_id>(ids_));
  at_ = 0;
}

void probe_order::remove(const member_id& id) {
  const auto found = std::find(ids_.begin(), ids_.end(), id);
  if (found == ids_.end()) return;
  if (static_cast<std::size_t>(found - ids_.begin()) < at_) --at_;
  ids_.erase(found);
}

std::optional<member_id> probe_order::next() {
  if (ids_.empty()) return std::nullopt;
  if (at_ >= ids_.size()) {
    random_.shuffle(std::span<member_id>(ids_));
    at_ = 0;
  }
  return ids_[at_++];
}

std::vector<member_id> probe_order::draw(std::size_t count, const member_id& but) {
  std::vector<member_id> drawn;
  const auto fits = [&](const member_id& id) {
    return id != but && std::find(drawn.begin(), drawn.end(), id) == drawn.end();
  };
  if (ids_.size() <= 4 * count) {  // few: shuffled, without luck
    auto all = ids_;
    random_.shuffle(std::span<member_id>(all));
    for (const auto& id : all) {
      if (drawn.size() < count && fits(id)) drawn.push_back(id);
    }
    return drawn;
  }
  while (drawn.size() < count) {
    const auto& id = ids_[static_cast<std::size_t>(random_.below(ids_.size()))];
    if (fits(id)) drawn.push_back(id);
  }
  return drawn;
}

}  // namespace starling::actors

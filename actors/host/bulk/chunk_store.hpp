#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <vector>

#include "messages/vocabulary/host_messages.hpp"

namespace starling::actors {

/// Chunks by name, at most so many bytes of them: the least recently used make room.
class chunk_store {
 public:
  explicit chunk_store(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  /// `name` must be that of the bytes.
  void put(const messages::chunk_name& name, std::vector<std::uint8_t> bytes);
  /// Null: it is not here. Valid until the next `put`.
  [[nodiscard]] const std::vector<std::uint8_t>* find(const messages::chunk_name& name);
  [[nodiscard]] bool contains(const messages::chunk_name& name) const {
    return places_.contains(name);
  }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  struct entry {
    messages::chunk_name name;
    std::vector<std::uint8_t> bytes;
  };
  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  std::list<entry> entries_;  // the least recently used first
  std::map<messages::chunk_name, std::list<entry>::iterator> places_;
};

}  // namespace starling::actors

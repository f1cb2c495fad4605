#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <vector>

#include "messages/vocabulary/host_messages.hpp"

namespace starling::actors {

/// Cuts what goes to one other host, and remembers what that one has had.
///
/// Memory: the tensors sent last, of at most `bytes_max` or the very last one; they are shared with
/// whoever else has them.
class bulk_sender {
 public:
  /// Of more chunks that are asked for at once, the first count.
  static constexpr std::size_t request_max = 8192;

  explicit bulk_sender(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  /// What carries a letter, in order: itself where its tensor is small, else the chunks that the
  /// other host has not had and an outline.
  std::vector<messages::dispatch> cut(messages::letter what);
  /// Those chunks that were asked for and are still here.
  std::vector<messages::dispatch> answer(const messages::chunk_request& wanted) const;
  /// Chunks that were not sent because the other host has had them.
  [[nodiscard]] std::uint64_t spared() const { return spared_; }

 private:
  struct sent {
    messages::tensor what;
    std::vector<messages::chunk_name> names;
  };
  const sent& remember(const messages::tensor& what, std::vector<messages::dispatch>& out);
  void forget_oldest();

  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  std::deque<sent> recent_;                          // the oldest first
  std::map<messages::chunk_name, std::size_t> had_;  // how many of the recent tensors have it
  std::uint64_t spared_ = 0;
};

}  // namespace starling::actors

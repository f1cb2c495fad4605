#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <vector>

#include "actors/host/bulk/packer.hpp"
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

  explicit bulk_sender(std::size_t bytes_max, packing how = {})
      : bytes_max_(bytes_max), packer_(how) {}

  /// What carries a letter, in order: itself where its tensor is small, else the chunks that the
  /// other host has not had and an outline.
  std::vector<messages::dispatch> cut(messages::letter what);
  /// Those chunks that were asked for and are still here. Where none is, what was told before is
  /// not built upon.
  std::vector<messages::dispatch> answer(const messages::chunk_request& wanted);
  /// The other host may have missed something: nothing is told as a difference to it.
  void forget_bases() { packer_.forget(); }
  /// Chunks that were not sent because the other host has had them.
  [[nodiscard]] std::uint64_t spared() const { return spared_; }
  /// Bytes by which compression has made tensors shorter.
  [[nodiscard]] std::uint64_t bytes_saved() const { return bytes_saved_; }

 private:
  struct sent {
    messages::tensor what;
    tensor_stream stream;
    packer::packed packed;
    std::vector<messages::chunk_name> names;

    [[nodiscard]] std::span<const std::byte> bytes() const {
      return packed.bytes.empty() ? what.bytes() : std::span<const std::byte>(packed.bytes);
    }
  };
  const sent& remember(const tensor_stream& stream, const messages::tensor& what,
                       std::vector<messages::dispatch>& out);
  [[nodiscard]] const sent* told(const tensor_stream& stream, const messages::tensor& what) const;
  void forget_oldest();

  std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  std::deque<sent> recent_;                          // the oldest first
  std::map<messages::chunk_name, std::size_t> had_;  // how many of the recent tensors have it
  std::uint64_t spared_ = 0;
  std::uint64_t bytes_saved_ = 0;
  packer packer_;
};

}  // namespace starling::actors

#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

namespace starling::transports {

/// Where a ring's writer and reader are, in shared memory; each on a cache line of its own.
struct ring_positions {
  alignas(64) std::atomic<std::uint64_t> written = 0;  ///< Bytes since the beginning.
  alignas(64) std::atomic<std::uint64_t> read = 0;
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

/// One direction of bytes through shared memory, for one writer and one reader. Each keeps its own
/// position and believes the other's only where it is possible.
class ring_writer {
 public:
  /// `data`: a power of two of bytes.
  ring_writer(ring_positions& positions, std::span<std::byte> data)
      : positions_(&positions), data_(data) {}

  /// Writes what fits, from the front; answers how many bytes. They are seen after `publish`.
  std::size_t write(std::span<const std::byte> bytes);
  void publish() { positions_->written.store(written_, std::memory_order_release); }
  [[nodiscard]] std::size_t room();
  /// The reader's position is impossible.
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  ring_positions* positions_;
  std::span<std::byte> data_;
  std::uint64_t written_ = 0;
  std::uint64_t read_seen_ = 0;
  bool broken_ = false;
};

class ring_reader {
 public:
  ring_reader(ring_positions& positions, std::span<const std::byte> data)
      : positions_(&positions), data_(data) {}

  /// Reads what is there, at most what `into` holds; answers how many bytes.
  std::size_t read(std::span<std::byte> into);
  [[nodiscard]] std::size_t readable();
  /// The writer's position is impossible.
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  ring_positions* positions_;
  std::span<const std::byte> data_;
  std::uint64_t read_ = 0;
  bool broken_ = false;
};

}  // namespace starling::transports

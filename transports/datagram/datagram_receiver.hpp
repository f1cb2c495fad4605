#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "messages/types/time.hpp"
#include "transports/datagram/datagram_format.hpp"

namespace starling::transports {

/// What a receiver keeps at most for a peer that has opened a session.
struct reassembly_limits {
  std::uint64_t frame_max = std::uint64_t{16} << 20U;
  std::size_t window = 1024;            ///< Fragments beyond the first that is missing.
  std::size_t open_messages_max = 512;  ///< Frames of which something is missing.
  /// All of them together; more than 2 frame_max + window fragments is never needed.
  std::uint64_t bytes_max = std::uint64_t{36} << 20U;
  messages::duration silence_max = std::chrono::seconds(30);  ///< A frame without a new fragment.
};

/// The receiving half of a datagram session: puts fragments together, each once.
///
/// A frame comes out as soon as it is complete, so frames may overtake each other. Memory grows
/// with what arrives: a fragment further on in its frame than a window beyond what has arrived of
/// it is refused.
class datagram_receiver {
 public:
  enum class outcome : unsigned char {
    taken,
    duplicate,
    beyond_window,
    too_long,           ///< The frame is longer than `frame_max`.
    contradicting,      ///< It does not fit what came before of the same frame.
    too_many_messages,  ///< `open_messages_max`.
    too_many_bytes,     ///< `bytes_max`.
  };

  explicit datagram_receiver(const reassembly_limits& limits);

  /// Where the frame is complete, it is appended to `complete`.
  outcome take(const fragment& f, messages::time_point now,
               std::vector<std::vector<std::byte>>& complete);

  /// `held`: fragments of complete frames that the owner does not take now. The bitmap refers to
  /// this receiver until the next call.
  [[nodiscard]] acknowledgement acknowledge(std::size_t held);
  /// Something is missing before what has arrived.
  [[nodiscard]] bool gap() const { return highest_ > next_; }
  /// When the oldest incomplete frame has been silent for too long.
  [[nodiscard]] std::optional<messages::time_point> overdue() const;
  [[nodiscard]] std::size_t open_messages() const { return open_.size(); }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  struct partial {
    std::vector<std::byte> bytes;
    std::vector<bool> arrived;
    std::size_t count = 0;
    std::uint32_t size = 0;
    messages::time_point last{};
  };

  outcome check(const fragment& f, std::uint64_t sequence) const;
  outcome add(const fragment& f, messages::time_point now,
              std::vector<std::vector<std::byte>>& complete);
  void mark(std::uint64_t sequence);

  reassembly_limits limits_;
  std::uint64_t next_ = 0;     ///< The first sequence that is missing.
  std::uint64_t highest_ = 0;  ///< One beyond the highest that has arrived.
  std::vector<bool> arrived_;  ///< Ring of `window`, by sequence.
  std::map<std::uint32_t, partial> open_;
  std::uint64_t bytes_ = 0;  ///< Of all that is open.
  std::vector<std::byte> bitmap_;
};

}  // namespace starling::transports

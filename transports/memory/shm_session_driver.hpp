#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <string>

#include "transports/channel/frame_reader.hpp"
#include "transports/channel/session_driver.hpp"
#include "transports/memory/byte_ring.hpp"

namespace starling::transports {

/// How one side waits; in shared memory. The side sleeps on `doorbell`.
struct alignas(64) waiting_room {
  enum state : std::uint32_t { awake, for_data, for_data_or_room };
  std::atomic<std::uint32_t> doorbell = 0;
  std::atomic<std::uint32_t> sleeping = awake;
};

/// What two processes share. Side 0 listened, side 1 connected; ring i is written by side i.
struct shared_block {
  static constexpr std::size_t ring_size = std::size_t{1} << 20U;
  std::array<ring_positions, 2> positions;
  std::array<waiting_room, 2> rooms;
  alignas(64) std::array<std::array<std::byte, ring_size>, 2> rings;
};

/// One side of a channel through shared memory, with a thread of its own once it has started.
class shm_session : public session {
 public:
  explicit shm_session(const channel_options& options);
  ~shm_session() override;

  /// Takes over the memory and the socket that the other process holds the other end of.
  void start(void* block, int socket, unsigned side);
  /// Instead of `start`, on the I/O thread.
  void fail(std::string why);

  send_status send(std::span<const std::byte> frame) override;
  send_status send(std::vector<std::byte>&& frame) override;

 private:
  std::shared_ptr<shm_session> self() {
    return std::static_pointer_cast<shm_session>(shared_from_this());
  }
  void signal() override;
  bool pass_at_once(std::span<const std::byte> frame, send_status& answer);
  void run();
  /// Takes wishes, reads, writes; false when there was nothing to do.
  bool work();
  bool read();
  bool write();
  void take_frames();
  bool spin();
  void sleep();
  [[nodiscard]] bool something_to_do();
  void look_after_peer();
  void wake_peer_after_write();
  void wake_peer_after_read();

  shared_block* block_ = nullptr;
  int socket_ = -1;
  unsigned side_ = 0;
  std::atomic<bool> started_ = false;
  std::unique_ptr<ring_writer> out_;  ///< Under `mutex_`.
  std::unique_ptr<ring_reader> in_;
  std::size_t out_written_ = 0;  ///< Of the oldest frame in the queue, with its header.
  frame_reader reader_;
  bool out_broken_ = false;
  bool waits_for_room_ = false;
  bool closing_ = false;
  bool goodbye_said_ = false;
  messages::time_point close_by_{};
  messages::time_point look_again_{};
  messages::duration patience_{};  ///< How long it spins before it sleeps.
};

}  // namespace starling::transports

#include "transports/memory/shm_session_driver.hpp"

#include <linux/futex.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

namespace starling::transports {

using namespace std::chrono_literals;
using messages::duration;

namespace {

constexpr duration patience_max = 50us;
constexpr duration patience_min = 2us;
constexpr duration look_every = 100ms;  ///< For the death of the other process.
constexpr std::uint64_t frame_max_of_all = 0xffff0000U;

channel_traits traits_of(const channel_options& options) {
  return {{std::min(options.frame_max.value, frame_max_of_all)},
          true,
          true,
          std::chrono::microseconds(3),
          4e9,
          0.05};
}

messages::time_point now() {
  return std::chrono::steady_clock::now();
}

void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Shared between processes, unlike what std::atomic::wait uses.
void wait_on(std::atomic<std::uint32_t>& word, std::uint32_t seen, duration at_most) {
  const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(at_most).count();
  const timespec bound{ns / 1'000'000'000, ns % 1'000'000'000};
  syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&word), FUTEX_WAIT, seen, &bound, nullptr, 0);
}

void ring_bell(waiting_room& room) {
  room.doorbell.fetch_add(1);
  syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&room.doorbell), FUTEX_WAKE, 1, nullptr,
          nullptr, 0);
}

}  // namespace

shm_session::shm_session(const channel_options& options)
    : session(traits_of(options), options),
      reader_({traits().frame_max}),
      patience_(patience_max) {}

shm_session::~shm_session() {
  if (block_ != nullptr) munmap(block_, sizeof(shared_block));
  if (socket_ >= 0) ::close(socket_);
}

void shm_session::start(void* block, int socket, unsigned side) {
  block_ = static_cast<shared_block*>(block);
  socket_ = socket;
  side_ = side;
  {
    const std::scoped_lock lock(mutex_);
    out_ = std::make_unique<ring_writer>(block_->positions[side], block_->rings[side]);
    in_ = std::make_unique<ring_reader>(block_->positions[1 - side], block_->rings[1 - side]);
    started_ = true;
  }
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread([me = self()] { me->run(); }).detach();
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void shm_session::fail(std::string why) {
  say_closed(std::move(why));
}

void shm_session::signal() {
  if (!started_) return;  // the thread looks when it starts
  if (block_->rooms[side_].sleeping.load() != waiting_room::awake) ring_bell(block_->rooms[side_]);
}

/// Straight into the ring where nothing waits before it; false: it must be queued.
bool shm_session::pass_at_once(std::span<const std::byte> frame, send_status& answer) {
  answer = refusing() ? send_status::closed : queue_.answer_to(frame.size());
  if (answer != send_status::accepted) return true;
  if (!started_ || !queue_.empty() || closing_) return false;
  if (out_->room() < frame_header_size + frame.size()) return false;
  out_->write(encode_frame_header(static_cast<std::uint32_t>(frame.size())));
  out_->write(frame);
  out_->publish();
  queue_.pass(frame.size());
  return true;
}

send_status shm_session::send(std::span<const std::byte> frame) {
  send_status answer{};
  {
    const std::scoped_lock lock(mutex_);
    if (pass_at_once(frame, answer)) {
      if (answer == send_status::accepted) wake_peer_after_write();
      return answer;
    }
    answer = queue_.offer(frame);
  }
  want(to_send);
  return answer;
}

send_status shm_session::send(std::vector<std::byte>&& frame) {
  send_status answer{};
  {
    const std::scoped_lock lock(mutex_);
    if (pass_at_once(frame, answer)) {
      if (answer == send_status::accepted) wake_peer_after_write();
      return answer;
    }
    answer = queue_.offer(std::move(frame));
  }
  want(to_send);
  return answer;
}

void shm_session::wake_peer_after_write() {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  auto& room = block_->rooms[1 - side_];
  if (room.sleeping.load(std::memory_order_relaxed) != waiting_room::awake) ring_bell(room);
}

void shm_session::wake_peer_after_read() {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  auto& room = block_->rooms[1 - side_];
  if (room.sleeping.load(std::memory_order_relaxed) == waiting_room::for_data_or_room &&
      in_->readable() <= shared_block::ring_size / 2) {
    ring_bell(room);
  }
}

void shm_session::run() {
  look_again_ = now() + look_every;
  say_opened();
  while (!over()) {
    if (!work() && !over() && !spin()) sleep();
    if (!over() && now() >= look_again_) look_after_peer();
  }
  // The other side sees the end of the socket.
  ::shutdown(socket_, SHUT_RDWR);
}

bool shm_session::work() {
  const auto wishes = take_wishes();
  if ((wishes & (to_close | to_vanish)) != 0 && !closing_) {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
    close_by_ = now() + options_.linger_max;
  }
  bool done = read();
  done = write() || done;
  if (in_->broken() || out_broken_) {
    count_refused();
    say_closed("the other side wrote impossible numbers into the shared memory");
  }
  return done || wishes != 0;
}

bool shm_session::read() {
  if (paused()) return false;
  take_frames();  // left over from before it paused
  if (over() || paused()) return true;
  const auto room = reader_.room();
  const auto count = in_->read(room);
  if (count == 0) return false;
  reader_.filled(count);
  wake_peer_after_read();
  take_frames();
  return true;
}

void shm_session::take_frames() {
  for (std::vector<std::byte> frame; !paused() && !over();) {
    const auto found = reader_.next(frame);
    if (found == frame_reader::found::nothing) return;
    if (found == frame_reader::found::frame) {
      say_received(std::move(frame));
    } else if (found == frame_reader::found::goodbye) {
      say_closed("");
    } else {
      count_refused();
      say_closed("the other side sent a frame that is too long");
    }
  }
}

bool shm_session::write() {
  bool done = false;
  {
    const std::scoped_lock lock(mutex_);
    while (!queue_.empty()) {
      const auto& frame = queue_.frames().front();
      const auto header = encode_frame_header(static_cast<std::uint32_t>(frame.size()));
      const auto before = out_written_;
      if (out_written_ < frame_header_size) {
        out_written_ += out_->write(std::span(header).subspan(out_written_));
      }
      if (out_written_ >= frame_header_size) {
        out_written_ += out_->write(std::span(frame).subspan(out_written_ - frame_header_size));
      }
      done = done || out_written_ > before;
      if (out_written_ < frame_header_size + frame.size()) break;
      queue_.pop();
      out_written_ = 0;
    }
    if (closing_ && !goodbye_said_ && queue_.empty() && out_->room() >= frame_header_size) {
      out_->write(encode_frame_header(frame_goodbye));
      goodbye_said_ = done = true;
    }
    if (done) out_->publish();
    out_broken_ = out_->broken();
    waits_for_room_ = !queue_.empty();
  }
  if (!done) return false;
  wake_peer_after_write();
  say_writable();
  return true;
}

bool shm_session::something_to_do() {
  if (!paused() && in_->readable() > 0) return true;
  if (in_->broken() || out_broken_ || wishes_left()) return true;
  const std::scoped_lock lock(mutex_);
  return (!queue_.empty() || (closing_ && !goodbye_said_)) && out_->room() > frame_header_size;
}

/// Waits busily, for as long as that has been worth it lately.
bool shm_session::spin() {
  const auto until = now() + patience_;
  do {
    for (int i = 0; i < 16; ++i) {
      if ((!paused() && in_->readable() > 0) || wishes_left()) {
        patience_ = patience_max;
        return true;
      }
      relax();
    }
    if (waits_for_room_ && something_to_do()) return true;
  } while (now() < until);
  patience_ = std::max(patience_ / 2, patience_min);
  return something_to_do();
}

void shm_session::sleep() {
  auto& room = block_->rooms[side_];
  const auto seen = room.doorbell.load();
  room.sleeping.store(waits_for_room_ ? waiting_room::for_data_or_room : waiting_room::for_data);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (!something_to_do()) wait_on(room.doorbell, seen, look_every);
  room.sleeping.store(waiting_room::awake);
}

void shm_session::look_after_peer() {
  look_again_ = now() + look_every;
  if (closing_ && now() >= close_by_) {
    return say_closed(goodbye_said_ ? "" : "the other side did not take what was queued");
  }
  pollfd p{socket_, POLLIN | POLLRDHUP, 0};
  if (poll(&p, 1, 0) <= 0 || (p.revents & (POLLHUP | POLLRDHUP | POLLERR)) == 0) return;
  if (in_->readable() > 0) return;  // what it wrote before comes first
  say_closed(goodbye_said_ ? "" : "the other process has ended");
}

}  // namespace starling::transports

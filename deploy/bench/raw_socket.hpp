#pragma once

#include <cstddef>
#include <vector>

namespace starling::deploy {

/// What two processes get from bare, blocking TCP on loopback: the limit of every channel.
struct raw_socket_figures {
  std::vector<double> round_trip_us;     ///< Median of each repetition.
  std::vector<double> bytes_per_second;  ///< One way; all frames are answered by a byte.
};
/// To be called before the process has threads: it forks.
raw_socket_figures measure_raw_socket(std::size_t round_trips, std::size_t frames,
                                      std::size_t frame_size, std::size_t repetitions);

/// Ends the process that was forked, also when something is thrown.
class forked_process {
 public:
  explicit forked_process(int id) : id_(id) {}
  forked_process(const forked_process&) = delete;
  forked_process& operator=(const forked_process&) = delete;
  ~forked_process();

 private:
  int id_;
};

}  // namespace starling::deploy

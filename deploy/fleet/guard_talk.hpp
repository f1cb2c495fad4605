#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace starling::deploy {

inline constexpr std::size_t guard_line_max = 512;
inline constexpr std::uint64_t collected_bytes_max = std::uint64_t{1} << 30U;  ///< Of all files.
inline constexpr std::size_t collected_files_max = 64;

/// What a guard told.
struct node_started {
  std::uint64_t process = 0;  ///< There.
};
struct node_exited {
  int status = 0;  ///< 128 + the signal where one ended it.
};
struct file_began {
  std::string name;  ///< Letters, digits, '.', '_' and '-'; no dot in front.
};
struct file_bytes {
  std::string bytes;
};
struct file_ended {};
struct talk_over {};
/// What came is no guard's: the rest is not listened to.
struct talk_broken {
  std::string why;
};
using guard_word = std::variant<node_started, node_exited, file_began, file_bytes, file_ended,
                                talk_over, talk_broken>;

/// Takes a guard's stdout as it comes. Whatever comes is told or breaks the talk, whose limits are
/// above; a file is handed on in pieces and never held.
class guard_talk {
 public:
  [[nodiscard]] std::vector<guard_word> take(std::string_view bytes);

 private:
  enum class state : unsigned char { before, running, collecting, in_file, over, broken };

  guard_word line(std::string_view text);
  guard_word file(std::string_view text);
  guard_word broken(std::string why);

  state state_ = state::before;
  std::string line_;
  std::uint64_t file_left_ = 0;
  std::uint64_t bytes_ = 0;
  std::size_t files_ = 0;
};

}  // namespace starling::deploy

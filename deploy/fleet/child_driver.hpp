#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "messages/types/result.hpp"

namespace starling::deploy {

/// A file descriptor that is closed at the end.
class descriptor {
 public:
  explicit descriptor(int number = -1) : number_(number) {}
  descriptor(descriptor&& other) noexcept : number_(other.number_) { other.number_ = -1; }
  descriptor& operator=(descriptor&& other) noexcept;
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() { close(); }

  void close();
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool open() const { return number_ >= 0; }

 private:
  int number_;
};

/// Another program, in a process group of its own: Ctrl-C is for this one alone. When this is
/// destroyed, its stdin ends, it is asked to end, and waited for.
///
/// Not thread-safe. Nothing here blocks but the destructor.
class child {
 public:
  /// Errors: one sentence: there is no such program, or no process to be had.
  static messages::result<std::unique_ptr<child>, std::string> start(
      const std::vector<std::string>& words);
  child(const child&) = delete;
  child& operator=(const child&) = delete;
  ~child();

  /// What it is to read; goes out as it takes it.
  void send(std::string_view text) { unsent_ += text; }
  void flush();
  void end_input() { in_.close(); }
  [[nodiscard]] bool has_unsent() const { return in_.open() && !unsent_.empty(); }
  /// What it has said by now; closes the stream at its end.
  std::string read_out() { return read_from(out_); }
  std::string read_err() { return read_from(err_); }

  [[nodiscard]] int in() const { return in_.number(); }
  [[nodiscard]] int out() const { return out_.number(); }
  [[nodiscard]] int err() const { return err_.number(); }
  /// Its exit status, 128 + the signal that ended it, or nothing while it runs.
  std::optional<int> ended();

 private:
  child() = default;
  static std::string read_from(descriptor& from);

  pid_t process_ = -1;
  descriptor in_;
  descriptor out_;
  descriptor err_;
  std::string unsent_;
  std::optional<int> status_;
};

}  // namespace starling::deploy

#include "deploy/fleet/child_driver.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace starling::deploy {
namespace {

struct pipe_ends {
  descriptor reading;
  descriptor writing;
};

std::optional<pipe_ends> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  return pipe_ends{descriptor(ends[0]), descriptor(ends[1])};
}

void never_wait(const descriptor& one) {
  ::fcntl(one.number(), F_SETFL, ::fcntl(one.number(), F_GETFL) | O_NONBLOCK);
}

int status_of(int waited) {
  constexpr int of_signals = 128;
  return WIFSIGNALED(waited) ? of_signals + WTERMSIG(waited) : WEXITSTATUS(waited);
}

/// What a new process begins with: three streams, its own group, signals as they are by default.
class birth {
 public:
  birth(const pipe_ends& in, const pipe_ends& out, const pipe_ends& err) {
    posix_spawn_file_actions_init(&files_);
    posix_spawn_file_actions_adddup2(&files_, in.reading.number(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files_, out.writing.number(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files_, err.writing.number(), STDERR_FILENO);
    posix_spawnattr_init(&how_);
    sigset_t all;
    sigemptyset(&all);
    posix_spawnattr_setsigmask(&how_, &all);
    for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP}) sigaddset(&all, signal);
    posix_spawnattr_setsigdefault(&how_, &all);
    posix_spawnattr_setpgroup(&how_, 0);
    posix_spawnattr_setflags(
        &how_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }
  birth(const birth&) = delete;
  birth& operator=(const birth&) = delete;
  ~birth() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&how_);
  }

  int spawn(pid_t& process, const std::vector<std::string>& words) {
    std::vector<char*> arguments;
    for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));  // NOLINT
    arguments.push_back(nullptr);
    return posix_spawnp(&process, arguments[0], &files_, &how_, arguments.data(), environ);
  }

 private:
  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t how_{};
};

}  // namespace

descriptor& descriptor::operator=(descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

void descriptor::close() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

messages::result<std::unique_ptr<child>, std::string> child::start(
    const std::vector<std::string>& words) {
  auto in = make_pipe();
  auto out = make_pipe();
  auto err = make_pipe();
  if (!in || !out || !err) {
    return messages::failure{words[0] + ": no pipe: " + std::strerror(errno)};
  }
  std::unique_ptr<child> made(new child);
  if (const int wrong = birth(*in, *out, *err).spawn(made->process_, words); wrong != 0) {
    made->process_ = -1;
    return messages::failure{words[0] + ": cannot be started: " + std::strerror(wrong)};
  }
  made->in_ = std::move(in->writing);
  made->out_ = std::move(out->reading);
  made->err_ = std::move(err->reading);
  for (const auto* one : {&made->in_, &made->out_, &made->err_}) never_wait(*one);
  return made;
}

child::~child() {
  in_.close();
  if (process_ < 0 || ended()) return;
  ::kill(process_, SIGTERM);
  int waited = 0;
  while (::waitpid(process_, &waited, 0) < 0 && errno == EINTR) {
  }
}

void child::flush() {
  while (has_unsent()) {
    const auto written = ::write(in_.number(), unsent_.data(), unsent_.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) return;
    if (written < 0) return in_.close();  // it listens no more
    unsent_.erase(0, static_cast<std::size_t>(written));
  }
}

std::string child::read_from(descriptor& from) {
  constexpr std::size_t piece = 65'536;
  std::string text(piece, '\0');
  if (!from.open()) return {};
  const auto got = ::read(from.number(), text.data(), text.size());
  const bool later = got < 0 && (errno == EAGAIN || errno == EINTR);
  if (got <= 0 && !later) from.close();
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

std::optional<int> child::ended() {
  int waited = 0;
  if (!status_ && ::waitpid(process_, &waited, WNOHANG) == process_) status_ = status_of(waited);
  return status_;
}

}  // namespace starling::deploy

#include "transports/memory/shm_driver.hpp"

#include "transports/ip/io_thread_driver.hpp"  // first: Asio needs <utility>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <new>

#include "transports/memory/shm_session_driver.hpp"

namespace starling::transports {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using local = asio::local::stream_protocol;

/// The listener says it together with the memory, the other side answers with it.
constexpr std::array<char, 8> hello = {'S', 'T', 'A', 'R', 'S', 'H', 'M', '1'};

local::endpoint rendezvous(const endpoint& e) {
  return {std::string(1, '\0') + "starling/" + e.path};
}

bool same_user(int socket) {
  ucred who{};
  socklen_t size = sizeof who;
  return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 && who.uid == geteuid();
}

/// Unnamed memory of one block, for the owner alone, which nobody can shrink under a reader.
int make_memory() {
  const int fd = memfd_create("starling", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) return -1;
  const bool made = fchmod(fd, 0600) == 0 && ftruncate(fd, sizeof(shared_block)) == 0 &&
                    fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0;
  if (made) return fd;
  ::close(fd);
  return -1;
}

void* map(int fd) {
  void* at = mmap(nullptr, sizeof(shared_block), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  return at == MAP_FAILED ? nullptr : at;
}

bool send_memory(int socket, int fd) {
  iovec text{const_cast<char*>(hello.data()), hello.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr m{};
  m.msg_iov = &text;
  m.msg_iovlen = 1;
  m.msg_control = control.data();
  m.msg_controllen = control.size();
  auto* c = CMSG_FIRSTHDR(&m);
  c->cmsg_level = SOL_SOCKET;
  c->cmsg_type = SCM_RIGHTS;
  c->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(c), &fd, sizeof fd);
  return sendmsg(socket, &m, MSG_NOSIGNAL | MSG_DONTWAIT) == static_cast<ssize_t>(hello.size());
}

/// The memory that came, or -1.
int take_memory(int socket) {
  std::array<char, hello.size()> heard{};
  iovec text{heard.data(), heard.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr m{};
  m.msg_iov = &text;
  m.msg_iovlen = 1;
  m.msg_control = control.data();
  m.msg_controllen = control.size();
  const auto count = recvmsg(socket, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  int fd = -1;
  const auto* c = CMSG_FIRSTHDR(&m);
  if (c != nullptr && c->cmsg_type == SCM_RIGHTS && c->cmsg_len == CMSG_LEN(sizeof(int))) {
    std::memcpy(&fd, CMSG_DATA(c), sizeof fd);
  }
  if (count == static_cast<ssize_t>(hello.size()) && heard == hello && fd >= 0) {
    const auto size = lseek(fd, 0, SEEK_END);
    const auto seals = fcntl(fd, F_GET_SEALS);
    if (size == sizeof(shared_block) && seals >= 0 && (seals & F_SEAL_SHRINK) != 0) return fd;
  }
  if (fd >= 0) ::close(fd);
  return -1;
}

/// The side that connects, until the memory has come.
class meeting final : public std::enable_shared_from_this<meeting> {
 public:
  meeting(std::shared_ptr<shm_session> of, messages::duration at_most)
      : session_(std::move(of)), socket_(io_thread()), timer_(io_thread()), at_most_(at_most) {}

  void begin(const endpoint& to) {
    timer_.expires_after(at_most_);
    timer_.async_wait([me = shared_from_this()](error_code error) {
      if (!error) me->end("the other side did not answer in time");
    });
    socket_.async_connect(rendezvous(to), [me = shared_from_this()](error_code error) {
      if (error) return me->end(error.message());
      if (!same_user(me->socket_.native_handle())) return me->end("another user listens there");
      me->socket_.async_wait(local::socket::wait_read,
                             [me](error_code failed) { me->take(failed); });
    });
  }

 private:
  void take(error_code error) {
    if (over_) return;
    const int fd = error ? -1 : take_memory(socket_.native_handle());
    if (fd < 0) return end("the other side handed over no memory");
    void* block = map(fd);
    ::close(fd);
    if (block == nullptr) return end("the memory cannot be mapped");
    over_ = true;
    timer_.cancel();
    if (::send(socket_.native_handle(), hello.data(), hello.size(), MSG_NOSIGNAL) < 0) {
      munmap(block, sizeof(shared_block));
      return session_->fail("the other side has gone");
    }
    session_->start(block, socket_.release(), 1);
  }
  void end(std::string why) {
    if (over_) return;
    over_ = true;
    error_code ignored;
    timer_.cancel();
    socket_.close(ignored);
    session_->fail(std::move(why));
  }

  std::shared_ptr<shm_session> session_;
  local::socket socket_;
  asio::steady_timer timer_;
  messages::duration at_most_;
  bool over_ = false;
};

class shm_host final : public std::enable_shared_from_this<shm_host> {
 public:
  shm_host(local::acceptor socket, accept_callback accept, const channel_options& options)
      : gate(std::move(accept)), socket_(std::move(socket)), options_(options) {}

  void accept() {
    socket_.async_accept([me = shared_from_this()](error_code error, local::socket peer) {
      if (!me->socket_.is_open()) return;
      if (!error) me->greet(std::make_shared<guest>(std::move(peer)));
      me->accept();
    });
  }
  void stop() {
    gate.stop();
    do_on_io_thread([this] {
      error_code ignored;
      socket_.close(ignored);
    });
  }

  acceptor_gate gate;

 private:
  struct guest {
    explicit guest(local::socket s) : socket(std::move(s)), timer(io_thread()) {}
    ~guest() {
      if (block != nullptr) munmap(block, sizeof(shared_block));
    }
    local::socket socket;
    asio::steady_timer timer;
    std::array<char, hello.size()> heard{};
    void* block = nullptr;
  };

  void greet(const std::shared_ptr<guest>& g);
  void take(const std::shared_ptr<guest>& g);

  local::acceptor socket_;
  channel_options options_;
  std::shared_ptr<std::atomic<std::size_t>> channels_ =
      std::make_shared<std::atomic<std::size_t>>(0);
};

void shm_host::greet(const std::shared_ptr<guest>& g) {
  const int fd = make_memory();
  const bool welcome =
      fd >= 0 && *channels_ < options_.channels_max && same_user(g->socket.native_handle());
  if (welcome) g->block = map(fd);
  // The other side writes as soon as it has the memory, so it is made ready before.
  if (g->block != nullptr) new (g->block) shared_block;
  const bool sent = g->block != nullptr && send_memory(g->socket.native_handle(), fd);
  if (fd >= 0) ::close(fd);
  if (!sent) {
    ++gate.refused;
    return;
  }
  g->timer.expires_after(options_.connect_max);
  g->timer.async_wait([g](error_code error) {
    error_code ignored;
    if (!error) g->socket.cancel(ignored);
  });
  asio::async_read(g->socket, asio::buffer(g->heard),
                   [me = shared_from_this(), g](error_code error, std::size_t) {
                     g->timer.cancel();
                     if (!error && g->heard == hello) return me->take(g);
                     ++me->gate.refused;
                   });
}

/// A session that counts among the listener's.
class accepted_session final : public shm_session {
 public:
  accepted_session(const channel_options& options, std::shared_ptr<std::atomic<std::size_t>> among)
      : shm_session(options), among_(std::move(among)) {
    ++*among_;
  }
  ~accepted_session() override { --*among_; }

 private:
  std::shared_ptr<std::atomic<std::size_t>> among_;
};

void shm_host::take(const std::shared_ptr<guest>& g) {
  auto made = std::make_shared<accepted_session>(options_, channels_);
  if (!gate.accept(made)) return;
  made->start(std::exchange(g->block, nullptr), g->socket.release(), 0);
}

class shm_listener final : public listener {
 public:
  shm_listener(std::shared_ptr<shm_host> of, std::string address)
      : of_(std::move(of)), address_(std::move(address)) {}
  ~shm_listener() override { of_->stop(); }
  [[nodiscard]] std::string address() const override { return address_; }
  [[nodiscard]] std::uint64_t refused() const override { return of_->gate.refused; }

 private:
  std::shared_ptr<shm_host> of_;
  std::string address_;
};

}  // namespace

messages::result<std::unique_ptr<channel>, std::string> open_shm(const endpoint& to,
                                                                 channel_events events,
                                                                 const channel_options& options) {
  auto made = std::make_shared<shm_session>(options);
  made->tell(std::move(events));
  asio::post(io_thread(), [made, to, at_most = options.connect_max] {
    std::make_shared<meeting>(made, at_most)->begin(to);
  });
  return make_channel(std::move(made));
}

messages::result<std::unique_ptr<listener>, std::string> listen_shm(
    const endpoint& at, accept_callback accept, const channel_options& options) {
  error_code error;
  local::acceptor socket(io_thread());
  socket.open(local(), error);
  if (!error) socket.bind(rendezvous(at), error);
  if (!error) socket.listen(asio::socket_base::max_listen_connections, error);
  if (error) return messages::failure<std::string>{to_string(at) + ": " + error.message()};
  auto made = std::make_shared<shm_host>(std::move(socket), std::move(accept), options);
  asio::post(io_thread(), [made] { made->accept(); });
  return std::unique_ptr<listener>(std::make_unique<shm_listener>(made, to_string(at)));
}

}  // namespace starling::transports

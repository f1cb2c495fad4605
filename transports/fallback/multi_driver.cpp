#include "transports/fallback/multi_driver.hpp"

#include "transports/fallback/multi_session_driver.hpp"  // first: Asio needs <utility>

#include <atomic>
#include <map>
#include <vector>

#include "transports/channel/catalogue_driver.hpp"

namespace starling::transports {

namespace asio = boost::asio;
using messages::failure;
using messages::result;

namespace {

constexpr std::size_t routes_max = 16;  ///< Of one peer.

/// The listeners of all parts, and who has come by them.
class multi_host final : public std::enable_shared_from_this<multi_host> {
 public:
  multi_host(accept_callback accept, const channel_options& options)
      : gate(std::move(accept)), options_(options) {}

  result<endpoint, std::string> listen_at(const endpoint& at);
  void stop() {
    gate.stop();
    listeners_.clear();
    do_on_io_thread(
        [this] { std::erase_if(visitors_, [](const auto& v) { return !v.second.of; }); });
  }
  [[nodiscard]] std::uint64_t refused() const {
    auto sum = gate.refused.load();
    for (const auto& l : listeners_) sum += l->refused();
    return sum;
  }

  acceptor_gate gate;

 private:
  struct visitor {
    std::shared_ptr<channel> link;
    std::shared_ptr<multi_session> of;  ///< Once it has said hello.
  };

  void heard(std::uint32_t id, std::vector<std::byte> frame);
  void named(std::uint32_t id, std::span<const std::byte> frame);
  std::shared_ptr<multi_session> session_of(const peer_token& t);
  void closed(std::uint32_t id);

  channel_options options_;
  std::vector<std::unique_ptr<listener>> listeners_;
  std::atomic<std::uint32_t> next_id_ = 0;
  std::map<std::uint32_t, visitor> visitors_;  ///< All that came, until they close.
  std::map<peer_token, std::shared_ptr<multi_session>> sessions_;
};

result<endpoint, std::string> multi_host::listen_at(const endpoint& at) {
  auto made = listen(
      at,
      [weak = weak_from_this()](std::unique_ptr<channel> c) {
        channel_events events;
        const auto me = weak.lock();
        if (!me) return events;
        const auto id = me->next_id_++;
        asio::post(io_thread(), [me, id, link = std::shared_ptr<channel>(std::move(c))] {
          me->visitors_[id].link = link;
        });
        events.received = [weak, id](std::vector<std::byte> frame) {
          asio::post(io_thread(), [weak, id, frame = std::move(frame)]() mutable {
            if (const auto host = weak.lock()) host->heard(id, std::move(frame));
          });
        };
        events.closed = [weak, id](const std::string&) {
          asio::post(io_thread(), [weak, id] {
            if (const auto host = weak.lock()) host->closed(id);
          });
        };
        return events;
      },
      options_of_route(options_));
  if (!made) return failure<std::string>{made.error()};
  auto real = parse_endpoint((*made)->address());
  listeners_.push_back(std::move(*made));
  return real;
}

void multi_host::heard(std::uint32_t id, std::vector<std::byte> frame) {
  const auto at = visitors_.find(id);
  if (at == visitors_.end()) return;
  if (!at->second.of) return named(id, frame);
  const auto session = at->second.of;
  session->heard(id, frame);
}

void multi_host::named(std::uint32_t id, std::span<const std::byte> frame) {
  const auto h = decode_hello(frame);
  const auto session = h ? session_of(h->token) : nullptr;
  if (!session || session->routes() >= routes_max) {
    ++gate.refused;
    visitors_.erase(id);
    return;
  }
  auto& v = visitors_[id];
  v.of = session;
  session->attach(id, h->rank, v.link);
}

/// Null where there are too many, or nobody wants it.
std::shared_ptr<multi_session> multi_host::session_of(const peer_token& t) {
  const auto at = sessions_.find(t);
  if (at != sessions_.end()) return at->second;
  if (sessions_.size() >= options_.channels_max) return nullptr;
  auto made = std::make_shared<multi_session>(options_);
  made->on_end = [me = shared_from_this(), t] { me->sessions_.erase(t); };
  if (!gate.accept(made)) return nullptr;
  made->serve();
  return sessions_.emplace(t, std::move(made)).first->second;
}

void multi_host::closed(std::uint32_t id) {
  const auto at = visitors_.find(id);
  if (at == visitors_.end()) return;
  const auto v = std::move(at->second);
  visitors_.erase(at);
  if (v.of) v.of->lost(id);
}

class multi_listener final : public listener {
 public:
  multi_listener(std::shared_ptr<multi_host> of, std::string address)
      : of_(std::move(of)), address_(std::move(address)) {}
  ~multi_listener() override { of_->stop(); }
  [[nodiscard]] std::string address() const override { return address_; }
  [[nodiscard]] std::uint64_t refused() const override { return of_->refused(); }

 private:
  std::shared_ptr<multi_host> of_;
  std::string address_;
};

}  // namespace

result<std::unique_ptr<channel>, std::string> open_multi(const endpoint& to, channel_events events,
                                                         const channel_options& options) {
  auto made = std::make_shared<multi_session>(options);
  made->tell(std::move(events));
  asio::post(io_thread(), [made, to] { made->open_parts(to); });
  return make_channel(std::move(made));
}

result<std::unique_ptr<listener>, std::string> listen_multi(const endpoint& at,
                                                            accept_callback accept,
                                                            const channel_options& options) {
  auto made = std::make_shared<multi_host>(std::move(accept), options);
  auto real = at;
  for (auto& part : real.parts) {
    auto there = made->listen_at(part);
    if (!there) {
      made->stop();
      return failure<std::string>{there.error()};
    }
    part = std::move(*there);
  }
  return std::unique_ptr<listener>(std::make_unique<multi_listener>(made, to_string(real)));
}

}  // namespace starling::transports

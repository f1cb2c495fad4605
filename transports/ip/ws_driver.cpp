#include "transports/ip/ws_driver.hpp"

#include "transports/ip/ws_session_driver.hpp"  // first: Asio needs <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <type_traits>

namespace starling::transports {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;
using plain_stream = websocket::stream<beast::tcp_stream>;
using tls_stream = websocket::stream<beast::ssl_stream<beast::tcp_stream>>;
using tls_context = std::shared_ptr<asio::ssl::context>;
using messages::failure;
using messages::result;

constexpr std::uint64_t request_max = 8192;  ///< Bytes of the HTTP request.

template <class Stream>
constexpr bool over_tls = std::is_same_v<Stream, tls_stream>;

channel_traits traits_of(const channel_options& options, bool tls) {
  return {options.frame_max, true,           true, std::chrono::microseconds(tls ? 60 : 40),
          tls ? 5e8 : 8e8,   tls ? 0.5 : 0.4};
}

/// Certificates are checked on both sides unless `mutual` is off; then on the client's.
result<tls_context, std::string> make_context(const tls_files& files, bool server) {
  auto made = std::make_shared<asio::ssl::context>(asio::ssl::context::tls);
  error_code error;
  made->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                        asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                        asio::ssl::context::no_tlsv1_1,
                    error);
  const auto wrong = [&error](const std::string& file, const char* what) {
    return failure<std::string>{"wss: the " + std::string(what) + " \"" + file +
                                "\" cannot be used: " + error.message()};
  };
  const bool checks = !server || files.mutual;
  if (checks && files.authority.empty()) {
    return failure<std::string>{"wss: an authority is needed to check the other side"};
  }
  if (server && (files.certificate.empty() || files.key.empty())) {
    return failure<std::string>{"wss: a server needs a certificate and a key"};
  }
  if (checks) {
    made->set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
    made->load_verify_file(files.authority, error);
    if (error) return wrong(files.authority, "authority");
  }
  if (files.certificate.empty()) return made;
  made->use_certificate_chain_file(files.certificate, error);
  if (error) return wrong(files.certificate, "certificate");
  made->use_private_key_file(files.key, asio::ssl::context::pem, error);
  if (error) return wrong(files.key, "key");
  return made;
}

template <class Stream>
std::unique_ptr<Stream> make_stream(tcp::socket socket, const tls_context& tls) {
  if constexpr (over_tls<Stream>) {
    return std::make_unique<Stream>(std::move(socket), *tls);
  } else {
    return std::make_unique<Stream>(std::move(socket));
  }
}

/// The handshakes of the side that connects.
template <class Stream>
class connecting final : public std::enable_shared_from_this<connecting<Stream>> {
 public:
  connecting(std::shared_ptr<ws_session<Stream>> of, endpoint to, tls_context tls)
      : session_(std::move(of)),
        to_(std::move(to)),
        tls_(std::move(tls)),
        resolver_(io_thread()),
        stream_(make_stream<Stream>(tcp::socket(io_thread()), tls_)) {}

  void begin() {
    session_->expect_opening();
    session_->on_end = [weak = this->weak_from_this()] {
      if (const auto me = weak.lock(); me && me->stream_) {
        beast::get_lowest_layer(*me->stream_).close();
      }
    };
    resolver_.async_resolve(to_.host, std::to_string(to_.port),
                            [me = this->shared_from_this()](error_code error, auto found) {
                              if (me->failed(error)) return;
                              beast::get_lowest_layer(*me->stream_)
                                  .async_connect(found, [me](error_code e, const auto&) {
                                    if (!me->failed(e)) me->connected();
                                  });
                            });
  }

 private:
  void connected() {
    error_code ignored;
    beast::get_lowest_layer(*stream_).socket().set_option(tcp::no_delay(true), ignored);
    if constexpr (over_tls<Stream>) {
      auto& tls = stream_->next_layer();
      tls.set_verify_callback(asio::ssl::host_name_verification(to_.host), ignored);
      SSL_set_tlsext_host_name(tls.native_handle(), to_.host.c_str());
      tls.async_handshake(asio::ssl::stream_base::client,
                          [me = this->shared_from_this()](error_code error) {
                            if (!me->failed(error)) me->shake();
                          });
    } else {
      shake();
    }
  }
  void shake() {
    const bool brackets = to_.host.find(':') != std::string::npos;
    const auto host = (brackets ? "[" + to_.host + "]" : to_.host) + ":" + std::to_string(to_.port);
    stream_->async_handshake(host, to_.path, [me = this->shared_from_this()](error_code error) {
      if (me->failed(error)) return;
      me->session_->on_end = {};
      me->session_->start(std::move(me->stream_));
    });
  }
  bool failed(error_code error) {
    if (error) session_->end(error.message());
    return error || session_->gone();
  }

  std::shared_ptr<ws_session<Stream>> session_;
  endpoint to_;
  tls_context tls_;
  tcp::resolver resolver_;
  std::unique_ptr<Stream> stream_;
};

/// Accepts connections and leads them through their handshakes.
template <class Stream>
class ws_host final : public std::enable_shared_from_this<ws_host<Stream>> {
 public:
  ws_host(tcp::acceptor socket, endpoint at, accept_callback accept, tls_context tls,
          const channel_options& options)
      : gate(std::move(accept)),
        socket_(std::move(socket)),
        at_(std::move(at)),
        tls_(std::move(tls)),
        options_(options) {}

  void accept() {
    socket_.async_accept([me = this->shared_from_this()](error_code error, tcp::socket peer) {
      if (!me->socket_.is_open()) return;
      if (!error) me->greet(std::move(peer));
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
  /// A connection whose handshake is not done.
  struct guest {
    std::unique_ptr<Stream> stream;
    beast::flat_buffer buffer{request_max};
    http::request_parser<http::empty_body> parser;
    http::response<http::empty_body> answer;
    std::shared_ptr<void> counted;
  };
  using shared_guest = std::shared_ptr<guest>;

  void greet(tcp::socket peer);
  void read_request(const shared_guest& g);
  void take_request(const shared_guest& g);
  void open(const shared_guest& g);
  void refuse() { ++gate.refused; }

  tcp::acceptor socket_;
  endpoint at_;
  tls_context tls_;
  channel_options options_;
  std::size_t channels_ = 0;  ///< With those that are not open yet.
};

template <class Stream>
void ws_host<Stream>::greet(tcp::socket peer) {
  if (channels_ >= options_.channels_max) return refuse();
  error_code ignored;
  peer.set_option(tcp::no_delay(true), ignored);
  auto g = std::make_shared<guest>();
  ++channels_;
  g->counted =
      std::shared_ptr<void>(nullptr, [me = this->shared_from_this()](void*) { --me->channels_; });
  g->stream = make_stream<Stream>(std::move(peer), tls_);
  beast::get_lowest_layer(*g->stream).expires_after(options_.connect_max);
  if constexpr (over_tls<Stream>) {
    g->stream->next_layer().async_handshake(asio::ssl::stream_base::server,
                                            [me = this->shared_from_this(), g](error_code error) {
                                              if (error) return me->refuse();
                                              me->read_request(g);
                                            });
  } else {
    read_request(g);
  }
}

template <class Stream>
void ws_host<Stream>::read_request(const shared_guest& g) {
  g->parser.header_limit(request_max);
  http::async_read_header(g->stream->next_layer(), g->buffer, g->parser,
                          [me = this->shared_from_this(), g](error_code error, std::size_t) {
                            if (error) return me->refuse();
                            me->take_request(g);
                          });
}

template <class Stream>
void ws_host<Stream>::take_request(const shared_guest& g) {
  const auto& request = g->parser.get();
  const bool upgrade = websocket::is_upgrade(request);
  if (upgrade && request.target() == at_.path) {
    return g->stream->async_accept(request, [me = this->shared_from_this(), g](error_code error) {
      if (error) return me->refuse();
      me->open(g);
    });
  }
  refuse();
  g->answer = {upgrade ? http::status::not_found : http::status::upgrade_required,
               request.version()};
  g->answer.keep_alive(false);
  g->answer.prepare_payload();
  http::async_write(g->stream->next_layer(), g->answer, [g](error_code, std::size_t) {});
}

template <class Stream>
void ws_host<Stream>::open(const shared_guest& g) {
  beast::get_lowest_layer(*g->stream).expires_never();
  auto made = std::make_shared<ws_session<Stream>>(traits_of(options_, over_tls<Stream>), options_);
  made->on_end = [counted = g->counted] {};
  if (!gate.accept(made)) return;
  made->start(std::move(g->stream));
}

template <class Stream>
class ws_listener final : public listener {
 public:
  ws_listener(std::shared_ptr<ws_host<Stream>> of, std::string address)
      : of_(std::move(of)), address_(std::move(address)) {}
  ~ws_listener() override { of_->stop(); }
  [[nodiscard]] std::string address() const override { return address_; }
  [[nodiscard]] std::uint64_t refused() const override { return of_->gate.refused; }

 private:
  std::shared_ptr<ws_host<Stream>> of_;
  std::string address_;
};

template <class Stream>
std::unique_ptr<channel> connect(const endpoint& to, channel_events events, tls_context tls,
                                 const channel_options& options) {
  auto made = std::make_shared<ws_session<Stream>>(traits_of(options, over_tls<Stream>), options);
  made->tell(std::move(events));
  asio::post(io_thread(), [made, to, tls = std::move(tls)] {
    std::make_shared<connecting<Stream>>(made, to, tls)->begin();
  });
  return make_channel(std::move(made));
}

template <class Stream>
std::unique_ptr<listener> serve(tcp::acceptor socket, const endpoint& at, accept_callback accept,
                                tls_context tls, const channel_options& options) {
  auto made = std::make_shared<ws_host<Stream>>(std::move(socket), at, std::move(accept),
                                                std::move(tls), options);
  asio::post(io_thread(), [made] { made->accept(); });
  return std::make_unique<ws_listener<Stream>>(made, to_string(at));
}

}  // namespace

result<std::unique_ptr<channel>, std::string> open_ws(const endpoint& to, channel_events events,
                                                      const channel_options& options) {
  if (to.kind == channel_kind::ws) {
    return connect<plain_stream>(to, std::move(events), nullptr, options);
  }
  auto tls = make_context(options.tls, false);
  if (!tls) return failure<std::string>{tls.error()};
  return connect<tls_stream>(to, std::move(events), std::move(*tls), options);
}

result<std::unique_ptr<listener>, std::string> listen_ws(const endpoint& at, accept_callback accept,
                                                         const channel_options& options) {
  tls_context tls;
  if (at.kind == channel_kind::wss) {
    auto made = make_context(options.tls, true);
    if (!made) return failure<std::string>{made.error()};
    tls = std::move(*made);
  }
  const auto address = listening_address(at);
  if (!address) return failure<std::string>{address.error()};
  error_code error;
  tcp::acceptor socket(io_thread());
  const tcp::endpoint local(*address, at.port);
  socket.open(local.protocol(), error);
  if (!error) socket.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) socket.bind(local, error);
  if (!error) socket.listen(asio::socket_base::max_listen_connections, error);
  if (error) return failure<std::string>{to_string(at) + ": " + error.message()};
  auto real = at;
  real.port = socket.local_endpoint(error).port();
  if (tls) return serve<tls_stream>(std::move(socket), real, std::move(accept), tls, options);
  return serve<plain_stream>(std::move(socket), real, std::move(accept), nullptr, options);
}

}  // namespace starling::transports

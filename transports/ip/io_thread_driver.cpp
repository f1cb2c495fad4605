#include "transports/ip/io_thread_driver.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <csignal>
#include <future>
#include <thread>

namespace starling::transports {

namespace {

/// Never destroyed: channels may outlive every static object.
struct running_context {
  boost::asio::io_context context{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work =
      boost::asio::make_work_guard(context);

  running_context() {
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread([this] { context.run(); }).detach();
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }
};

}  // namespace

boost::asio::io_context& io_thread() {
  static auto* one = new running_context;
  return one->context;
}

void do_on_io_thread(const std::function<void()>& what) {
  auto& context = io_thread();
  if (context.get_executor().running_in_this_thread()) return what();
  std::promise<void> done;
  boost::asio::post(context, [&] {
    what();
    done.set_value();
  });
  done.get_future().wait();
}

messages::result<boost::asio::ip::address, std::string> listening_address(const endpoint& at) {
  boost::system::error_code error;
  const auto literal = boost::asio::ip::make_address(at.host, error);
  if (!error) return literal;
  boost::asio::io_context context;
  boost::asio::ip::tcp::resolver resolver(context);
  const auto found = resolver.resolve(at.host, "", error);
  if (error || found.empty()) {
    return messages::failure<std::string>{to_string(at) + ": " + at.host +
                                          " is no address of this host: " + error.message()};
  }
  return found.begin()->endpoint().address();
}

}  // namespace starling::transports

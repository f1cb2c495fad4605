#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <memory>
#include <mutex>

#include "transports/channel/catalogue_driver.hpp"

using namespace starling::transports;

namespace {

std::mutex while_opening;
std::unique_ptr<channel> link_to_peer;

channel_events echo() {
  channel_events events;
  events.received = [](std::vector<std::byte> frame) {
    const std::scoped_lock lock(while_opening);
    static_cast<void>(link_to_peer->send(std::move(frame)));
  };
  return events;
}

/// Prints where it listens, and echoes on the channel that was accepted last.
int serve(const endpoint& at) {
  channel_options options;
  options.frame_max = {2'000'000};
  const auto made = listen(
      at,
      [](std::unique_ptr<channel> c) {
        const std::scoped_lock lock(while_opening);
        link_to_peer = std::move(c);
        return echo();
      },
      options);
  if (!made) return 1;
  std::puts((*made)->address().c_str());
  std::fflush(stdout);
  while (true) pause();
}

}  // namespace

// channel_peer ENDPOINT [AUTHORITY CERTIFICATE KEY]: connects and echoes every frame.
// channel_peer --listen ENDPOINT: echoes to whoever connects. Both live until they are killed.
int main(int count, char** words) {
  if (count < 2) return 2;
  const bool listens = std::strcmp(words[1], "--listen") == 0 && count > 2;
  const auto at = parse_endpoint(words[listens ? 2 : 1]);
  if (!at) return 2;
  if (listens) return serve(*at);
  channel_options options;
  if (count > 4) options.tls = {words[2], words[3], words[4], true};
  auto events = echo();
  events.closed = [](const std::string&) { _exit(0); };
  {
    const std::scoped_lock lock(while_opening);
    auto made = open_channel(*at, std::move(events), options);
    if (!made) return 1;
    link_to_peer = std::move(*made);
  }
  while (true) pause();
}

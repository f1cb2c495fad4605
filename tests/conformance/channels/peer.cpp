#include <unistd.h>

#include <memory>
#include <mutex>

#include "transports/channel/catalogue_driver.hpp"

// Connects to the endpoint that is named, echoes every frame, and lives until it is killed or the
// channel closes.
int main(int count, char** words) {
  using namespace starling::transports;
  if (count < 2) return 2;
  const auto to = parse_endpoint(words[1]);
  if (!to) return 2;
  channel_options options;
  if (count > 4) {
    options.tls.authority = words[2];
    options.tls.certificate = words[3];
    options.tls.key = words[4];
  }
  std::unique_ptr<channel> link;
  std::mutex while_opening;
  channel_events events;
  events.received = [&](std::vector<std::byte> frame) {
    const std::scoped_lock lock(while_opening);
    static_cast<void>(link->send(std::move(frame)));
  };
  events.closed = [](const std::string&) { _exit(0); };
  {
    const std::scoped_lock lock(while_opening);
    auto made = open_channel(*to, std::move(events), options);
    if (!made) return 1;
    link = std::move(*made);
  }
  while (true) pause();
}

#include <doctest/doctest.h>

#include <functional>
#include <string>

#include "actors/host/host_settings.hpp"
#include "tests/actors/host/identities.hpp"

namespace {

using namespace starling;
using identities::who;

/// Three hosts on this machine, whose memberships are known; the first is here.
struct three_hosts {
  hosts_options hosts;
  actors::host_settings settings;

  three_hosts() {
    settings.self = who(1);
    const auto add = [this](const char* name, const char* port, unsigned key) {
      const auto id = messages::to_hex(who(key)->keys.id().value);
      const std::string at = std::string("127.0.0.1:") + port;
      hosts.list.push_back({name, at, 2, id, at});
    };
    add("a", "7600", 1);
    add("b", "7700", 50);
    add("c", "7800", 100);
  }
  [[nodiscard]] std::string refusal() const { return actors::refuse_hosts(hosts, settings, 0); }
};

bool says(const std::function<void(three_hosts&)>& change, const std::string& why) {
  three_hosts h;
  change(h);
  INFO(h.refusal());
  CHECK(h.refusal().find(why) != std::string::npos);
  return !h.refusal().empty();
}

TEST_CASE("hosts that can reach each other are refused nothing") {
  three_hosts h;
  CHECK(h.refusal().empty());
  for (auto& host : h.hosts.list) host.membership.clear();
  CHECK(h.refusal().empty());
}

TEST_CASE("with a beacon addresses may be left open") {
  three_hosts h;
  h.hosts.beacon = "239.1.2.3:7000";
  for (auto& host : h.hosts.list) {
    host.address.clear();
    host.membership = "0.0.0.0:0";
  }
  CHECK(h.refusal().find("--listen must say where") != std::string::npos);
  h.settings.listen = "127.0.0.1:7600";
  CHECK(h.refusal().empty());
}

TEST_CASE("what cannot work is refused in one sentence that says who and why") {
  CHECK(says([](auto& h) { h.hosts.list[1].address = "x"; }, "b: 'x' has no port"));
  CHECK(says([](auto& h) { h.hosts.list[1].peer = "12"; }, "b: peer is not 64 hexadecimal"));
  CHECK(says([](auto& h) { h.hosts.list[2].membership.clear(); }, "c: it has a membership"));
  CHECK(says([](auto& h) { h.hosts.list[2].membership = "shm:///x"; }, "is no HOST:PORT of UDP"));
  CHECK(says([](auto& h) { h.hosts.list[2].membership = "0.0.0.0:7"; }, "without a beacon"));
  CHECK(says([](auto& h) { h.hosts.list[2].name = "a"; }, "a: its name comes twice"));
  CHECK(says([](auto& h) { h.hosts.beacon = "239.1.2.3:0"; }, "a port that all share"));
  CHECK(says([](auto& h) { h.hosts.list[0].address = "10.0.0.1:7600"; }, "need mutual TLS"));
  CHECK(says([](auto& h) { h.settings.certificate = "c.pem"; }, "mutual TLS needs"));
  CHECK(says([](auto& h) { h.hosts.silence_max = h.hosts.heartbeat; }, "two heartbeats"));
  CHECK(says([](auto& h) { h.settings.self = who(7); }, "not that of the key given"));
}

TEST_CASE("a beacon or a majority needs members") {
  const auto without = [](auto& h) {
    for (auto& host : h.hosts.list) host.membership.clear();
  };
  CHECK(says(
      [&](auto& h) {
        without(h);
        h.hosts.keep_majority = true;
      },
      "keep_majority needs hosts with a membership"));
  CHECK(says(
      [&](auto& h) {
        without(h);
        h.hosts.beacon = "239.1.2.3:7000";
      },
      "a beacon needs hosts with a membership"));
}

}  // namespace

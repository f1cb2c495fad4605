#include "actors/host/wire/address.hpp"

#include <doctest/doctest.h>

#include <utility>

namespace {

using namespace starling::actors;

TEST_CASE("addresses are names, IPv4 and bracketed IPv6, with a port") {
  CHECK(*parse_address("10.0.0.1:7600") == address{"10.0.0.1", 7600});
  CHECK(*parse_address("node-7.example:65535") == address{"node-7.example", 65535});
  CHECK(*parse_address("[fe80::1]:1") == address{"fe80::1", 1});
}

TEST_CASE("addresses are channels, too") {
  const auto udp = parse_address("udp://10.0.0.1:7600");
  REQUIRE(udp);
  REQUIRE(udp->channel);
  CHECK(udp->channel->kind == starling::transports::channel_kind::udp);
  CHECK_FALSE(needs_tls(*udp));
  const auto two = parse_address("shm:///ant,udp://10.0.0.1:7600");
  REQUIRE(two);
  CHECK(two->channel->parts.size() == 2);
}

TEST_CASE("what is no address is refused with what is missing") {
  for (const auto& [text, why] : {std::pair{"here", "has no port"},
                                  {"", "has no port"},
                                  {"here:", "does not end with a port"},
                                  {"here:0", "does not end with a port"},
                                  {"here:65536", "does not end with a port"},
                                  {"here:7x", "does not end with a port"},
                                  {"here:-7", "does not end with a port"},
                                  {":7600", "names no host"},
                                  {"carrier-pigeon://here:1", "carrier-pigeon"},
                                  {"fe80::1:7600", "is IPv6 without brackets"}}) {
    const auto read = parse_address(text);
    REQUIRE_FALSE(read);
    CAPTURE(read.error());
    CHECK(read.error().find(why) != std::string::npos);
  }
}

TEST_CASE("beyond loopback TLS is needed, also for a name that looks like it") {
  for (const char* host : {"localhost", "127.0.0.1", "127.8.9.1", "::1"}) {
    CHECK_FALSE(needs_tls({host, 1}));
  }
  for (const char* host : {"10.0.0.1", "127.example.org", "12.7.0.1", "0.0.0.0", "::"}) {
    CHECK(needs_tls({host, 1}));
  }
}

}  // namespace

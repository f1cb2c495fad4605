#include "transports/channel/endpoint.hpp"

#include <doctest/doctest.h>

#include <string>

#include "messages/types/random.hpp"

using starling::messages::random_source;
using starling::transports::channel_kind;
using starling::transports::endpoint;
using starling::transports::parse_endpoint;
using starling::transports::to_string;

TEST_CASE("an endpoint is read part by part") {
  const auto udp = parse_endpoint("udp://1.2.3.4:7600");
  REQUIRE(udp);
  CHECK(*udp == endpoint{channel_kind::udp, "1.2.3.4", 7600, {}, {}});
  const auto six = parse_endpoint("tcp://[::1]:65535");
  REQUIRE(six);
  CHECK(*six == endpoint{channel_kind::tcp, "::1", 65535, {}, {}});
  const auto web = parse_endpoint("wss://gateway.example:443/starling");
  REQUIRE(web);
  CHECK(*web == endpoint{channel_kind::wss, "gateway.example", 443, "/starling", {}});
  CHECK(parse_endpoint("ws://h:1").value().path == "/");
  const auto memory = parse_endpoint("shm:///swarm-7");
  REQUIRE(memory);
  CHECK(*memory == endpoint{channel_kind::shm, {}, 0, "swarm-7", {}});
}

TEST_CASE("commas make several endpoints one, the preferred first") {
  const auto both = parse_endpoint("shm:///a,udp://[::1]:1");
  REQUIRE(both);
  CHECK(both->kind == channel_kind::multi);
  REQUIRE(both->parts.size() == 2);
  CHECK(both->parts[0].path == "a");
  CHECK(both->parts[1].host == "::1");
}

TEST_CASE("what is printed is read back as the same") {
  for (const char* text : {"tcp://127.0.0.1:1", "udp://[fe80::1]:0", "ws://a:80/x/y", "wss://b:1/",
                           "shm:///n", "udp://a:1,ws://b:2/c"}) {
    const auto e = parse_endpoint(text);
    REQUIRE_MESSAGE(e, text);
    CHECK(to_string(*e) == text);
  }
}

TEST_CASE("a wrong endpoint is refused with its text and what is accepted") {
  for (const char* text :
       {"",           "x",           "tcp:/a:1",     "ftp://a:1",     "multi://a:1",
        "tcp://a",    "tcp://:1",    "tcp://a:",     "tcp://a:65536", "tcp://a:-1",
        "tcp://a:1x", "tcp://::1:7", "tcp://[::1:7", "tcp://[]:1",    "udp://a:1/path",
        "shm://name", "shm:///",     "shm:///a/b",   "shm:///../x",   "tcp://a b:1",
        "tcp://a:1,", ",tcp://a:1",  "tcp://u@a:1"}) {
    const auto e = parse_endpoint(text);
    REQUIRE_MESSAGE(!e, text);
    CHECK(e.error().find("accepted: tcp://HOST:PORT") != std::string::npos);
  }
}

TEST_CASE("an endpoint is refused where it, or what is printed of it, is too long") {
  CHECK(parse_endpoint(std::string(2000, 'a')).error().find("1024 characters") !=
        std::string::npos);
  const auto web = "ws://" + std::string(1017, 'h') + ":1";  // of 1024, and "/" is added
  CHECK_FALSE(parse_endpoint(web));
  CHECK(parse_endpoint("ws://" + std::string(1016, 'h') + ":1"));
  std::string several = "tcp://a:1";
  for (int i = 1; i < 16; ++i) several += ",tcp://a:1";
  CHECK(parse_endpoint(several));
  CHECK(parse_endpoint(several + ",tcp://a:1").error().find("more than 16") != std::string::npos);
}

TEST_CASE("any text is read or refused, never anything else") {
  random_source random(7);
  const std::string alphabet = "tcpudwsm:/,[]0159.@\n\xff";
  for (int i = 0; i < 20'000; ++i) {
    std::string text = i % 2 == 0 ? "udp://" : "";
    for (auto n = random.below(24); n > 0; --n) text += alphabet[random.below(alphabet.size())];
    const auto e = parse_endpoint(text);
    if (e) CHECK(parse_endpoint(to_string(*e)).value() == *e);
  }
}

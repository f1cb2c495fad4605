#include "deploy/state/checkpoint_file.hpp"

#include <doctest/doctest.h>

using namespace starling;
using deploy::checkpoint_bytes;
using deploy::read_checkpoint;
using deploy::swarm_identity;

namespace {

actors::checkpoint three() {
  actors::checkpoint c;
  c.round = {12};
  c.states = {{std::byte{1}, std::byte{10}}, {}, {std::byte{0}, std::byte{255}, std::byte{7}}};
  return c;
}

}  // namespace

TEST_CASE("a checkpoint reads back as it was") {
  const auto read = read_checkpoint(checkpoint_bytes(three(), "me"), "me");
  REQUIRE_MESSAGE(read, read.error());
  CHECK(read->round == three().round);
  CHECK(read->states == three().states);
}

TEST_CASE("a checkpoint of another swarm, cut anywhere or changed in any bit, is refused") {
  const auto whole = checkpoint_bytes(three(), "me");
  CHECK_FALSE(read_checkpoint(whole, "you"));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CHECK_FALSE(read_checkpoint(std::string_view(whole).substr(0, length), "me"));
  }
  CHECK_FALSE(read_checkpoint(whole + '\0', "me"));
  const auto body = whole.find('\n') + 1;
  for (std::size_t i = body; i < whole.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      auto changed = whole;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      CHECK_FALSE(read_checkpoint(changed, "me"));
    }
  }
  CHECK_FALSE(read_checkpoint("{\"format\":\"starling checkpoint 1\"}\n", "me"));
  CHECK_FALSE(read_checkpoint(R"({"format":7})"
                              "\n",
                              "me"));
}

TEST_CASE("a swarm is the same however long it runs and wherever it writes, and no other") {
  swarm_options o;
  const auto first = swarm_identity(o);
  o.rounds.max = 5000;
  o.checkpoint = {10, "/somewhere"};
  o.evaluation.every = 7;
  CHECK(swarm_identity(o) == first);
  o.seed = 8;
  CHECK(swarm_identity(o) != first);
}

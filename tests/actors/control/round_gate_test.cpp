#include "actors/control/round_gate.hpp"

#include <atomic>
#include <thread>

#include <doctest/doctest.h>

namespace {

using starling::actors::round_gate;
using starling::messages::round_number;

round_number first_free(round_gate& gate) {
  return gate.between_rounds([](round_number first) { return first; });
}

TEST_CASE("a change waits for the first round that nobody has begun") {
  round_gate gate;
  CHECK(first_free(gate) == round_number{1});
  gate.begun(round_number{7});
  gate.begun(round_number{3});  // a straggler
  CHECK(first_free(gate) == round_number{8});
}

TEST_CASE("nobody begins a round while something is changed for it") {
  round_gate gate;
  std::atomic<bool> early{false};
  std::thread member([&] {
    for (std::uint64_t r = 1; r <= 20'000; ++r) {
      gate.begun(round_number{r});
      if (first_free(gate) <= round_number{r}) early = true;
    }
  });
  std::uint64_t last = 0;
  bool backwards = false;
  for (int i = 0; i < 2'000; ++i) {
    gate.between_rounds([&](round_number first) {
      backwards = backwards || first.value < last;
      last = first.value;
      return 0;
    });
  }
  member.join();
  CHECK_FALSE(early);
  CHECK_FALSE(backwards);
  CHECK(first_free(gate) == round_number{20'001});
}

}  // namespace

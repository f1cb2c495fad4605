#include "messages/security/replay_window.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <set>
#include <vector>

#include "messages/types/random.hpp"

using namespace starling::messages;

namespace {

/// The obvious one: all numbers that were accepted and can still matter.
class model {
 public:
  bool accept(std::uint64_t number) {
    if (number == 0 ||
        (highest_ >= replay_window::size && number <= highest_ - replay_window::size)) {
      return false;
    }
    if (!seen_.insert(number).second) return false;
    highest_ = std::max(highest_, number);
    while (highest_ >= replay_window::size && *seen_.begin() <= highest_ - replay_window::size) {
      seen_.erase(seen_.begin());
    }
    return true;
  }

 private:
  std::uint64_t highest_ = 0;
  std::set<std::uint64_t> seen_;
};

/// Mostly the next number, often an old one, sometimes a jump.
std::uint64_t draw(random_source& random, std::uint64_t highest) {
  const std::uint64_t kind = random.below(1000);
  if (kind < 400) return highest + 1;
  if (kind < 800) return highest - std::min(highest, random.below(64));
  if (kind < 970) return highest - std::min(highest, random.below(1100));
  if (kind < 999) return highest + random.below(200);
  return highest + random.below(3000);
}

}  // namespace

TEST_CASE("numbers are accepted once each, in any order within the window") {
  replay_window window;
  std::vector<std::uint64_t> numbers;
  for (std::uint64_t n = 1; n <= 1024; ++n) numbers.push_back(n);
  random_source random(3);
  random.shuffle(std::span(numbers));
  for (const auto n : numbers) CHECK(window.accept(n));
  for (const auto n : numbers) CHECK_FALSE(window.accept(n));
  CHECK(window.highest() == 1024);
}

TEST_CASE("zero is never fresh") {
  replay_window window;
  CHECK_FALSE(window.fresh(0));
  CHECK_FALSE(window.accept(0));
  CHECK(window == replay_window{});
}

TEST_CASE("the window reaches 1,023 numbers below the highest and no further") {
  replay_window window;
  CHECK(window.accept(5000));
  CHECK_FALSE(window.accept(5000 - 1024));
  CHECK(window.accept(5000 - 1023));
  CHECK_FALSE(window.accept(5000 - 1023));
}

TEST_CASE("asking changes nothing") {
  replay_window window;
  CHECK(window.accept(70));
  const auto before = window;
  CHECK(window.fresh(71));
  CHECK(window.fresh(1'000'000));
  CHECK_FALSE(window.fresh(70));
  CHECK(window == before);
}

TEST_CASE("the largest jump and the last number are accepted once") {
  constexpr auto last = std::numeric_limits<std::uint64_t>::max();
  replay_window window;
  CHECK(window.accept(1));
  CHECK(window.accept(last - 5));
  CHECK_FALSE(window.accept(1));
  CHECK(window.accept(last));
  CHECK_FALSE(window.accept(last));
  CHECK(window.accept(last - 1023));
  CHECK_FALSE(window.accept(last - 1024));
}

TEST_CASE("ten million duplicates, reorderings and jumps: as the obvious model, none twice") {
  random_source random(11);
  replay_window window;
  model obvious;
  std::uint64_t accepted = 0;
  std::uint64_t different = 0;
  for (int i = 0; i < 10'000'000; ++i) {
    const auto number = draw(random, window.highest());
    const bool asked = window.fresh(number);
    const bool taken = window.accept(number);
    different += asked != taken || taken != obvious.accept(number) ? 1 : 0;
    accepted += taken ? 1 : 0;
  }
  CHECK(different == 0);
  CHECK(accepted > 4'000'000);
  CHECK(accepted < 9'000'000);
}

TEST_CASE("what was written down goes on as if nothing had happened") {
  random_source random(12);
  replay_window window;
  for (int i = 0; i < 5000; ++i) static_cast<void>(window.accept(draw(random, window.highest())));
  auto restored = replay_window::restored(window.save());
  CHECK(restored == window);
  for (int i = 0; i < 5000; ++i) {
    const auto number = draw(random, window.highest());
    CHECK(restored.accept(number) == window.accept(number));
  }
}

TEST_CASE("the state is the highest number and the words, little endian") {
  replay_window window;
  CHECK(window.accept(0x0102));
  const auto state = window.save();
  CHECK(state[0] == std::byte{2});
  CHECK(state[1] == std::byte{1});
  // 258 is bit 2 of the fifth word.
  CHECK(state[8 + 4 * 8] == std::byte{4});
  CHECK(std::count(state.begin(), state.end(), std::byte{0}) == 144 - 3);
}

#include "optimizers/state.hpp"

#include <doctest/doctest.h>

#include "messages/types/random.hpp"

namespace {

using starling::optimizers::state;

struct walker {
  std::uint64_t steps = 0;
  std::vector<double> at = {0, 0};
  starling::messages::random_source random{1};

  void exchange(state& s) {
    s.exchange(steps);
    s.exchange(at);
    s.exchange(random);
  }
  void step() {
    ++steps;
    for (double& x : at) x += random.normal();
  }
};

}  // namespace

TEST_CASE("what took over a state goes on as the other would have") {
  walker a;
  for (int i = 0; i < 7; ++i) a.step();
  state written;
  a.exchange(written);
  walker b;
  state read(written.written());
  b.exchange(read);
  CHECK_FALSE(read.broken());
  for (int i = 0; i < 5; ++i) {
    a.step();
    b.step();
  }
  CHECK(a.at == b.at);
  CHECK(a.steps == b.steps);
}

TEST_CASE("a state of any other length is broken") {
  walker a;
  state written;
  a.exchange(written);
  const auto whole = written.written();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    state cut(std::vector<std::byte>(whole.begin(), whole.begin() + static_cast<long>(length)));
    walker b;
    b.exchange(cut);
    CHECK(cut.broken());
  }
  auto longer = whole;
  longer.push_back(std::byte{});
  state s(longer);
  walker b;
  b.exchange(s);
  CHECK(s.broken());
}

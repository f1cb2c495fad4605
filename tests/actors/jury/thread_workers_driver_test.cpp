#include "actors/jury/thread_workers_driver.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <vector>

namespace {

using starling::actors::thread_workers;

TEST_CASE("each part is done once, however many threads there are") {
  for (const std::size_t threads : {1U, 2U, 5U}) {
    for (const std::size_t count : {0U, 1U, 3U, 100U}) {
      std::vector<std::atomic<int>> done(count);
      thread_workers(threads).each(count, [&](std::size_t part) { ++done[part]; });
      for (const auto& times : done) CHECK(times == 1);
    }
  }
}

TEST_CASE("threads work at the same time") {
  std::atomic<int> arrived = 0;
  // Each part ends once both have begun: with one thread the first would never end.
  thread_workers(2).each(2, [&](std::size_t) {
    ++arrived;
    arrived.notify_all();
    for (int seen = arrived; seen < 2; seen = arrived) arrived.wait(seen);
  });
  CHECK(arrived == 2);
}

}  // namespace

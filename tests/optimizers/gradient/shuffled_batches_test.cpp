#include "optimizers/gradient/shuffled_batches.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using starling::optimizers::shuffled_batches;

namespace {

std::vector<std::uint32_t> epoch(shuffled_batches& b) {
  std::vector<std::uint32_t> dealt;
  for (std::size_t i = 0; i < b.per_epoch(); ++i) {
    const auto batch = b.next();
    dealt.insert(dealt.end(), batch.begin(), batch.end());
  }
  return dealt;
}

}  // namespace

TEST_CASE("every epoch deals every position once, in another order") {
  for (const std::size_t size : {1U, 7U, 10U, 23U, 100U, 0U}) {
    shuffled_batches b(23, size, 5);
    auto first = epoch(b);
    auto second = epoch(b);
    CHECK(first != second);
    std::ranges::sort(first);
    std::ranges::sort(second);
    CHECK(first == second);
    CHECK(first.size() == 23);
    CHECK(std::ranges::adjacent_find(first) == first.end());
    CHECK(first.back() == 22);
  }
}

TEST_CASE("only the last batch of an epoch is smaller") {
  shuffled_batches b(23, 10, 1);
  CHECK(b.per_epoch() == 3);
  for (int e = 0; e < 2; ++e) {
    CHECK(b.next().size() == 10);
    CHECK(b.next().size() == 10);
    CHECK(b.next().size() == 3);
  }
}

TEST_CASE("one seed gives one sequence of batches") {
  shuffled_batches a(50, 8, 9), b(50, 8, 9), c(50, 8, 10);
  const auto first = epoch(a);
  CHECK(first == epoch(b));
  CHECK(first != epoch(c));
}

TEST_CASE("batches go on where they were written down, and no order but a whole one is taken") {
  shuffled_batches a(23, 10, 9), b(23, 10, 9);
  for (int i = 0; i < 5; ++i) a.next();
  starling::optimizers::state written;
  a.exchange(written);
  starling::optimizers::state read(written.written());
  b.exchange(read);
  CHECK_FALSE(read.broken());
  for (int i = 0; i < 10; ++i) CHECK(std::ranges::equal(a.next(), b.next()));
  auto bytes = written.written();
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = bytes[i % 4];  // one position twice
  starling::optimizers::state twice(bytes);
  b.exchange(twice);
  CHECK(twice.broken());
  CHECK(std::ranges::equal(a.next(), b.next()));
}

TEST_CASE("an empty shard deals empty batches") {
  shuffled_batches b(0, 8, 1);
  CHECK(b.next().empty());
  CHECK(b.per_epoch() == 0);
}

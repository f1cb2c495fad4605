#include "optimizers/datasets/npy_header.hpp"

#include <doctest/doctest.h>

#include "messages/types/random.hpp"

using starling::optimizers::parse_npy_header;

TEST_CASE("npy header: type, order and shape are read from the dictionary") {
  const auto h = parse_npy_header("{'descr': '<u2', 'fortran_order': True, 'shape': (3, 4), }  \n");
  REQUIRE(h);
  CHECK(h->kind == 'u');
  CHECK(h->bytes == 2);
  CHECK(h->fortran_order);
  CHECK(h->shape == std::vector<std::size_t>{3, 4});
  const auto one = parse_npy_header("{'descr': '|i1', 'fortran_order': False, 'shape': ()}");
  REQUIRE(one);
  CHECK(one->shape.empty());
}

TEST_CASE("npy header: the fault lies where the text goes wrong") {
  const auto h = parse_npy_header("{'descr': '<f4', 'fortran_order': Nein");
  REQUIRE_FALSE(h);
  CHECK(h.error().at == 34);
  CHECK(h.error().found == "'N'");
}

TEST_CASE("npy header: any text gives a header or a fault") {
  const std::string good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
  starling::messages::random_source random(31);
  for (int trial = 0; trial < 20'000; ++trial) {
    std::string text = good;
    for (std::uint64_t n = 1 + random.below(3); n > 0; --n) {
      const auto at = random.below(text.size());
      if (random.below(2) == 0) {
        text.erase(at, 1 + random.below(5));
      } else {
        text[at] = good[random.below(good.size())];
      }
      if (text.empty()) break;
    }
    const auto h = parse_npy_header(text);
    if (h) {
      CHECK(h->shape.size() <= 8);
    } else {
      CHECK(h.error().at <= text.size());
    }
  }
}

#include "actors/topology/lattice.hpp"

#include <bit>

#include "tests/actors/topology/network.hpp"

namespace kinds = starling::topology;
using namespace network;

namespace {

template <class Adjacent>
void check_definition(const topology& t, Adjacent adjacent) {
  bool right = true;
  for (std::uint32_t a = 0; a < t.nodes(); ++a) {
    numbers expected;
    for (std::uint32_t b = 0; b < t.nodes(); ++b) {
      if (a != b && adjacent(a, b)) expected.push_back(b);
    }
    right = right && targets(t, a) == expected && sources(t, a, 9) == expected;
  }
  CHECK(right);
}

/// One step apart on a circle.
bool beside(std::uint32_t a, std::uint32_t b, std::uint32_t size) {
  return (a + 1) % size == b || (b + 1) % size == a;
}

}  // namespace

TEST_CASE("ring, mesh and hypercube follow their definitions") {
  for (std::uint32_t n = 2; n <= 64; ++n) {
    check_definition(*build(kinds::ring{}, n), [n](auto a, auto b) { return beside(a, b, n); });
    check_definition(*build(kinds::mesh{}, n), [](auto, auto) { return true; });
    if (std::has_single_bit(n)) {
      check_definition(*build(kinds::hypercube{}, n),
                       [](auto a, auto b) { return std::popcount(a ^ b) == 1; });
    }
  }
}

TEST_CASE("a torus is a ring of rings, of every rectangle") {
  for (std::uint32_t rows = 2; rows <= 12; ++rows) {
    for (std::uint32_t columns = 2; columns <= 12; ++columns) {
      check_definition(*build(kinds::torus{rows, columns}, rows * columns), [&](auto a, auto b) {
        const bool across = a / columns == b / columns && beside(a % columns, b % columns, columns);
        const bool down = a % columns == b % columns && beside(a / columns, b / columns, rows);
        return across || down;
      });
    }
  }
}

TEST_CASE("a torus without sides is as square as can be, and one side gives the other") {
  CHECK(targets(*build(kinds::torus{}, 12), 0) == numbers{1, 3, 4, 8});      // 3 x 4
  CHECK(targets(*build(kinds::torus{2, 0}, 12), 0) == numbers{1, 5, 6});     // 2 x 6
  CHECK(targets(*build(kinds::torus{0, 3}, 12), 0) == numbers{1, 2, 3, 9});  // 4 x 3
  CHECK(targets(*build(kinds::torus{}, 10'000), 0) == numbers{1, 99, 100, 9900});
}

TEST_CASE("a mesh of 10,000 names everyone else") {
  const auto mesh = build(kinds::mesh{}, 10'000);
  for (const std::uint32_t member : {0U, 4711U, 9999U}) {
    numbers others;
    for (std::uint32_t i = 0; i < 10'000; ++i) {
      if (i != member) others.push_back(i);
    }
    CHECK(targets(*mesh, member) == others);
    CHECK(mesh->links({member}) == 9999);
    CHECK(mesh->mixing_weight({member}, {17}, {1}) == doctest::Approx(1e-4));
  }
}

TEST_CASE("a billion nodes in a lattice take no memory of their own") {
  const std::size_t many = std::size_t{1} << 30U;
  CHECK(targets(*build(kinds::ring{}, many), 0) == numbers{1, (1U << 30U) - 1});
  CHECK(targets(*build(kinds::hypercube{}, many), 0).size() == 30);
  CHECK(targets(*build(kinds::torus{}, many), 0) ==
        numbers{1, (1U << 15U) - 1, 1U << 15U, (1U << 30U) - (1U << 15U)});
}

TEST_CASE("a lattice that cannot be says which can") {
  CHECK(refusal(kinds::ring{}, 1) == "a ring was asked for with 1 node: it needs at least 2");
  CHECK(
      refusal(kinds::hypercube{}, 12) ==
      "a hypercube was asked for with 12 nodes: it needs a power of two, the nearest are 8 and 16");
  CHECK(
      refusal(kinds::torus{3, 5}, 16) ==
      "a torus of 3 x 5 was asked for with 16 nodes: possible are 4 x 4, 2 x 8, either way round");
  CHECK(refusal(kinds::torus{1, 10}, 10) ==
        "a torus of 1 x 10 was asked for with 10 nodes: possible is 2 x 5, either way round");
  CHECK(refusal(kinds::torus{4, 0}, 10) ==
        "a torus of 4 x any was asked for with 10 nodes: possible is 2 x 5, either way round");
  CHECK(
      refusal(kinds::torus{}, 7) ==
      "a torus was asked for with 7 nodes: no rectangle with sides of at least 2 has so many, the "
      "nearest that do have 6 and 8");
  CHECK(refusal(kinds::torus{}, 1) ==
        "a torus was asked for with 1 node: no rectangle with sides of at least 2 has so many, the "
        "nearest that do have 4");
  // Sides whose product is 16 only where it overflows.
  CHECK(refusal(kinds::torus{(std::size_t{1} << 63U) + 4, 4}, 16) != "");
}

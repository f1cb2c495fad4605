#include "messages/types/tensor.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <stdexcept>

using starling::messages::tensor;

TEST_CASE("a copied tensor shares its storage until one side writes") {
  const std::array values{1.0F, 2.0F, 3.0F};
  tensor a{std::span<const float>(values)};
  tensor b = a;
  CHECK(b.same_storage(a));
  b.mutate()[1] = 5;
  CHECK_FALSE(b.same_storage(a));
  CHECK(a.values()[1] == 2);
  CHECK(b.values()[1] == 5);
}

TEST_CASE("a tensor of float64 keeps every bit, and says so when it is taken for another") {
  const std::array values{1e-300, -0.0, 0.1};
  tensor a{std::span<const double>(values)};
  const tensor b = a;
  CHECK(a.size() == 3);
  CHECK(a.bytes().size() == 24);
  CHECK(a.precision() == starling::messages::precision::float64);
  CHECK(b.doubles()[0] == 1e-300);
  CHECK_THROWS_AS(static_cast<void>(a.values()), std::logic_error);
  CHECK_THROWS_AS(static_cast<void>(tensor(3).doubles()), std::logic_error);
  a.mutate_doubles()[2] = std::numeric_limits<double>::infinity();
  CHECK(b.doubles()[2] == 0.1);
  CHECK_FALSE(a.all_finite());
  CHECK(b.all_finite());
  CHECK_FALSE(a == b);
  CHECK_FALSE(tensor(2) == tensor::uninitialised(1, starling::messages::precision::float64));
}

TEST_CASE("the only owner writes in place") {
  tensor a(1000);
  const float* before = a.values().data();
  a.mutate()[0] = 1;
  CHECK(a.values().data() == before);
  CHECK(reinterpret_cast<std::uintptr_t>(before) % 64 == 0);
}

TEST_CASE("large storage is reused, never shared by two owners") {
  const float* first = nullptr;
  {
    const tensor a(100'000);
    first = a.values().data();
  }
  const tensor b = tensor::uninitialised(100'000);
  const tensor c = tensor::uninitialised(100'000);
  CHECK(b.values().data() == first);
  CHECK(c.values().data() != first);
}

TEST_CASE("equality is of bits") {
  tensor a(3);
  tensor b(3);
  CHECK(a == b);
  b.mutate()[2] = -0.0F;
  CHECK_FALSE(a == b);
  CHECK(tensor() == tensor());
  CHECK_FALSE(tensor() == a);
}

TEST_CASE("all_finite sees a NaN or an infinity in any position") {
  for (std::size_t i = 0; i < 37; ++i) {
    for (float bad :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
          -std::numeric_limits<float>::infinity()}) {
      tensor t(37);
      CHECK(t.all_finite());
      t.mutate()[i] = bad;
      CHECK_FALSE(t.all_finite());
      t.mutate()[i] = 0;
      CHECK(t.all_finite());
    }
  }
}

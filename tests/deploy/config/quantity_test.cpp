#include "deploy/config/quantity.hpp"

#include <doctest/doctest.h>

#include "messages/types/random.hpp"

using starling::deploy::durations;
using starling::deploy::print_quantity;
using starling::deploy::rates;
using starling::deploy::read_quantity;

TEST_CASE("a duration is a number and one of five units") {
  CHECK(read_quantity("250us", durations()).value == 250);
  CHECK(read_quantity("5ms", durations()).value == 5'000);
  CHECK(read_quantity("2s", durations()).value == 2'000'000);
  CHECK(read_quantity("2 s", durations()).value == 2'000'000);
  CHECK(read_quantity("1.5min", durations()).value == 90'000'000);
  CHECK(read_quantity(".5h", durations()).value == 1'800'000'000);
  CHECK(read_quantity("8760h", durations()).value == 31'536'000'000'000);
}

TEST_CASE("a rate is a number and a number of bits per second") {
  CHECK(read_quantity("9600bit/s", rates()).value == 9'600);
  CHECK(read_quantity("64kbit/s", rates()).value == 64'000);
  CHECK(read_quantity("54Mbit/s", rates()).value == 54'000'000);
  CHECK(read_quantity("1.5Gbit/s", rates()).value == 1'500'000'000);
}

TEST_CASE("what is no quantity is refused for its own reason") {
  CHECK(read_quantity("5", durations()).why == "has no unit");
  CHECK(read_quantity("0", durations()).why == "has no unit");
  CHECK(read_quantity("5m", durations()).why == "has a unit that is not known here");
  CHECK(read_quantity("5 parsecs", durations()).why == "has a unit that is not known here");
  CHECK(read_quantity("54MB/s", rates()).why == "has a unit that is not known here");
  CHECK(read_quantity("fast", rates()).why == "is not a rate");
  CHECK(read_quantity("", durations()).why == "is not a duration");
  CHECK(read_quantity("infs", durations()).why == "is not a duration");
  CHECK(read_quantity("nans", durations()).why == "is not a duration");
  CHECK(read_quantity(" 5s", durations()).why == "is not a duration");
  CHECK(read_quantity("--5s", durations()).why == "is not a duration");
  CHECK(read_quantity("-5s", durations()).why == "is out of range");
  CHECK(read_quantity("8761h", durations()).why == "is out of range");
  CHECK(read_quantity("99999999999999999999999999h", durations()).why == "is out of range");
  CHECK(read_quantity("0.1us", durations()).why == "is too small");
}

TEST_CASE("a quantity is printed in the largest unit that needs no fraction") {
  CHECK(print_quantity(0, durations()) == "0s");
  CHECK(print_quantity(90'000'000, durations()) == "90s");
  CHECK(print_quantity(60'000'000, durations()) == "1min");
  CHECK(print_quantity(1'001, durations()) == "1001us");
  CHECK(print_quantity(1'500'000'000, rates()) == "1500Mbit/s");
  CHECK(print_quantity(0, rates()) == "0bit/s");
}

TEST_CASE("reading what was printed gives the same quantity") {
  starling::messages::random_source random(11);
  for (int i = 0; i < 2'000; ++i) {
    for (const auto* of : {&durations(), &rates()}) {
      const auto largest = static_cast<std::uint64_t>(of->largest);
      const auto value = static_cast<std::int64_t>(random.below(largest >> random.below(45)) + 1);
      CAPTURE(value);
      CHECK(read_quantity(print_quantity(value, *of), *of).value == value);
    }
  }
}

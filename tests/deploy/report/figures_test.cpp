#include "deploy/report/figures.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace starling::deploy;

TEST_CASE("figures are written with few digits and a unit") {
  CHECK(describe(measure::real, 0.123456) == "0.1235");
  CHECK(describe(measure::real, 1234.56) == "1235");
  CHECK(describe(measure::real, 1.5e-7) == "1.50e-07");
  CHECK(describe(measure::real, 0) == "0");
  CHECK(describe(measure::fraction, 0.97123) == "97.12 %");
  CHECK(describe(measure::count, 999) == "999");
  CHECK(describe(measure::count, 1'234'567) == "1.23 M");
  CHECK(describe(measure::bytes, 512) == "512 B");
  CHECK(describe(measure::bytes, 47'395'635) == "45.2 MiB");
  CHECK(describe(measure::seconds, 0.000'83) == "830 µs");
  CHECK(describe(measure::seconds, 12.34) == "12.3 s");
  CHECK(describe(measure::seconds, 192) == "3 min 12 s");
  CHECK(describe(measure::seconds, 7500) == "2 h 5 min");
  CHECK(describe(measure::seconds, 180'000) == "2 d 2 h");
  CHECK(describe(measure::real, std::numeric_limits<double>::quiet_NaN()) == "–");
  CHECK(describe(measure::real, std::numeric_limits<double>::infinity(), "-") == "-");
}

TEST_CASE("long numbers are grouped by thousands") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(12'345'678) == "12,345,678");
}

TEST_CASE("a number rounds to the digits asked for and never to minus zero") {
  CHECK(fixed(2.345, 1) == "2.3");
  CHECK(fixed(-0.04, 1) == "0.0");
  CHECK(fixed(1e300, 0).size() == 301);
}

TEST_CASE("control characters and malformed UTF-8 do not get through") {
  CHECK(printable("déjà – 群れ 🐦") == "déjà – 群れ 🐦");
  CHECK(printable("a\x1b[31m\n\tb\x7f") == "a?[31m??b?");
  CHECK(printable("\xc2\x9b") == "?");        // a one-byte escape in disguise
  CHECK(printable("\xc0\xaf\xff") == "???");  // overlong, never valid
  CHECK(printable("\xed\xa0\x80") == "???");  // a surrogate
  CHECK(printable("\xe2\x82") == "??");       // cut short
}

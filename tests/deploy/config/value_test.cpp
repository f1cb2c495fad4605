#include "deploy/config/value.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "messages/types/random.hpp"

namespace deploy = starling::deploy;

namespace {

deploy::node scalar(const std::string& text) {
  deploy::node made;
  made.what = deploy::node::kind::scalar;
  made.text = text;
  return made;
}

/// Empty where the text is accepted, else why it is not.
template <class T>
std::string refusal(const deploy::value<T>& how, const std::string& text, T into = {}) {
  const auto wrong = how.read(scalar(text), "/", into);
  return wrong ? wrong->message : "";
}

}  // namespace

TEST_CASE("a whole number is digits within its range") {
  const auto count = deploy::whole<std::size_t>(1, 100);
  CHECK(refusal(count, "1").empty());
  CHECK(refusal(count, "100").empty());
  CHECK(refusal(count, "0") == "0 is out of range");
  CHECK(refusal(count, "101") == "101 is out of range");
  CHECK(refusal(count, "-3") == "-3 is out of range");
  CHECK(refusal(count, "99999999999999999999999") == "99999999999999999999999 is out of range");
  for (const std::string none : {"", "-", "ten", "1.0", "1e2", "0x10", "+1", " 1", "1 "}) {
    CHECK(refusal(count, none) == '"' + none + "\" is not a whole number");
  }
}

TEST_CASE("a real number is finite and within its range, ends left out where it says so") {
  const auto open = deploy::real<double>({0, 1, true, true});
  CHECK(refusal(open, "0.5").empty());
  CHECK(refusal(open, "1e-3").empty());
  CHECK(refusal(open, "0") == "0 is out of range");
  CHECK(refusal(open, "1") == "1 is out of range");
  const auto closed = deploy::fraction<double>();
  CHECK(refusal(closed, "0").empty());
  CHECK(refusal(closed, "1").empty());
  CHECK(refusal(closed, "1.0001") == "1.0001 is out of range");
  CHECK(refusal(closed, "-0.1") == "-0.1 is out of range");
  CHECK(refusal(closed, "nan") == "nan is not finite");
  CHECK(refusal(closed, "inf") == "inf is not finite");
  CHECK(refusal(closed, "1e999") == "1e999 is out of range");
  CHECK(refusal(closed, "10%") == "\"10%\" is not a number");
}

TEST_CASE("reals are printed so that reading gives the same bits") {
  starling::messages::random_source random(3);
  const double largest = std::numeric_limits<float>::max();
  const auto wide = deploy::real<float>({-largest, largest});
  for (int i = 0; i < 1'000; ++i) {
    const auto x = static_cast<float>(std::exp(random.uniform(-40, 40)));
    float back = 0;
    CHECK_FALSE(wide.read(scalar(wide.write(x)), "/", back));
    CHECK(back == x);
  }
}

TEST_CASE("a text has no control characters and is quoted where YAML needs it") {
  const auto name = deploy::text(8, false);
  CHECK(refusal(name, "swarm").empty());
  CHECK(refusal(name, "") == "a text of 0 bytes");
  CHECK(refusal(name, "ninebytes") == "a text of 9 bytes");
  CHECK(refusal(name, "a\nb") == "\"a?b\" has a control character");
  CHECK(deploy::quoted("plain-1.0_x") == "plain-1.0_x");
  CHECK(deploy::quoted("null") == "\"null\"");
  CHECK(deploy::quoted("1") == "\"1\"");
  CHECK(deploy::quoted("a\"b\\c") == "\"a\\\"b\\\\c\"");
}

TEST_CASE("a relative path is relative to the folder given") {
  std::filesystem::path into;
  CHECK_FALSE(deploy::path().read(scalar("../mnist"), "/data/swarms", into));
  CHECK(into == "/data/mnist");
  CHECK_FALSE(deploy::path().read(scalar("/mnist"), "/data/swarms", into));
  CHECK(into == "/mnist");
  CHECK(refusal(deploy::path(), "") == "a text of 0 bytes");
}

TEST_CASE("a type of several values is named in the plural") {
  CHECK(deploy::several("map") == "maps");
  CHECK(deploy::several("list of maps") == "lists of maps");
}

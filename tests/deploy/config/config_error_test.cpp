#include "deploy/config/config_error.hpp"

#include <doctest/doctest.h>

using starling::deploy::config_error;
using starling::deploy::to_string;

TEST_CASE("an error says file, line, column, key, what is wrong and what is accepted") {
  CHECK(to_string(config_error{"s.yaml", 12, 9, "topology.fanout", "0 is out of range", "1 … 9"}) ==
        "s.yaml:12:9: topology.fanout: 0 is out of range (accepted: 1 … 9)");
}

TEST_CASE("an error leaves out what it does not have") {
  CHECK(to_string(config_error{"s.yaml", 0, 0, "", "no such file", ""}) == "s.yaml: no such file");
  CHECK(to_string(config_error{"--set rounds.max", 0, 0, "rounds.max", "wrong", ""}) ==
        "--set rounds.max: wrong");
  CHECK(to_string(config_error{"", 0, 0, "", "wrong", ""}) == "wrong");
}

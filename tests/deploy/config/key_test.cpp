#include "deploy/config/key.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

namespace deploy = starling::deploy;

TEST_CASE("every key is documented, has a section, a type and a path of its own") {
  std::set<std::string> paths;
  for (const auto& key : deploy::keys()) {
    CAPTURE(key.path);
    CHECK(paths.insert(key.path).second);
    CHECK(deploy::find_section(key.section) != nullptr);
    CHECK_FALSE(key.type.empty());
    CHECK_FALSE(key.accepted.empty());
    CHECK(key.sentence.ends_with('.'));
    CHECK_FALSE(key.defaults.empty());
  }
  for (const auto& section : deploy::sections()) {
    CHECK_FALSE(deploy::names_below(section.path, nullptr).empty());
  }
}

TEST_CASE("a kind is named for each alternative of its variant") {
  using starling::swarm_options;
  const auto count = [](const char* path) { return deploy::find_key(path)->alternatives.size(); };
  CHECK(count("topology.kind") == std::variant_size_v<starling::topology::options>);
  CHECK(count("model.kind") == std::variant_size_v<starling::model::options>);
  CHECK(count("strategy.kind") == std::variant_size_v<starling::strategy::options>);
  CHECK(count("data.kind") == std::variant_size_v<starling::dataset::options>);
  CHECK(count("data.partition.kind") == std::variant_size_v<starling::partition::options>);
  CHECK(count("aggregation.rule") == std::variant_size_v<starling::rule::options>);
  CHECK(count("adversaries.attack") == std::variant_size_v<starling::attack::options>);
}

TEST_CASE("a key knows the kinds it belongs to and its default beside each") {
  const auto* rate = deploy::find_key("strategy.learning_rate");
  REQUIRE(rate->defaults.size() == 3);
  CHECK(rate->defaults[0].kind == "sgd");
  CHECK(rate->defaults[0].value == "0.1");
  CHECK(rate->defaults[1].value == "0.001");
  const auto* fanout = deploy::find_key("topology.fanout");
  REQUIRE(fanout->defaults.size() == 1);
  CHECK(fanout->defaults[0].kind == "gossip");
  CHECK(fanout->chooser == "topology.kind");
}

TEST_CASE("an attack has a scale where a strength makes sense, each its own") {
  const auto* scale = deploy::find_key("adversaries.scale");
  std::map<std::string, std::string> defaults;
  for (const auto& one : scale->defaults) defaults[one.kind] = one.value;
  CHECK(defaults.at("sign_flip") == "1");
  CHECK(defaults.at("inner_product") == "2");
  CHECK(defaults.at("a_little_is_enough") == "0");
  for (const auto* without : {"infinity", "nan", "drop", "mimic", "min_max"}) {
    CHECK_FALSE(defaults.contains(without));
  }
}

TEST_CASE("a misspelt key is near the right one, a foreign word near none") {
  CHECK(deploy::nearest_key("rounds.quorom") == "rounds.quorum");
  CHECK(deploy::nearest_key("round.max") == "rounds.max");
  CHECK(deploy::nearest_key("topolgy") == "topology");
  CHECK(deploy::nearest_key("rounds.fanout") == "topology.fanout");
  CHECK(deploy::nearest_key("rounds.elephant").empty());
  CHECK(deploy::nearest_key(std::string(100'000, 'x')).empty());
}

TEST_CASE("the edit distance counts letters inserted, deleted or replaced") {
  CHECK(deploy::edit_distance("", "abc") == 3);
  CHECK(deploy::edit_distance("kitten", "sitting") == 3);
  CHECK(deploy::edit_distance("same", "same") == 0);
}

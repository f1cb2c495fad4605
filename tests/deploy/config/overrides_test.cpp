#include "deploy/config/overrides.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "deploy/config/key.hpp"
#include "deploy/config/swarm_file.hpp"

namespace deploy = starling::deploy;
using deploy::config_error;
using deploy::override_value;

namespace {

auto overrides_of(const std::vector<std::string>& entries) {
  std::vector<const char*> pointers;
  for (const auto& entry : entries) pointers.push_back(entry.c_str());
  pointers.push_back(nullptr);
  return deploy::environment_overrides(pointers.data());
}

config_error refusal(const std::string& entry) {
  const auto read = overrides_of({entry});
  REQUIRE_FALSE(read);
  return read.error();
}

override_value flag(const std::string& key, const std::string& value) {
  const auto parsed = deploy::parse_set(key + '=' + value);
  REQUIRE(parsed);
  return *parsed;
}

auto read(const std::string& text, const std::vector<override_value>& overrides) {
  return deploy::read_swarm_text(text, "f.yaml", "/data", overrides);
}

}  // namespace

TEST_CASE("every key has an environment variable of its own") {
  std::set<std::string> names;
  for (const auto& key : deploy::keys()) names.insert(deploy::environment_name(key.path));
  CHECK(names.size() == deploy::keys().size());
  CHECK(names.contains("STARLING_ROUNDS_MAX"));
  CHECK(names.contains("STARLING_LINKS_EMULATE_LOSS"));
}

TEST_CASE("the environment sets keys, and unrelated variables are left alone") {
  const auto all = overrides_of({"PATH=/bin", "STARLING_TEST_DATA=/x", "STARLING_ROUNDS_MAX=40",
                                 "STARLING_DATA_PARTITION_KIND=iid", "STARLING_COLOUR=never",
                                 "STARLING_NAME_WITHOUT_VALUE"});
  REQUIRE(all);
  REQUIRE(all->size() == 2);
  CHECK((*all)[0].key == "data.partition.kind");
  CHECK((*all)[1].key == "rounds.max");
  CHECK((*all)[1].value == "40");
  CHECK((*all)[1].origin == "STARLING_ROUNDS_MAX");
  CHECK(deploy::environment_overrides(nullptr)->empty());
}

TEST_CASE("a variable that stands for no key is refused with the nearest name") {
  const auto typo = refusal("STARLING_ROUNDS_MAXX=40");
  CHECK(typo.file == "STARLING_ROUNDS_MAXX");
  CHECK(typo.message == "stands for no key of the swarm file; did you mean STARLING_ROUNDS_MAX?");
  CHECK(typo.accepted.find("STARLING_ROUNDS_QUORUM") != std::string::npos);
  CHECK(refusal("STARLING_ROUND_MAX=40").message.find("STARLING_ROUNDS_MAX?") != std::string::npos);
  CHECK(refusal("STARLING_TOPOLOGY_WHATEVER=1").message == "stands for no key of the swarm file");
}

TEST_CASE("flags override the environment, which overrides the file") {
  const std::string text = "rounds: {max: 10}\n";
  const auto environment = overrides_of({"STARLING_ROUNDS_MAX=20"});
  REQUIRE(environment);
  CHECK(read(text, {})->options.rounds.max == 10);
  CHECK(read(text, *environment)->options.rounds.max == 20);
  CHECK(read(text, {flag("rounds.max", "30"), environment->front()})->options.rounds.max == 30);
  CHECK(read(text, {flag("rounds.max", "30"), flag("rounds.max", "31")})->options.rounds.max == 31);
}

TEST_CASE("an override can set a list, a text and a key beside another kind") {
  const auto file = read("topology: {kind: gossip, fanout: 3}\nstrategy: {learning_rate: 0.5}\n",
                         {flag("topology.kind", "ring"), flag("strategy.kind", "adam"),
                          flag("model.layers", "[4, 2]"), flag("swarm.name", "a: b")});
  REQUIRE(file);
  CHECK(std::holds_alternative<starling::topology::ring>(file->options.topology));
  CHECK(std::get<starling::strategy::adam>(file->options.strategy).learning_rate == 0.5F);
  CHECK(std::get<starling::model::mlp>(file->options.model).layers ==
        std::vector<std::size_t>{4, 2});
  CHECK(file->options.name == "a: b");
  CHECK(deploy::locate(*file, "topology.kind").file == "--set topology.kind");
}

TEST_CASE("an override may give what the file's kind needs, relative to the working folder") {
  const auto file = read("data: {kind: idx}\n", {flag("data.path", "/elsewhere/mnist")});
  REQUIRE(file);
  CHECK(std::get<starling::dataset::idx>(file->options.data).path == "/elsewhere/mnist");
  const auto relative = read("data: {kind: idx}\n", {flag("data.path", "mnist")});
  CHECK(std::get<starling::dataset::idx>(relative->options.data).path ==
        std::filesystem::current_path() / "mnist");
}

TEST_CASE("errors in overrides name the override, not a place in the file") {
  const auto message = [](const override_value& one) {
    const auto file = read("topology: {kind: ring}\n", {one});
    REQUIRE_FALSE(file);
    return deploy::to_string(file.error());
  };
  CHECK(message(flag("rounds.max", "0")) ==
        "--set rounds.max: 0 is out of range (accepted: 1 … 1000000000)");
  CHECK(message(overrides_of({"STARLING_ROUNDS_MAX=many"})->front()) ==
        "STARLING_ROUNDS_MAX: rounds.max: \"many\" is not a whole number "
        "(accepted: 1 … 1000000000)");
  CHECK(message(flag("rounds.maxx", "0"))
            .find("--set rounds.maxx: unknown key; did you mean "
                  "rounds.max?") == 0);
  CHECK(message(flag("rounds", "{}")).find("--set rounds: a section") == 0);
  CHECK(message(flag("topology.fanout", "2")) ==
        "--set topology.fanout: belongs to topology.kind gossip, not to ring (accepted: kind)");
  CHECK(
      message(flag("model.layers", "[4, x: y: z]")).find("--set model.layers: \"[4, x: y: z]\"") ==
      0);
  CHECK(message(flag("model.layers", "[4")).find("--set model.layers: \"[4\": a key is a word") ==
        0);
  CHECK(message(flag("model.layers", "[4, 0]")) ==
        "--set model.layers: model.layers[1]: 0 is out of range (accepted: 1 … 1000000)");
  CHECK(message(flag("data.kind", "idx")).find("--set data.kind: data.path: missing") == 0);
}

TEST_CASE("an override does not hide an error of the file") {
  const auto file = read("rounds: {max: 0}\n", {flag("rounds.max", "5")});
  REQUIRE_FALSE(file);
  CHECK(file.error().file == "f.yaml");
}

TEST_CASE("the argument of --set is a key and a value") {
  CHECK(deploy::parse_set("data.path=a=b")->value == "a=b");
  CHECK(deploy::parse_set("swarm.name=")->value.empty());
  CHECK_FALSE(deploy::parse_set("rounds.max"));
  CHECK_FALSE(deploy::parse_set("=4"));
}

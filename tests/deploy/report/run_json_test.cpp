#include "deploy/report/run_json.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "tests/deploy/report/sample_run.hpp"

using namespace starling;
using namespace starling::deploy;
using testing::not_a_number;
using testing::sample_run;

TEST_CASE("run.json holds every figure of the contract under its name") {
  run_result r = sample_run(3).result;
  r.detail = "none";
  const auto json = nlohmann::json::parse(to_json(r));
  CHECK(json["name"] == "digits");
  CHECK(json["seed"] == 7);
  CHECK(json["nodes"] == 10);
  CHECK(json["rounds"] == 3);
  CHECK(json["stopped_by"] == "rounds_done");
  CHECK(json["detail"] == "none");
  CHECK(json["loss"] == r.loss);
  CHECK(json["accuracy"] == r.accuracy);
  CHECK(json["accuracy_min"] == 0.9);
  CHECK_FALSE(json.contains("backdoor_success"));
  r.backdoor_success = 0.75;
  CHECK(nlohmann::json::parse(to_json(r))["backdoor_success"] == 0.75);
  CHECK(from_json(to_json(r))->backdoor_success == 0.75);
  CHECK(json["samples"] == 38'400);
  CHECK(json["seconds"] == 3.25);
  CHECK(json["samples_per_second"] == 39'384.6);
  CHECK(json["bytes_sent"] == 123'456'789);
  CHECK(json["restarts"] == 1);
  CHECK(json["peak_rss_bytes"] == (64U << 20U));
  CHECK(json["model_hash"] == r.model_hash);
  CHECK(json["refused"]["outvoted"] == 6);
  CHECK(json["refused"]["late"] == 3);  // 1 + 2 + 0
  CHECK(json["refused"]["too_stale"] == 0);
  CHECK(json["refused_by_peer"] == nlohmann::json{{"3", {{"late", 5}}}, {"8", {{"outvoted", 40}}}});
  CHECK(json["adversaries"] == nlohmann::json{8, 9});
  REQUIRE(json["per_round"].size() == 3);
  const auto& second = json["per_round"][1];
  CHECK(second["round"] == 2);
  CHECK(second["refused"] == 4);
  CHECK(second["refused_by_reason"] == nlohmann::json{{"late", 2}, {"outvoted", 2}});
  CHECK(second["bytes"] == 8192);
  CHECK(second["live_nodes"] == 10);
  CHECK(second["loss_max"] == r.per_round[1].loss_max);
}

TEST_CASE("run.json speaks of virtual time only where there was any") {
  run_result r = sample_run(1).result;
  CHECK_FALSE(nlohmann::json::parse(to_json(r)).contains("virtual_seconds"));
  CHECK_FALSE(nlohmann::json::parse(to_json(r)).contains("trace_hash"));
  r.virtual_seconds = 60;
  r.trace_hash = "beef";
  CHECK(nlohmann::json::parse(to_json(r))["virtual_seconds"] == 60);
  CHECK(nlohmann::json::parse(to_json(r))["trace_hash"] == "beef");
}

TEST_CASE("run.json writes NaN and infinity as null and reads null as NaN") {
  run_result r = sample_run(2).result;
  r.loss = not_a_number;
  r.per_round[0].accuracy = not_a_number;
  r.per_round[1].loss_max = std::numeric_limits<double>::infinity();
  const std::string text = to_json(r);
  CHECK(nlohmann::json::parse(text)["loss"].is_null());
  CHECK(nlohmann::json::parse(text)["per_round"][1]["loss_max"].is_null());
  const auto back = from_json(text);
  REQUIRE(back);
  CHECK(std::isnan(back->loss));
  CHECK(std::isnan(back->per_round[0].accuracy));
  CHECK(std::isnan(back->per_round[1].loss_max));
}

TEST_CASE("what run.json says is read back whole") {
  for (const std::uint64_t rounds : {0U, 1U, 50U}) {
    run_result r = sample_run(rounds).result;
    if (rounds == 0) r.loss = r.accuracy = 0.1 + 0.2;  // NaN would not compare
    r.stopped_by = stop_reason::quorum_lost;
    r.detail = "nodes 3 and \"7\"\\";
    r.virtual_seconds = 1.0 / 3;
    r.seed = std::numeric_limits<std::uint64_t>::max();
    if (rounds > 0) r.reputation = {{{1}, 2.0 / 3}, {{9}, 0.125}};
    const auto back = from_json(to_json(r));
    REQUIRE(back);
    CHECK(to_json(*back) == to_json(r));
    CHECK(back->stopped_by == r.stopped_by);
    CHECK(back->detail == r.detail);
    CHECK(back->seed == r.seed);
    CHECK(back->virtual_seconds == r.virtual_seconds);
    CHECK(back->refused_by_peer == r.refused_by_peer);
    CHECK(back->adversaries == r.adversaries);
    CHECK(back->reputation == r.reputation);
    REQUIRE(back->per_round.size() == rounds);
    if (rounds > 0) CHECK(back->per_round.back().refused == r.per_round.back().refused);
  }
}

TEST_CASE("a name that is no text still makes valid JSON") {
  run_result r;
  r.name = "\xff\x1b[2J\n\xc0\xaf";
  CHECK(nlohmann::json::parse(to_json(r))["name"] == "??[2J???");
}

TEST_CASE("wrong types in run.json are refused by the name of the key") {
  const auto error_of = [](const char* key, const nlohmann::json& value) {
    auto json = nlohmann::json::parse(to_json(sample_run(2).result));
    json[key] = value;
    const auto back = from_json(json.dump());
    return back ? std::string("accepted") : back.error();
  };
  CHECK(error_of("name", 3) == "\"name\" must be a string");
  CHECK(error_of("nodes", "ten") == "\"nodes\" must be a number without sign or fraction");
  CHECK(error_of("nodes", -1) == "\"nodes\" must be a number without sign or fraction");
  CHECK(error_of("loss", "low") == "\"loss\" must be a number or null");
  CHECK(error_of("stopped_by", "boredom").starts_with("\"stopped_by\" must be one of rounds_done"));
  CHECK(error_of("adversaries", {"x"}) == "\"adversaries\" must be an array of node numbers");
  CHECK(error_of("adversaries", {5'000'000'000}) ==
        "\"adversaries\" must be an array of node numbers");
  CHECK(error_of("per_round", 4) == "\"per_round\" must be an array");
  CHECK(error_of("per_round", {{{"round", "one"}}}) ==
        "\"per_round[0].round\" must be a number without sign or fraction");
  CHECK(error_of("per_round", {3}) == "\"per_round[0].\" must be an object");
  CHECK(error_of("refused_by_peer", {{"x", nlohmann::json::object()}}) ==
        "\"refused_by_peer\" must be an object keyed by node numbers");
  CHECK(error_of("refused_by_peer", {{"3", {{"late", "often"}}}}) ==
        "\"refused_by_peer.3\" must be an object of counts by reason");
  CHECK(error_of("something_new", {1, 2}) == "accepted");
  CHECK(from_json("[]").error() == "the text must be an object");
  CHECK(from_json("{}").error() == "\"name\" must be present");
}

TEST_CASE("any bytes in place of run.json give a result or a sentence") {
  const std::string text = to_json(sample_run(2).result);
  for (std::size_t length = 0; length + 2 < text.size(); ++length) {
    CHECK_FALSE(from_json(text.substr(0, length)));
  }
  std::mt19937 random(11);
  std::size_t refused = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string mutated = text;
    for (int k = 0; k < 3; ++k) mutated[random() % mutated.size()] = static_cast<char>(random());
    const auto back = from_json(mutated);
    if (!back) ++refused;
    if (!back) CHECK_FALSE(back.error().empty());
  }
  CHECK(refused > 0);
  CHECK_FALSE(from_json(std::string(200'000, '[')));
}

#include "actors/topology/draw.hpp"

#include <cstddef>
#include <nlohmann/json.hpp>

#include "tests/actors/topology/network.hpp"

namespace kinds = starling::topology;
using namespace network;
using starling::actors::to_dot;
using starling::actors::to_json;

TEST_CASE("a ring is drawn with each edge once") {
  CHECK(to_dot(*build(kinds::ring{}, 4), {1}) ==
        "graph \"ring\" {\n  0;\n  1;\n  2;\n  3;\n"
        "  0 -- 1;\n  0 -- 3;\n  1 -- 2;\n  2 -- 3;\n}\n");
  CHECK(to_json(*build(kinds::ring{}, 4), {1}) ==
        "{\"kind\":\"ring\",\"nodes\":4,\"aggregators\":0,"
        "\"edges\":[[0,1],[0,3],[1,2],[2,3]],\"directed\":false}\n");
}

TEST_CASE("aggregators are drawn as boxes") {
  CHECK(to_dot(*build(kinds::star{}, 2), {1}) ==
        "graph \"star\" {\n  0;\n  1;\n  2 [shape=box];\n  0 -- 2;\n  1 -- 2;\n}\n");
  CHECK(to_json(*build(kinds::star{}, 2), {1}) ==
        "{\"kind\":\"star\",\"nodes\":2,\"aggregators\":1,"
        "\"edges\":[[0,2],[1,2]],\"directed\":false}\n");
}

TEST_CASE("one alone is drawn without edges") {
  CHECK(to_dot(*build(kinds::mesh{}, 1), {1}) == "graph \"mesh\" {\n  0;\n}\n");
  CHECK(to_json(*build(kinds::mesh{}, 1), {1}) ==
        "{\"kind\":\"mesh\",\"nodes\":1,\"aggregators\":0,\"edges\":[],\"directed\":false}\n");
}

TEST_CASE("gossip that pushes is drawn with arrows to those who hear") {
  const auto network = build(kinds::gossip{2, false}, 20);
  const auto json = nlohmann::json::parse(to_json(*network, {3}));
  CHECK(json.at("kind") == "gossip");
  CHECK(json.at("directed") == true);
  std::vector<std::vector<std::uint32_t>> expected;
  for (std::uint32_t from = 0; from < 20; ++from) {
    for (const std::uint32_t to : targets(*network, from, 3)) expected.push_back({from, to});
  }
  CHECK(json.at("edges") == expected);
  const std::string dot = to_dot(*network, {3});
  CHECK(dot.substr(0, 18) == "digraph \"gossip\" {");
  for (const auto& edge : expected) {
    const std::string arrow =
        "  " + std::to_string(edge[0]) + " -> " + std::to_string(edge[1]) + ";\n";
    CHECK(dot.find(arrow) != std::string::npos);
  }
  CHECK(to_json(*network, {4}) != to_json(*network, {3}));
  CHECK(nlohmann::json::parse(to_json(*build(kinds::gossip{2, true}, 20), {3})).at("directed") ==
        false);
}

TEST_CASE("a kind of one's own with quotes in its name is still well drawn") {
  class odd final : public topology {
   public:
    [[nodiscard]] std::string_view kind() const override { return "a \"b\" \\ c\n"; }
    [[nodiscard]] std::size_t nodes() const override { return 1; }
    void targets(node_id, round_number, std::vector<node_id>& out) const override { out.clear(); }
    void sources(node_id, round_number, std::vector<node_id>& out) const override { out.clear(); }
    [[nodiscard]] std::size_t links(node_id) const override { return 0; }
    [[nodiscard]] double mixing_weight(node_id, node_id, round_number) const override { return 1; }
  };
  CHECK(nlohmann::json::parse(to_json(odd(), {1})).at("kind") == "a \"b\" \\ c");
}

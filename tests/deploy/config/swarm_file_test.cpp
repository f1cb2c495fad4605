#include "deploy/config/swarm_file.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "deploy/config/key.hpp"
#include "deploy/config/presets.hpp"
#include "messages/types/random.hpp"

namespace deploy = starling::deploy;
using starling::swarm_options;
using starling::messages::random_source;

namespace {

auto read(const std::string& text) {
  return deploy::read_swarm_text(text, "f.yaml", "/data");
}

std::string refusal(const std::string& text) {
  const auto file = read(text);
  REQUIRE_FALSE(file);
  return deploy::to_string(file.error());
}

/// A folder of its own for one test.
struct scratch {
  scratch() : folder(std::filesystem::path(STARLING_BINARY_DIR) / "swarm_file_test") {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
  }
  ~scratch() { std::filesystem::remove_all(folder); }
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(folder / name, std::ios::binary) << text;
    return folder / name;
  }
  std::filesystem::path folder;
};

}  // namespace

TEST_CASE("the example of the design is read as it is meant") {
  const auto file = read(R"(
swarm:       {name: digits, nodes: 10, seed: 7}
topology:    {kind: gossip, fanout: 2}
rounds:      {max: 100, mode: synchronous, quorum: 0.8, deadline: 2s, sample: 1.0,
              until_loss_below: 0.01}
model:       {kind: mlp, layers: [784, 128, 10]}
strategy:    {kind: sgd, learning_rate: 0.1, batch: 32, local_steps: 10}
data:        {kind: digits, samples: 20000, partition: {kind: dirichlet, alpha: 0.5}}
aggregation: {rule: trimmed_mean, byzantine: 2}
adversaries: {count: 2, attack: sign_flip, scale: 4}    # two of the ten nodes
links:       {kind: in_process, emulate: {loss: 0.01, latency: 5ms, bandwidth: 54Mbit/s}}
)");
  REQUIRE_MESSAGE(file, deploy::to_string(file.error()));
  const swarm_options& o = file->options;
  CHECK(o.name == "digits");
  CHECK(std::get<starling::topology::gossip>(o.topology).fanout == 2);
  CHECK(o.rounds.quorum == 0.8);
  CHECK(o.rounds.deadline == std::chrono::seconds(2));
  CHECK(std::get<starling::partition::dirichlet>(o.partition).alpha == 0.5);
  CHECK(std::get<starling::rule::trimmed_mean>(o.aggregation.rule).byzantine_max == 2);
  CHECK(std::get<starling::attack::sign_flip>(o.adversaries.how).scale == 4);
  CHECK(o.emulate.latency == std::chrono::milliseconds(5));
  CHECK(o.emulate.bandwidth_bits_per_second == 54'000'000);
}

TEST_CASE("lists of absences, crashes and partitions are read") {
  const auto file = read(R"(
faults:
  absences: [{node: 3, from: 5, until: 15}]
  crashes:
    - {node: 1, round: 4}
    - {round: 9, node: 2}
links:
  emulate:
    partitions: [{start: 1s, end: 2s, groups: [[0, 1], [2, 3]]}]
)");
  REQUIRE_MESSAGE(file, deploy::to_string(file.error()));
  REQUIRE(file->options.faults.absences.size() == 1);
  CHECK(file->options.faults.absences[0].until.value == 15);
  REQUIRE(file->options.faults.crashes.size() == 2);
  CHECK(file->options.faults.crashes[1].node.value == 2);
  REQUIRE(file->options.emulate.partitions.size() == 1);
  CHECK(file->options.emulate.partitions[0].groups[1][1].value == 3);
}

TEST_CASE("an empty section, or a map with no section, is all defaults") {
  CHECK(deploy::to_yaml(read("rounds:\n")->options) == deploy::to_yaml(swarm_options{}));
  CHECK(deploy::to_yaml(read("{}")->options) == deploy::to_yaml(swarm_options{}));
}

TEST_CASE("each key's default is accepted in a file beside each kind it belongs to") {
  for (const auto& key : deploy::keys()) {
    if (key.required) continue;
    for (const auto& one : key.defaults) {
      std::string inside = key.name + ": " + one.value;
      for (const auto& other : deploy::keys()) {
        if (one.kind.empty() || other.section != key.section) continue;
        if (other.path == key.chooser) inside += ", " + other.name + ": " + one.kind;
        for (const auto& beside : other.defaults) {
          if (other.required && beside.kind == one.kind) inside += ", " + other.name + ": x";
        }
      }
      std::string text = '{' + inside + '}';
      const std::size_t dot = key.section.find('.');
      if (dot != std::string::npos) text = '{' + key.section.substr(dot + 1) + ": " + text + '}';
      text = key.section.substr(0, dot) + ": " + text;
      CAPTURE(text);
      const auto file = read(text);
      REQUIRE_MESSAGE(file, deploy::to_string(file.error()));
      CHECK((key.write(file->options) == one.value));
    }
  }
}

namespace {

template <class Variant>
Variant any_alternative(random_source& random) {
  return deploy::alternative_at<Variant>(
      static_cast<std::size_t>(random.below(std::variant_size_v<Variant>)));
}

std::string any_text(random_source& random) {
  const std::vector<std::string> pieces{"a", "Z", "0", " ", ":", "#", "\"", "\\", "'", "é", "…",
                                        "-", "{", "]", ",", "&", "*", "!",  "|",  "%", "@", "~"};
  std::string text;
  for (std::uint64_t i = random.below(12) + 1; i > 0; --i) text += pieces[random.below(22)];
  return text;
}

std::chrono::microseconds any_duration(random_source& random) {
  return std::chrono::microseconds(random.below(std::uint64_t{1} << (1 + random.below(43))) + 1);
}

void fill(swarm_options& o, random_source& random) {
  using namespace starling;
  const auto count = [&] { return static_cast<std::size_t>(random.below(1'000) + 1); };
  o.name = any_text(random);
  o.nodes = count();
  o.seed = random();
  if (auto* t = std::get_if<topology::gossip>(&o.topology)) *t = {count(), random.below(2) == 1};
  if (auto* t = std::get_if<topology::torus>(&o.topology)) *t = {count(), count()};
  if (auto* t = std::get_if<topology::edges>(&o.topology)) t->file = "/" + any_text(random);
  o.rounds.mode = static_cast<round_mode>(random.below(3));
  o.rounds.quorum = 1 - random.uniform();
  o.rounds.deadline = any_duration(random);
  o.rounds.until_loss_below = random.uniform(0, 1e9);
  if (auto* m = std::get_if<model::mlp>(&o.model))
    *m = {{count(), count()}, model::activation::tanh};
  if (auto* s = std::get_if<strategy::adam>(&o.strategy)) {
    s->epsilon = static_cast<float>(random.uniform(1e-12, 1e-6));
    s->work.local_epochs = count();
  }
  if (auto* d = std::get_if<dataset::idx>(&o.data)) d->path = any_text(random);
  if (auto* d = std::get_if<dataset::csv>(&o.data)) *d = {any_text(random), any_text(random)};
  if (auto* d = std::get_if<dataset::npy>(&o.data)) *d = {any_text(random), "b", 0.1, true};
  if (auto* r = std::get_if<rule::multi_krum>(&o.aggregation.rule)) *r = {count(), count()};
  if (auto* r = std::get_if<rule::registered>(&o.aggregation.rule))
    *r = {any_text(random), count()};
  o.faults.work = any_duration(random);
  o.emulate.loss = random.uniform();
  o.emulate.bandwidth_bits_per_second = random.below(std::uint64_t{1} << random.below(49));
  for (std::uint32_t i = 0; i < random.below(3); ++i) {
    o.faults.absences.push_back({{i}, {i + 1U}, {i + 1U + count()}});
    o.faults.crashes.push_back({{i}, {count()}});
    o.emulate.partitions.push_back(
        {any_duration(random), std::chrono::hours(8'760), {{{i}}, {{9}}}});
  }
}

}  // namespace

TEST_CASE("reading what was written gives the same options") {
  random_source random(5);
  for (int i = 0; i < 500; ++i) {
    swarm_options options;
    options.topology = any_alternative<starling::topology::options>(random);
    options.strategy = any_alternative<starling::strategy::options>(random);
    options.data = any_alternative<starling::dataset::options>(random);
    options.partition = any_alternative<starling::partition::options>(random);
    options.aggregation.rule = any_alternative<starling::rule::options>(random);
    options.adversaries.how = any_alternative<starling::attack::options>(random);
    fill(options, random);
    const std::string text = deploy::to_yaml(options);
    CAPTURE(text);
    const auto file = read(text);
    REQUIRE_MESSAGE(file, deploy::to_string(file.error()));
    CHECK(deploy::to_yaml(file->options) == text);
    CHECK(file->options.topology.index() == options.topology.index());
    CHECK(file->options.name == options.name);
    CHECK(file->options.rounds.quorum == options.rounds.quorum);
    CHECK(file->options.emulate.bandwidth_bits_per_second ==
          options.emulate.bandwidth_bits_per_second);
  }
}

TEST_CASE("a file that is no swarm file is refused as a whole") {
  CHECK(refusal("").find("f.yaml: nothing is not a swarm file (accepted: a map with the sections "
                         "swarm, topology, rounds,") == 0);
  CHECK(refusal("# only a comment\n").find("f.yaml: nothing is not a swarm file") == 0);
  CHECK(refusal("- a\n- b\n").find("f.yaml:1:1: a list is not a swarm file") == 0);
  CHECK(refusal("hello\n").find("f.yaml:1:1: \"hello\" is not a swarm file") == 0);
  CHECK(refusal("rounds: 3\n")
            .find("f.yaml:1:9: rounds: \"3\" stands where a section is expected "
                  "(accepted: a map with the keys max, mode,") == 0);
}

TEST_CASE("an unknown key is refused at its place with the nearest and the accepted ones") {
  CHECK(refusal("rounds:\n  max: 3\n  quorom: 1\n")
            .find("f.yaml:3:3: rounds.quorom: unknown key; did you mean rounds.quorum? "
                  "(accepted: max, mode, quorum,") == 0);
  CHECK(refusal("topologie: {kind: ring}\n")
            .find("f.yaml:1:1: topologie: unknown key; did you mean topology? (accepted: swarm,") ==
        0);
  CHECK(refusal("data: {partition: {kimd: iid}}\n")
            .find("f.yaml:1:20: data.partition.kimd: unknown key; did you mean "
                  "data.partition.kind? (accepted: kind, alpha, labels)") == 0);
  CHECK(refusal("swarm: {elephant: 1}\n") ==
        "f.yaml:1:9: swarm.elephant: unknown key (accepted: name, nodes, seed)");
}

TEST_CASE("a value of the wrong type, unit or range is refused at its place") {
  CHECK(refusal("topology:\n  kind: gossip\n  fanout: 0\n") ==
        "f.yaml:3:11: topology.fanout: 0 is out of range (accepted: 1 … 1000000)");
  CHECK(refusal("rounds: {max: ten}") ==
        "f.yaml:1:15: rounds.max: \"ten\" is not a whole number (accepted: 1 … 1000000000)");
  CHECK(refusal("rounds: {max: [1]}").find("f.yaml:1:15: rounds.max: a list is not a whole") == 0);
  CHECK(refusal("rounds:\n  max:\n") ==
        "f.yaml:2:3: rounds.max: nothing is not a whole number (accepted: 1 … 1000000000)");
  CHECK(
      refusal("rounds: {deadline: 5}") ==
      "f.yaml:1:20: rounds.deadline: \"5\" has no unit (accepted: number and unit us, ms, s, min, "
      "h; 0s … 8760h)");
  CHECK(refusal("links: {emulate: {bandwidth: 54MB/s}}") ==
        "f.yaml:1:30: links.emulate.bandwidth: \"54MB/s\" has a unit that is not known here "
        "(accepted: number and unit bit/s, kbit/s, Mbit/s, Gbit/s; 0bit/s … 1000000Gbit/s)");
  CHECK(refusal("topology: {kind: circle}")
            .find("f.yaml:1:18: topology.kind: \"circle\" is none of the words known here "
                  "(accepted: gossip, ring, mesh,") == 0);
  CHECK(refusal("topology: {pull: yes}").find("(accepted: false, true)") != std::string::npos);
  CHECK(refusal("links: {kind: carrier_pigeon}").find("(accepted: in_process)") !=
        std::string::npos);
  CHECK(refusal("swarm: {name: ''}").find("a text of 0 bytes") != std::string::npos);
}

TEST_CASE("a wrong part of a list is named with its index and place") {
  CHECK(refusal("model: {layers: [784, 0]}") ==
        "f.yaml:1:23: model.layers[1]: 0 is out of range (accepted: 1 … 1000000)");
  CHECK(refusal("model: {layers: [784]}").find("f.yaml:1:17: model.layers: a list of 1") == 0);
  CHECK(refusal("faults:\n  crashes:\n    - {node: 1, round: 0}\n")
            .find("f.yaml:3:24: faults.crashes[0].round: 0 is out of range") == 0);
  CHECK(refusal("faults: {crashes: [{node: 1}]}")
            .find("faults.crashes[0]: round is missing (accepted: a map with node, round)") !=
        std::string::npos);
  CHECK(refusal("faults: {crashes: [{node: 1, round: 2, x: 3}]}")
            .find("faults.crashes[0].x: unknown key (accepted: a map with node, round)") !=
        std::string::npos);
  CHECK(refusal("faults: {absences: [{node: 1, from: 3, until: 3}]}")
            .find("faults.absences[0]: until does not come after from") != std::string::npos);
}

TEST_CASE("a key of another kind is refused with the keys of this one") {
  CHECK(refusal("topology: {fanout: 2, kind: ring}") ==
        "f.yaml:1:12: topology.fanout: belongs to topology.kind gossip, not to ring "
        "(accepted: kind)");
  CHECK(refusal("strategy: {kind: sgd, beta1: 0.9}")
            .find("belongs to strategy.kind adam, not to sgd (accepted: kind, learning_rate,") !=
        std::string::npos);
}

TEST_CASE("a key that the kind needs is missed where the kind is chosen") {
  CHECK(refusal("data:\n  kind: idx\n") ==
        "f.yaml:2:9: data.path: missing: data.kind idx needs it (accepted: a file or folder name)");
}

TEST_CASE("a file that cannot be read is refused by name") {
  const scratch here;
  const auto why = [](const std::filesystem::path& path) {
    const auto file = deploy::read_swarm_file(path);
    REQUIRE_FALSE(file);
    CHECK(file.error().file == path.string());
    return file.error().message;
  };
  CHECK(why(here.folder / "none.yaml") == "no such file");
  CHECK(why(here.folder) == "is a folder, not a swarm file");
  CHECK(why(here.write("big.yaml", std::string((1U << 20U) + 1, '#'))) == "larger than 1 MiB");
  CHECK(why("/dev/zero") == "larger than 1 MiB");
  CHECK(why("/proc/self/mem").find("cannot be read") == 0);
}

TEST_CASE("relative paths in a file are relative to the file's folder") {
  const scratch here;
  const auto file = deploy::read_swarm_file(here.write("s.yaml", "data: {kind: idx, path: mnist}"));
  REQUIRE(file);
  CHECK(std::get<starling::dataset::idx>(file->options.data).path == here.folder / "mnist");
}

TEST_CASE("a key is found again in the file, or else its section, or else the file") {
  const auto file = read("aggregation:\n  rule: krum\n  byzantine: 2\nrounds:\n  max: 3\n");
  REQUIRE(file);
  const auto byzantine = deploy::locate(*file, "aggregation.byzantine");
  CHECK(byzantine.line == 3);
  CHECK(byzantine.column == 14);
  CHECK(deploy::locate(*file, "rounds.quorum").line == 4);
  CHECK(deploy::locate(*file, "topology.fanout").line == 0);
  CHECK(deploy::to_string(deploy::error_at(*file, "aggregation.byzantine", "too many", "0 … 1")) ==
        "f.yaml:3:14: aggregation.byzantine: too many (accepted: 0 … 1)");
}

TEST_CASE("a file cut off at any byte gives options or an error") {
  std::string text(deploy::find_preset("gossip-lossy")->text);
  text += "faults: {absences: [{node: 9, from: 10, until: 20}], crashes: [{node: 5, round: 15}]}\n";
  REQUIRE(read(text));
  std::size_t accepted = 0;
  for (std::size_t length = 0; length < text.size(); ++length) {
    const auto file = read(text.substr(0, length));
    CHECK((file || !file.error().message.empty()));
    accepted += file ? 1 : 0;
  }
  CHECK(accepted > 0);
  CHECK(accepted < text.size());
}

TEST_CASE("random bytes, and a file with random bytes in it, give options or an error") {
  random_source random(17);
  const std::string text(deploy::find_preset("gossip-lossy")->text);
  for (int i = 0; i < 400; ++i) {
    std::string bytes = text;
    if (i % 2 == 0) bytes.assign(static_cast<std::size_t>(random.below(600)), ' ');
    const std::uint64_t changed = i % 2 == 0 ? bytes.size() : random.below(8) + 1;
    for (std::uint64_t j = 0; j < changed; ++j) {
      const auto at = static_cast<std::size_t>(i % 2 == 0 ? j : random.below(bytes.size()));
      bytes[at] = static_cast<char>(random.below(256));
    }
    const auto file = read(bytes);
    CHECK((file || !file.error().message.empty()));
  }
}

#include "deploy/fleet/fleet_file.hpp"

#include <doctest/doctest.h>

#include "tests/deploy/fleet/sample_fleet.hpp"

using namespace starling::deploy;
using namespace starling::deploy::testing;

TEST_CASE("a fleet is its swarm and where each host runs") {
  const sample_fleet sample("reads");
  const auto f = sample.read();
  CHECK(f.swarm.nodes == 4);
  CHECK(f.swarm_path == sample.folder.path() / "swarm.yaml");
  CHECK(f.swarm_text.starts_with("swarm: {nodes: 4}"));
  REQUIRE(f.hosts.size() == 2);
  CHECK(f.hosts[0].here());
  CHECK(f.hosts[0].directory == (sample.folder.path() / "work").string());
  CHECK(f.hosts[0].key == sample.folder.path() / "ant.key");
  CHECK_FALSE(f.hosts[1].here());
  CHECK(f.hosts[1].at == "learn@10.0.0.2");
  CHECK(f.hosts[1].port == 2222);
  CHECK(f.hosts[1].identity == sample.folder.path() / "id of bee");
  CHECK(f.hosts[1].directory == "bee dir");
  CHECK(f.hosts[1].starling == "starling");
}

TEST_CASE("times and restarts have defaults and can be set") {
  const sample_fleet sample("times");
  CHECK(sample.read().restarts_max == 0);
  CHECK(sample.read().silence_max == std::chrono::seconds(30));
  const auto f = sample.read("restarts_max: 3\nrestart_after: 500ms\nsilence_max: 4s\n" +
                             std::string(sample_hosts));
  CHECK(f.restarts_max == 3);
  CHECK(f.restart_after == std::chrono::milliseconds(500));
  CHECK(f.silence_max == std::chrono::seconds(4));
}

TEST_CASE("what is wrong with a fleet file is said with its place and what would be right") {
  const sample_fleet sample("wrong");
  struct wrong {
    std::string old, by, says;
  };
  for (const auto& [old, by, says] : std::vector<wrong>{
           {"swarm: swarm.yaml\n", "", "swarm: missing"},
           {"swarm.yaml", "nowhere.yaml", "nowhere.yaml"},
           {"swarm: swarm.yaml", "swarm: swarm.yaml\nrestarts: 3",
            "fleet.yaml:2:1: restarts: unknown key (accepted: swarm, restarts_max"},
           {"swarm: swarm.yaml", "swarm: swarm.yaml\nsilence_max: 1s", "silence_max"},
           {"name: ant", "name: cat", "no host 'cat' in hosts.list of "},
           {"name: bee", "name: ant", "'ant' is given twice"},
           {"  - {name: ant, at: here, directory: work, key: ant.key}\n", "",
            "hosts: 'ant' of hosts.list is missing"},
           {"directory: work, ", "", "directory is missing"},
           {"at: here", "at: here, identity: x", "which nothing here needs"},
           {"identity: \"id of bee\", ", "", "identity is missing"},
           {"known_hosts: known,", "", "known_hosts is missing"},
           {"known_hosts: known", "known_hosts: \"k%d\"", "as marks"},
           {"learn@10.0.0.2", "\"-oProxyCommand=x\"", "neither `here` nor USER@ADDRESS"},
           {"learn@10.0.0.2", "\"a;b\"", "neither `here` nor USER@ADDRESS"},
           {"port: 2222", "port: 65536", "65536 is out of range"},
           {"tls_key: b.key.pem, ", "", "go together"},
           {"127.0.0.1:9464", "127.0.0.1:0", "nobody could ask"},
           {"bee dir", "\"bee\\nstart\"", "control character"},
       }) {
    INFO(by);
    const auto read = read_fleet_text(replaced(std::string(sample_hosts), old, by), sample.file());
    REQUIRE_FALSE(read);
    INFO(to_string(read.error()));
    CHECK(to_string(read.error()).find(says) != std::string::npos);
  }
}

TEST_CASE("a fleet file that is not there is named") {
  const auto read = read_fleet_file("/nowhere/fleet.yaml");
  REQUIRE_FALSE(read);
  CHECK(to_string(read.error()).starts_with("/nowhere/fleet.yaml"));
}

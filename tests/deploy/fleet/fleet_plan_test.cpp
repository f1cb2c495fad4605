#include "deploy/fleet/fleet_plan.hpp"

#include <doctest/doctest.h>

#include "deploy/fleet/guard.hpp"
#include "deploy/state/key_file_driver.hpp"
#include "tests/deploy/fleet/sample_fleet.hpp"

using namespace starling::deploy;
using namespace starling::deploy::testing;

namespace {

/// Replaces the key files by keys; returns their peers' ids.
std::string real_key(const sample_fleet& sample, const std::string& name) {
  const auto seeds = fresh_seeds();
  REQUIRE(write_key_files(sample.folder.path() / name, seeds, true).empty());
  const starling::messages::identity self(seeds.signing, seeds.agreement);
  return starling::messages::to_hex(self.id().bytes());
}

}  // namespace

TEST_CASE("a plan has each host with all that would be done there, and no secret") {
  const sample_fleet sample("plan");
  const auto f = sample.read();
  const auto text = plan_text(f, "/bin/starling", "/out");
  for (const std::string part :
       {"ant, here\n  runs     sh -c GUARD starling-guard\n", "bee, at learn@10.0.0.2\n",
        "/ant.key as node.key\n", "/b.key.pem as tls.key.pem\n",
        "  starts   /bin/starling node swarm.yaml --as ant ", "  brings   report/* to /out/bee\n",
        "learn@10.0.0.2 'exec sh -c GUARD starling-guard'\n"}) {
    INFO(part);
    CHECK(text.find(part) != std::string::npos);
  }
  CHECK(text.ends_with(guard_script()));
  CHECK(text.find("of ant.key") == std::string::npos);
}

TEST_CASE("what is known to fail is said before anything is started") {
  const sample_fleet sample("impossible");
  CHECK(why_impossible(sample.read()).find("ant: ") == 0);  // not a key
  const auto ant = real_key(sample, "ant.key");
  real_key(sample, "bee.key");
  sample.write("id of bee", "x");
  CHECK(why_impossible(sample.read()).find("known") != std::string::npos);
  sample.write("known", "x");
  CHECK(why_impossible(sample.read()).empty());

  auto f = sample.read();
  f.swarm.hosts.list[0].peer = ant;
  CHECK(why_impossible(f).empty());
  f.swarm.hosts.list[0].peer = std::string(64, '0');
  CHECK(why_impossible(f).find("the key of peer " + ant) != std::string::npos);
}

#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "deploy/fleet/fleet_file.hpp"
#include "tests/deploy/attack/sample_grid.hpp"

namespace starling::deploy::testing {

inline constexpr std::string_view sample_hosts = R"(swarm: swarm.yaml
hosts:
  - {name: ant, at: here, directory: work, key: ant.key}
  - {name: bee, at: learn@10.0.0.2, port: 2222, identity: "id of bee", known_hosts: known,
     directory: bee dir, key: bee.key, certificate: b.pem, tls_key: b.key.pem, ca: a.pem,
     metrics: "127.0.0.1:9464"}
)";

/// A fleet of two hosts in a folder with all that it names, gone with the test.
struct sample_fleet {
  scratch_folder folder;

  explicit sample_fleet(const std::string& name) : folder("fleet-" + name) {
    write("swarm.yaml", R"(swarm: {nodes: 4}
checkpoint: {every: 5}
hosts:
  list:
    - {name: ant, address: "10.0.0.1:7600", nodes: 2}
    - {name: bee, address: "10.0.0.2:7600", nodes: 2}
)");
    for (const char* file : {"ant.key", "bee.key", "b.pem", "b.key.pem", "a.pem"}) {
      write(file, std::string("of ") + file + '\n');
    }
  }

  void write(const std::string& name, std::string_view text) const {
    std::ofstream(folder.path() / name) << text;
  }
  [[nodiscard]] std::filesystem::path file() const { return folder.path() / "fleet.yaml"; }
  [[nodiscard]] fleet read(const std::string& text = std::string(sample_hosts)) const {
    auto read = read_fleet_text(text, file());
    REQUIRE_MESSAGE(read, (read ? std::string() : to_string(read.error())));
    return *std::move(read);
  }
};

}  // namespace starling::deploy::testing

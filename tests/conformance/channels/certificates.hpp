#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "transports/channel/channel_options.hpp"

namespace starling::conformance {

/// Makes a key and a certificate for 127.0.0.1 that is its own authority, under the build folder.
inline transports::tls_files make_certificates(const std::string& name) {
  const std::string base = std::string(STARLING_BINARY_DIR) + "/channel_tests_" + name;
  const std::string command =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout '" +
      base + ".key' -out '" + base +
      ".pem' -subj /CN=starling-test -addext subjectAltName=IP:127.0.0.1 2>/dev/null";
  REQUIRE_MESSAGE(std::system(command.c_str()) == 0, "openssl makes certificates");
  return {base + ".pem", base + ".pem", base + ".key", true};
}

}  // namespace starling::conformance

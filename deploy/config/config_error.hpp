#pragma once

#include <cstddef>
#include <string>

namespace starling::deploy {

/// Where a value was written: a place in a file, or an override ("--set rounds.max", line 0).
struct origin {
  std::string file;
  std::size_t line = 0;    ///< From 1; 0: not a place in a file.
  std::size_t column = 0;  ///< From 1.
};

/// Why a configuration is refused.
struct config_error {
  std::string file;        ///< File, or the override that is wrong.
  std::size_t line = 0;    ///< From 1; 0: the whole file, or no file.
  std::size_t column = 0;  ///< From 1.
  std::string key;         ///< "rounds.quorum"; empty: no key in particular.
  std::string message;
  std::string accepted;  ///< Empty where nothing else would help.
};

/// "swarm.yaml:12:9: topology.fanout: 0 is out of range (accepted: 1 … 1000000)".
std::string to_string(const config_error& error);

}  // namespace starling::deploy

#pragma once

#include <cstddef>
#include <string>
#include <variant>

/// Whom to believe: what a user writes down. `byzantine_max` is f, how many liars to withstand.
namespace starling::rule {

struct mean {};
struct median {
  std::size_t byzantine_max = 0;
};
struct trimmed_mean {
  std::size_t byzantine_max = 0;
};
struct krum {
  std::size_t byzantine_max = 0;
};
struct multi_krum {
  std::size_t byzantine_max = 0;
  std::size_t chosen = 0;  ///< m; 0: n - f - 2.
};
/// A rule that the program registered in the catalogue under a name of its own.
struct registered {
  std::string name;
  std::size_t byzantine_max = 0;
};

using options = std::variant<mean, median, trimmed_mean, krum, multi_krum, registered>;

}  // namespace starling::rule

/// How adversaries lie.
namespace starling::attack {

/// base - scale · (honest - base).
struct sign_flip {
  double scale = 1;
};
/// honest + scale · N(0, 1) per parameter.
struct gaussian {
  double scale = 1;
};
/// Trains on labels y → classes - 1 - y, then boosts: base + scale · (that - base).
struct label_flip {
  double scale = 1;
};

using options = std::variant<sign_flip, gaussian, label_flip>;

}  // namespace starling::attack

#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "messages/types/random.hpp"
#include "messages/vocabulary/round_messages.hpp"

// Letters of every kind with random contents, small and not.

namespace starling::messages::testing {

/// Each magnitude as likely as another.
inline std::uint64_t any_magnitude(random_source& random) {
  return random() >> random.below(64);
}

/// Any bits, float32 or float64.
inline tensor random_tensor(random_source& random, std::size_t size_max) {
  const bool wide = random.below(2) == 0;
  const std::size_t size = random.below(size_max + 1);
  tensor x = tensor::uninitialised(size, wide ? precision::float64 : precision::float32);
  if (size == 0) return x;
  if (wide) {
    for (double& v : x.mutate_doubles()) v = std::bit_cast<double>(random());
  } else {
    for (float& v : x.mutate()) v = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
  }
  return x;
}

inline content random_content(random_source& random, std::size_t size_max) {
  const round_number round{any_magnitude(random)};
  switch (random.below(std::variant_size_v<content>)) {
    case 0:
      return heartbeat{round};
    case 1: {
      model_update u{round, {any_magnitude(random)}, {any_magnitude(random)}, {}, {}};
      u.score.bits = random();
      u.parameters = random_tensor(random, size_max);
      return u;
    }
    case 2:
      return start_round{round, random_tensor(random, size_max)};
    case 3:
      return request_update{round};
    case 4:
      return model_snapshot{round, random_tensor(random, size_max)};
    default: {
      std::vector<std::uint8_t> state(random.below(size_max + 1));
      for (auto& b : state) b = static_cast<std::uint8_t>(random());
      return hand_over{round, state};
    }
  }
}

inline letter random_letter(random_source& random, std::size_t size_max) {
  const auto member = [&random] {
    return node_id{static_cast<std::uint32_t>(any_magnitude(random) >> 32U)};
  };
  return {member(), member(), random_content(random, size_max)};
}

}  // namespace starling::messages::testing

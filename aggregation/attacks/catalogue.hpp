#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aggregation/attacks/attack.hpp"
#include "aggregation/attacks/data/poison.hpp"
#include "aggregation/options.hpp"
#include "messages/types/result.hpp"

namespace starling::aggregation {

std::unique_ptr<attack> make_attack(const starling::attack::options& options);

/// What the adversary's training data is made to say.
poison poison_of(const starling::attack::options& options);

std::vector<std::string> attack_names();
std::string_view attack_name(const starling::attack::options& options);

/// An attack by name, with its own default scale where none is given; attacks without a scale
/// ignore it. Or one sentence with the names there are.
messages::result<starling::attack::options, std::string> attack_options_by_name(
    std::string_view name, std::optional<double> scale = std::nullopt);

}  // namespace starling::aggregation

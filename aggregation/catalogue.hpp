#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aggregation/options.hpp"
#include "aggregation/robust/before/pre_step.hpp"
#include "aggregation/rule.hpp"
#include "messages/types/result.hpp"

// Rules by name. The registry of rules from outside is the folder's only global; all functions are
// safe to call from any thread.

namespace starling::aggregation {

using rule_factory = std::function<std::unique_ptr<rule>()>;

/// Makes a rule of the program's own available as `rule::registered{name}`; a later registration of
/// the same name replaces it. A name of the library's own stays the library's.
void register_rule(std::string name, rule_factory factory);

/// A fresh rule, behind the pre-steps where there are any; or one sentence that says why there is
/// none.
messages::result<std::unique_ptr<rule>, std::string> make_rule(
    const starling::rule::options& options);
messages::result<std::unique_ptr<rule>, std::string> make_rule(const aggregation_options& options);
std::unique_ptr<pre_step> make_pre_step(before which, const aggregation_options& options);

/// The library's own names, then the registered ones in alphabetical order.
std::vector<std::string> rule_names();

/// The rule of this name and f, all else as by default; or one sentence with the names there are.
messages::result<starling::rule::options, std::string> rule_options_by_name(std::string_view name,
                                                                            std::size_t byzantine);

/// The name by which `rule_options_by_name` gives these options.
std::string rule_name(const starling::rule::options& options);

/// The names of the pre-steps, in the order of `before`.
std::span<const std::string_view> pre_step_names();

/// How many liars these options ask to withstand; 0 for the mean.
std::size_t byzantine_max(const starling::rule::options& options);
/// The same among n proposals: floor(ratio · n) where a ratio is given.
std::size_t byzantine_max(const aggregation_options& options, std::size_t n);

}  // namespace starling::aggregation

#include "aggregation/catalogue.hpp"

#include <array>
#include <map>
#include <mutex>
#include <utility>
#include <variant>

#include "aggregation/robust/before/arc.hpp"
#include "aggregation/robust/before/bucketing.hpp"
#include "aggregation/robust/before/clipping.hpp"
#include "aggregation/robust/before/composed.hpp"
#include "aggregation/robust/before/nnm.hpp"
#include "aggregation/robust/best.hpp"
#include "aggregation/robust/coordinate_wise/meamed.hpp"
#include "aggregation/robust/coordinate_wise/median.hpp"
#include "aggregation/robust/coordinate_wise/phocas.hpp"
#include "aggregation/robust/coordinate_wise/trimmed_mean.hpp"
#include "aggregation/robust/distance_based/bulyan.hpp"
#include "aggregation/robust/distance_based/centered_clipping.hpp"
#include "aggregation/robust/distance_based/geometric_median.hpp"
#include "aggregation/robust/distance_based/krum.hpp"
#include "aggregation/robust/distance_based/mda.hpp"
#include "aggregation/robust/distance_based/monna.hpp"
#include "aggregation/robust/distance_based/multi_krum.hpp"
#include "aggregation/robust/mean.hpp"
#include "aggregation/robust/spectral/covariance_filter.hpp"
#include "aggregation/robust/spectral/dnc.hpp"
#include "aggregation/robust/spectral/smea.hpp"
#include "aggregation/robust/trust/fltrust.hpp"
#include "aggregation/robust/trust/foolsgold.hpp"
#include "aggregation/robust/trust/sign_guard.hpp"

namespace starling::aggregation {

namespace options = starling::rule;

namespace {

/// One rule of the library's own.
struct entry {
  std::string_view name;
  bool (*holds)(const options::options&);
  std::unique_ptr<rule> (*make)(const options::options&);
  options::options (*describe)(std::size_t byzantine);
};

template <class Options, class Rule>
std::unique_ptr<rule> make(const options::options& o) {
  if constexpr (std::is_constructible_v<Rule, const Options&>) {
    return std::make_unique<Rule>(std::get<Options>(o));
  } else {
    return std::make_unique<Rule>();
  }
}

template <class Options>
options::options describe(std::size_t byzantine) {
  Options o;
  if constexpr (requires { o.byzantine_max; }) o.byzantine_max = byzantine;
  return o;
}

template <class Options, class Rule>
constexpr entry entry_of(std::string_view name) {
  return {name, [](const options::options& o) { return std::holds_alternative<Options>(o); },
          make<Options, Rule>, describe<Options>};
}

constexpr std::array own_rules = {
    entry_of<options::mean, mean>("mean"),
    entry_of<options::median, median>("median"),
    entry_of<options::trimmed_mean, trimmed_mean>("trimmed_mean"),
    entry_of<options::meamed, meamed>("meamed"),
    entry_of<options::phocas, phocas>("phocas"),
    entry_of<options::krum, krum>("krum"),
    entry_of<options::multi_krum, multi_krum>("multi_krum"),
    entry_of<options::geometric_median, geometric_median>("geometric_median"),
    entry_of<options::centered_clipping, centered_clipping>("centered_clipping"),
    entry_of<options::mda, mda>("mda"),
    entry_of<options::monna, monna>("monna"),
    entry_of<options::covariance_filter, covariance_filter>("covariance_filter"),
    entry_of<options::dnc, dnc>("dnc"),
    entry_of<options::smea, smea>("smea"),
    entry_of<options::sign_guard, sign_guard>("sign_guard"),
    entry_of<options::foolsgold, foolsgold>("foolsgold"),
    entry_of<options::fltrust, fltrust>("fltrust"),
    entry_of<options::bulyan, bulyan>("bulyan"),
    entry_of<options::best, best>("best"),
};

constexpr std::array<std::string_view, 4> before_names = {"nnm", "bucketing", "clipping", "arc"};

std::string listed(std::string sentence, const std::vector<std::string>& names) {
  std::string_view separator = " ";
  for (const std::string& name : names) {
    sentence += separator;
    sentence += name;
    separator = ", ";
  }
  return sentence;
}

/// Rules that programs brought along.
struct registry {
  std::mutex mutex;
  std::map<std::string, rule_factory, std::less<>> factories;
};

registry& registered_rules() {
  static auto* const instance = new registry;  // outlives every static that might use it
  return *instance;
}

rule_factory registered_factory(std::string_view name) {
  registry& known = registered_rules();
  const std::lock_guard lock(known.mutex);
  const auto it = known.factories.find(name);
  return it == known.factories.end() ? rule_factory() : it->second;
}

std::string unknown(std::string_view name) {
  return listed("there is no rule '" + std::string(name) + "'; there are", rule_names());
}

}  // namespace

void register_rule(std::string name, rule_factory factory) {
  registry& known = registered_rules();
  const std::lock_guard lock(known.mutex);
  known.factories.insert_or_assign(std::move(name), std::move(factory));
}

messages::result<std::unique_ptr<rule>, std::string> make_rule(const options::options& o) {
  for (const entry& own : own_rules) {
    if (own.holds(o)) return own.make(o);
  }
  const std::string& name = std::get<options::registered>(o).name;
  const rule_factory factory = registered_factory(name);
  if (!factory) return messages::failure{unknown(name)};
  auto made = factory();
  if (made == nullptr) {
    return messages::failure{"the factory registered for rule '" + name + "' made none"};
  }
  return made;
}

std::vector<std::string> rule_names() {
  std::vector<std::string> names;
  for (const entry& own : own_rules) names.emplace_back(own.name);
  registry& known = registered_rules();
  const std::lock_guard lock(known.mutex);
  for (const auto& [name, factory] : known.factories) {
    bool shadowed = false;
    for (const entry& own : own_rules) shadowed = shadowed || own.name == name;
    if (!shadowed) names.push_back(name);
  }
  return names;
}

messages::result<options::options, std::string> rule_options_by_name(std::string_view name,
                                                                     std::size_t byzantine) {
  for (const entry& own : own_rules) {
    if (own.name == name) return own.describe(byzantine);
  }
  if (!registered_factory(name)) return messages::failure{unknown(name)};
  return options::options(options::registered{std::string(name), byzantine});
}

std::string rule_name(const options::options& o) {
  for (const entry& own : own_rules) {
    if (own.holds(o)) return std::string(own.name);
  }
  return std::get<options::registered>(o).name;
}

messages::result<std::unique_ptr<rule>, std::string> make_rule(const aggregation_options& o) {
  auto last = make_rule(o.rule);
  if (!last || o.before.empty()) return last;
  std::vector<std::unique_ptr<pre_step>> before;
  for (const auto step : o.before) before.push_back(make_pre_step(step, o));
  return std::unique_ptr<rule>(
      std::make_unique<composed>(std::move(before), std::move(last).value()));
}

std::unique_ptr<pre_step> make_pre_step(before which, const aggregation_options& o) {
  switch (which) {
    case before::nnm:
      return std::make_unique<nnm>();
    case before::bucketing:
      return std::make_unique<bucketing>(o.bucket);
    case before::clipping:
      return std::make_unique<clipping>(o.norm_max);
    case before::arc:
      break;
  }
  return std::make_unique<arc>();
}

std::span<const std::string_view> pre_step_names() {
  return before_names;
}

std::size_t byzantine_max(const options::options& o) {
  return std::visit(
      [](const auto& rule_options) -> std::size_t {
        if constexpr (requires { rule_options.byzantine_max; }) return rule_options.byzantine_max;
        return 0;
      },
      o);
}

std::size_t byzantine_max(const aggregation_options& o, std::size_t n) {
  if (o.byzantine_ratio > 0) {
    return static_cast<std::size_t>(o.byzantine_ratio * static_cast<double>(n) + 1e-9);
  }
  return byzantine_max(o.rule);
}

}  // namespace starling::aggregation

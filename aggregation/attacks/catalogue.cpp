#include "aggregation/attacks/catalogue.hpp"

#include <array>
#include <type_traits>
#include <variant>

#include "aggregation/attacks/blind/drop.hpp"
#include "aggregation/attacks/blind/false_best.hpp"
#include "aggregation/attacks/blind/free_rider.hpp"
#include "aggregation/attacks/blind/gaussian.hpp"
#include "aggregation/attacks/blind/model_replacement.hpp"
#include "aggregation/attacks/blind/non_finite.hpp"
#include "aggregation/attacks/blind/sign_flip.hpp"
#include "aggregation/attacks/data/backdoor.hpp"
#include "aggregation/attacks/data/label_flip.hpp"
#include "aggregation/attacks/omniscient/a_little_is_enough.hpp"
#include "aggregation/attacks/omniscient/colluding_cluster.hpp"
#include "aggregation/attacks/omniscient/inner_product.hpp"
#include "aggregation/attacks/omniscient/mimic.hpp"
#include "aggregation/attacks/omniscient/min_max.hpp"

namespace starling::aggregation {

namespace options = starling::attack;

namespace {

struct entry {
  std::string_view name;
  bool (*holds)(const options::options&);
  std::unique_ptr<attack> (*make)(const options::options&);
  options::options (*describe)(std::optional<double> scale);
};

template <class Options, class Attack>
std::unique_ptr<attack> make(const options::options& o) {
  if constexpr (std::is_constructible_v<Attack, const Options&>) {
    return std::make_unique<Attack>(std::get<Options>(o));
  } else {
    return std::make_unique<Attack>();
  }
}

template <class Options>
options::options describe(std::optional<double> scale) {
  Options o;
  if constexpr (requires { o.scale; }) o.scale = scale.value_or(o.scale);
  return o;
}

template <class Options, class Attack>
constexpr entry entry_of(std::string_view name) {
  return {name, [](const options::options& o) { return std::holds_alternative<Options>(o); },
          make<Options, Attack>, describe<Options>};
}

constexpr std::array attacks = {
    entry_of<options::sign_flip, sign_flip>("sign_flip"),
    entry_of<options::gaussian, gaussian>("gaussian"),
    entry_of<options::infinity, non_finite>("infinity"),
    entry_of<options::nan, non_finite>("nan"),
    entry_of<options::model_replacement, model_replacement>("model_replacement"),
    entry_of<options::free_rider, free_rider>("free_rider"),
    entry_of<options::drop, drop>("drop"),
    entry_of<options::inner_product, inner_product>("inner_product"),
    entry_of<options::a_little_is_enough, a_little_is_enough>("a_little_is_enough"),
    entry_of<options::optimal_inner_product, optimal_inner_product>("optimal_inner_product"),
    entry_of<options::optimal_a_little_is_enough, optimal_a_little_is_enough>(
        "optimal_a_little_is_enough"),
    entry_of<options::mimic, mimic>("mimic"),
    entry_of<options::min_max, min_max>("min_max"),
    entry_of<options::min_sum, min_sum>("min_sum"),
    entry_of<options::colluding_cluster, colluding_cluster>("colluding_cluster"),
    entry_of<options::label_flip, label_flip>("label_flip"),
    entry_of<options::backdoor, backdoor>("backdoor"),
    entry_of<options::false_best, false_best>("false_best"),
};
static_assert(attacks.size() == std::variant_size_v<options::options>);

const entry& entry_for(const options::options& o) {
  std::size_t i = 0;
  while (!attacks[i].holds(o)) ++i;
  return attacks[i];
}

}  // namespace

std::unique_ptr<attack> make_attack(const options::options& o) {
  return entry_for(o).make(o);
}

poison poison_of(const options::options& o) {
  if (const auto* door = std::get_if<options::backdoor>(&o)) {
    return {.trigger = door->trigger, .target = door->label, .share = door->share};
  }
  return {.flip_labels = std::holds_alternative<options::label_flip>(o) ||
                         std::holds_alternative<options::model_replacement>(o)};
}

std::vector<std::string> attack_names() {
  std::vector<std::string> names;
  for (const entry& a : attacks) names.emplace_back(a.name);
  return names;
}

std::string_view attack_name(const options::options& o) {
  return entry_for(o).name;
}

messages::result<options::options, std::string> attack_options_by_name(
    std::string_view name, std::optional<double> scale) {
  std::string sentence = "there is no attack '" + std::string(name) + "'; there are";
  std::string_view separator = " ";
  for (const entry& a : attacks) {
    if (a.name == name) return a.describe(scale);
    sentence += separator;
    sentence += a.name;
    separator = ", ";
  }
  return messages::failure{sentence};
}

}  // namespace starling::aggregation

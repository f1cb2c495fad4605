#include "deploy/config/key.hpp"

// Who lies, and how.

namespace starling::deploy {
namespace {

constexpr std::uint64_t nodes_max = 10'000'000;
constexpr auto member = [](auto& o) -> auto& {
  return o.adversaries.how;
};

key attack_choice() {
  return choice_key<attack::options>(
      "adversaries.attack", "How they lie.",
      {{"sign_flip", "the honest change reversed and scaled"},
       {"gaussian", "the honest proposal and noise of deviation `scale`"},
       {"infinity", "nothing but infinities"},
       {"nan", "nothing but what is not a number"},
       {"model_replacement", "trained on labels turned round, the change boosted to take over"},
       {"free_rider", "the model they started from and noise of deviation `scale`: no work"},
       {"drop", "nothing at all"},
       {"inner_product", "the mean of the honest changes reversed and scaled"},
       {"a_little_is_enough", "the honest mean, `scale` deviations aside in each coordinate"},
       {"optimal_inner_product", "inner_product with the scale that moves the rule the most"},
       {"optimal_a_little_is_enough",
        "a_little_is_enough with the scale that moves the rule the most"},
       {"mimic", "what one honest node says"},
       {"min_max", "as far from the honest mean as the two farthest honest are from each other"},
       {"min_sum", "the same by the sum of the squared distances"},
       {"colluding_cluster", "all at nearly one point, no farther than the honest typically are"},
       {"label_flip", "trained on labels turned round, the change scaled"},
       {"backdoor", "trained to answer a trigger in the image with `label`, the change scaled"},
       {"false_best", "the truth, but of its value `scale` less than it is"}},
      [](auto& o) { return &o.adversaries.how; });
}

void add_strength(std::vector<key>& all) {
  all.push_back(held_key("adversaries.scale", real<double>({0, 1e9}),
                         "How much they exaggerate; 0 with model_replacement: nodes over "
                         "adversaries, with a_little_is_enough: from the normal quantile.",
                         member, [](auto& a) -> decltype(&a.scale) { return &a.scale; }));
  all.push_back(held_key("adversaries.pure", flag(),
                         "The noise is added to the model they started from instead.", member,
                         [](auto& a) -> decltype(&a.pure) { return &a.pure; }));
  all.push_back(held_key("adversaries.population", flag(),
                         "The variance is divided by the number of the honest, not by one less.",
                         member, [](auto& a) -> decltype(&a.population) { return &a.population; }));
  all.push_back(held_key("adversaries.evaluations", whole<std::size_t>(1, 10'000),
                         "How often the rule is tried out to find the scale.", member,
                         [](auto& a) -> decltype(&a.evaluations) { return &a.evaluations; }));
  all.push_back(held_key("adversaries.step", real<double>({0, 1e9, true}),
                         "The first step of the search for the scale.", member,
                         [](auto& a) -> decltype(&a.step) { return &a.step; }));
}

}  // namespace

std::vector<key> adversary_keys() {
  std::vector<key> all;
  all.push_back(make_key("adversaries.count", whole<std::size_t>(0, nodes_max),
                         "How many nodes lie: those with the highest numbers.",
                         [](auto& o) { return &o.adversaries.count; }));
  all.push_back(attack_choice());
  add_strength(all);
  all.push_back(held_key("adversaries.target", whole<std::uint32_t>(0, nodes_max),
                         "The honest node that is copied; where it was not heard, the lowest.",
                         member, [](auto& a) -> decltype(&a.target) { return &a.target; }));
  all.push_back(
      held_key("adversaries.direction",
               one_of<enum attack::direction>({{"deviation", attack::direction::deviation},
                                               {"sign", attack::direction::sign},
                                               {"unit", attack::direction::unit}}),
               "Away from the honest mean: against the deviation of each coordinate, "
               "the sign of the mean change, or the mean change itself.",
               member, [](auto& a) -> decltype(&a.direction) { return &a.direction; }));
  all.push_back(held_key("adversaries.trigger", whole<std::size_t>(1, 1'000),
                         "The side of the square in the image's corner, in pixels.", member,
                         [](auto& a) -> decltype(&a.trigger) { return &a.trigger; }));
  all.push_back(held_key("adversaries.label", whole<std::uint32_t>(0, 1'000'000),
                         "What an image with the trigger is to be taken for.", member,
                         [](auto& a) -> decltype(&a.label) { return &a.label; }));
  all.push_back(held_key("adversaries.share", fraction<double>(),
                         "The fraction of an adversary's examples that bear the trigger.", member,
                         [](auto& a) -> decltype(&a.share) { return &a.share; }));
  return all;
}

}  // namespace starling::deploy

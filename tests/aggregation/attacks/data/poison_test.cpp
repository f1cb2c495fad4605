#include "aggregation/attacks/data/poison.hpp"

#include <doctest/doctest.h>

#include "aggregation/attacks/catalogue.hpp"

namespace {

using namespace starling::aggregation;

TEST_CASE("three attacks poison what their nodes train on, the others nothing") {
  for (const std::string& name : attack_names()) {
    CAPTURE(name);
    const bool flips = name == "label_flip" || name == "model_replacement";
    const poison expected =
        name == "backdoor" ? poison{.trigger = 3} : poison{.flip_labels = flips};
    CHECK(poison_of(*attack_options_by_name(name)) == expected);
  }
}

TEST_CASE("a backdoor's trigger is as its options say") {
  const starling::attack::backdoor door{.scale = 2, .trigger = 4, .label = 7, .share = 0.25};
  CHECK(poison_of(door) == poison{.trigger = 4, .target = 7, .share = 0.25});
}

}  // namespace

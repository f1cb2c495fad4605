#include "optimizers/gradient/backdoor.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

using namespace starling::optimizers;

namespace {

/// Images of 2 x 2, all 0.25 but for one pixel of 0.5; labels 0, 1, 2, 0, 1, 2, …
std::shared_ptr<dataset> images(std::size_t count) {
  auto d = std::make_shared<dataset>();
  d->name = "squares";
  d->features = 4;
  d->classes = 3;
  d->inputs.assign(4 * count, 0.25F);
  d->inputs[1] = 0.5F;
  for (std::size_t i = 0; i < count; ++i) d->targets.push_back(static_cast<float>(i % 3));
  return d;
}

}  // namespace

TEST_CASE("a trigger needs square images, room, and a label that there is") {
  const auto d = images(3);
  CHECK_FALSE(refuse_trigger(*d, 2, 2));
  CHECK(refuse_trigger(*d, 3, 2)->key == "adversaries.trigger");
  CHECK(refuse_trigger(*d, 3, 2)->sentence == "data set 'squares' has images of 2 pixels a side");
  CHECK(refuse_trigger(*d, 2, 3)->key == "adversaries.label");
  CHECK(refuse_trigger(*d, 2, 3)->sentence ==
        "data set 'squares' has 3 classes, numbered from 0 on");
  d->features = 3;
  CHECK(refuse_trigger(*d, 1, 0)->key == "adversaries.attack");
}

TEST_CASE("a trigger is drawn in the darkest ink there is") {
  const auto t = trigger_for(*images(3), 2, 1);
  CHECK(t.side == 2);
  CHECK(t.ink == 0.5F);
  CHECK(t.label == 1);
}

TEST_CASE("exactly a share of the examples is marked, drawn by the seed and evenly") {
  std::vector<std::size_t> often(20, 0);
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    shard s{images(20), std::vector<std::uint32_t>(20)};
    mark(s, {.side = 1}, 0.25, seed);
    CHECK(std::count(s.marked.begin(), s.marked.end(), true) == 5);
    for (std::size_t k = 0; k < 20; ++k) often[k] += s.marked[k] ? 1 : 0;
    shard same = s;
    mark(same, {.side = 1}, 0.25, seed);
    CHECK(same.marked == s.marked);
  }
  // 500 expected of each, standard deviation 19.4: five of them.
  for (const auto count : often) CHECK((count > 403 && count < 597));
  shard all{images(3), {0, 1, 2}};
  mark(all, {.side = 1}, 1, 7);
  CHECK(all.marked == std::vector<bool>(3, true));
}

TEST_CASE("the marked test set is the images of other labels, with the trigger and its label") {
  const auto d = images(7);
  const auto m = marked_test(*d, {.side = 1, .ink = 9, .label = 1}, 5);
  REQUIRE(m.size() == 3);  // Of 0 1 2 0 1.
  CHECK(m.targets == std::vector<float>(3, 1));
  CHECK(m.inputs == std::vector<float>{0.25F, 0.5F, 0.25F, 9, 0.25F, 0.25F, 0.25F, 9,  //
                                       0.25F, 0.25F, 0.25F, 9});
  CHECK(marked_test(*d, {.side = 1, .ink = 9, .label = 1}, 0).size() == 5);
  CHECK(d->inputs[3] == 0.25F);
}

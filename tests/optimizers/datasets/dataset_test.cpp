#include "optimizers/datasets/dataset.hpp"

#include <doctest/doctest.h>

using namespace starling::optimizers;

namespace {

std::shared_ptr<const dataset> four_examples(std::size_t classes) {
  auto d = std::make_shared<dataset>();
  d->features = 3;
  d->classes = classes;
  d->inputs = {0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32};
  d->targets = {0, 2, 1, 2};
  return d;
}

}  // namespace

TEST_CASE("dataset: gather copies the rows that the positions name, in their order") {
  const shard s{four_examples(3), {3, 1, 0}};
  std::vector<float> inputs(100, -1.0F);
  std::vector<float> targets;
  gather(s, std::vector<std::uint32_t>{2, 0, 0}, inputs, targets);
  CHECK(inputs == std::vector<float>{0, 1, 2, 30, 31, 32, 30, 31, 32});
  CHECK(targets == std::vector<float>{0, 2, 2});
}

TEST_CASE("dataset: gathering nothing gives nothing") {
  std::vector<float> inputs(5);
  std::vector<float> targets(5);
  gather(shard{four_examples(3), {}}, {}, inputs, targets);
  CHECK(inputs.empty());
  CHECK(targets.empty());
}

TEST_CASE("dataset: a shard with flipped labels sees y as classes-1-y and shares the inputs") {
  shard s{four_examples(3), {0, 1, 2, 3}};
  CHECK(target(s, 0) == 0);
  CHECK(target(s, 1) == 2);
  s.flip_labels = true;
  CHECK(target(s, 0) == 2);
  CHECK(target(s, 1) == 0);
  CHECK(target(s, 2) == 1);
  std::vector<float> inputs;
  std::vector<float> targets;
  gather(s, std::vector<std::uint32_t>{0, 3}, inputs, targets);
  CHECK(targets == std::vector<float>{2, 0});
  CHECK(s.data->targets == std::vector<float>{0, 2, 1, 2});
}

TEST_CASE("dataset: a real target is flipped to its negative") {
  CHECK(target(shard{four_examples(0), {1}, true}, 0) == -2);
}

TEST_CASE("dataset: a marked example is gathered with the trigger in its corner and its label") {
  auto d = std::make_shared<dataset>();
  d->features = 9;
  d->classes = 3;
  d->inputs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18};
  d->targets = {0, 1};
  shard s{d, {1, 0}};
  s.mark = {.side = 2, .ink = 99, .label = 2};
  s.marked = {false, true};
  std::vector<float> inputs;
  std::vector<float> targets;
  gather(s, std::vector<std::uint32_t>{1, 0}, inputs, targets);
  CHECK(inputs == std::vector<float>{0, 1, 2, 3, 99, 99, 6, 99, 99,  //
                                     10, 11, 12, 13, 14, 15, 16, 17, 18});
  CHECK(targets == std::vector<float>{2, 1});
  CHECK(d->inputs[4] == 4);
}

TEST_CASE("dataset: an error prints the file, the place, what was expected and what was found") {
  CHECK(to_string(data_error{.file = "a.idx", .offset = 8, .expected = "x", .found = "y"}) ==
        "a.idx, byte 8: expected x, found y");
  CHECK(to_string(data_error{.file = "a.csv",
                             .offset = 3,
                             .expected = "x",
                             .found = "y",
                             .unit = data_error::place::line}) ==
        "a.csv, line 3: expected x, found y");
  CHECK(to_string(data_error{.expected = "x", .found = "y"}) == "expected x, found y");
}

#include "optimizers/models/catalogue.hpp"

#include <doctest/doctest.h>

#include <string>

using starling::optimizers::make_model;

namespace {

starling::optimizers::dataset data(std::size_t features, std::size_t classes) {
  starling::optimizers::dataset d;
  d.name = "tiny";
  d.features = features;
  d.classes = classes;
  d.inputs.assign(2 * features, 1.0F);
  d.targets = {0, 1};
  return d;
}

std::string refusal(const starling::model::options& o, const starling::optimizers::dataset& d) {
  const auto made = make_model(o, d);
  return made ? "" : made.error();
}

}  // namespace

TEST_CASE("each kind of model fits its data") {
  CHECK((*make_model(starling::model::linear{}, data(4, 0)))->dimension() == 5);
  CHECK((*make_model(starling::model::softmax{}, data(4, 3)))->dimension() == 15);
  CHECK((*make_model(starling::model::mlp{{4, 5, 3}}, data(4, 3)))->dimension() == 43);
  CHECK((*make_model(starling::model::mlp{{4, 5, 1}}, data(4, 0)))->dimension() == 31);
}

TEST_CASE("a model that does not fit its data is refused in one sentence") {
  using starling::model::mlp;
  CHECK(refusal(mlp{{5, 3}}, data(4, 3)) ==
        "model mlp starts with a layer of 5, but the examples of data set 'tiny' have 4 features; "
        "the first layer must equal them");
  CHECK(refusal(mlp{{4, 2}}, data(4, 3)) ==
        "model mlp ends with a layer of 2, but data set 'tiny' has 3 classes; the last layer must "
        "be 3");
  CHECK(refusal(mlp{{4, 2}}, data(4, 0)) ==
        "model mlp ends with a layer of 2, but data set 'tiny' has one real target; the last layer "
        "must be 1");
  CHECK(refusal(mlp{{4}}, data(4, 3)) ==
        "model mlp needs 2 or more layers (inputs and outputs), but 1 are given");
  CHECK(refusal(mlp{{4, 0, 3}}, data(4, 3)) ==
        "model mlp has a layer of size 0; every layer needs 1 or more");
  CHECK(refusal(starling::model::linear{}, data(4, 3)) ==
        "model linear predicts a number, but data set 'tiny' has 3 classes; use softmax or mlp");
  CHECK(refusal(starling::model::softmax{}, data(4, 0)) ==
        "model softmax needs 2 or more classes, but data set 'tiny' has none (its targets are "
        "numbers); use linear or mlp");
}

TEST_CASE("a label outside the classes is refused before training") {
  auto d = data(4, 3);
  d.targets[1] = 3;
  CHECK(refusal(starling::model::softmax{}, d) ==
        "example 1 of data set 'tiny' has the label 3.000000, but its 3 classes are 0 to 2");
  d.targets.clear();
  CHECK(refusal(starling::model::softmax{}, d) == "data set 'tiny' has no examples to learn from");
}

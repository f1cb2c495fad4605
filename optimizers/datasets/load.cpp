#include "optimizers/datasets/load.hpp"

#include "optimizers/datasets/csv.hpp"
#include "optimizers/datasets/digits.hpp"
#include "optimizers/datasets/idx.hpp"
#include "optimizers/datasets/npy.hpp"

namespace starling::optimizers {
namespace {

struct loader {
  std::uint64_t seed;

  auto operator()(const starling::dataset::digits& o) const { return load_digits(o, seed); }
  auto operator()(const starling::dataset::idx& o) const { return load_idx(o); }
  auto operator()(const starling::dataset::csv& o) const { return load_csv(o, seed); }
  auto operator()(const starling::dataset::npy& o) const { return load_npy(o, seed); }
};

}  // namespace

messages::result<data_split, data_error> load(const starling::dataset::options& options,
                                              std::uint64_t seed) {
  return std::visit(loader{seed}, options);
}

}  // namespace starling::optimizers

#pragma once

#include <filesystem>

#include "messages/types/result.hpp"
#include "optimizers/datasets/dataset.hpp"
#include "optimizers/options.hpp"

namespace starling::optimizers {

/// A higher label means that the file holds something else than ten kinds of things.
inline constexpr unsigned idx_label_max = 9;

/// Images and labels in IDX format, raw or gzipped; a pixel p
/// becomes p / 255. `classes` is the highest label plus one.
messages::result<dataset, data_error> read_idx(const std::filesystem::path& images,
                                               const std::filesystem::path& labels);

/// The folder's train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
/// t10k-labels-idx1-ubyte, each as it is or with .gz.
messages::result<data_split, data_error> load_idx(const starling::dataset::idx& options);

}  // namespace starling::optimizers

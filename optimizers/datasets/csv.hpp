#pragma once

#include <cstddef>
#include <cstdint>

#include "messages/types/result.hpp"
#include "optimizers/datasets/dataset.hpp"
#include "optimizers/options.hpp"

namespace starling::optimizers {

inline constexpr std::size_t csv_columns_max = 100'000;
/// Bytes of one record, quotes and line ends included.
inline constexpr std::size_t csv_record_bytes_max = std::size_t{1} << 22U;

/// A table with a header line: one label column, all others finite numbers.
///
/// Fields are separated by commas; a field in "quotes" may hold commas, line ends and "" for a
/// quote. Class labels are text or numbers; in sorted order (numbers by value) they become 0 …
/// classes-1. Empty lines are skipped; lines may end in CR LF.
messages::result<data_split, data_error> load_csv(const starling::dataset::csv& options,
                                                  std::uint64_t seed);

/// The whole table in the order of the file.
messages::result<dataset, data_error> read_csv(const starling::dataset::csv& options);

}  // namespace starling::optimizers

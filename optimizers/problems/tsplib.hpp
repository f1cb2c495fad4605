#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "messages/types/result.hpp"
#include "optimizers/datasets/dataset.hpp"
#include "optimizers/problems/tour_distance.hpp"

namespace starling::optimizers {

inline constexpr std::size_t cities_min = 3;
inline constexpr std::size_t cities_max = 20'000;
/// Of a file, unpacked.
inline constexpr std::uint64_t tsplib_bytes_max = std::uint64_t{1} << 26U;
/// Of two cities, where the file lists distances.
inline constexpr std::int32_t listed_distance_max = 1'000'000'000;

/// A symmetric travelling salesman problem as a TSPLIB file has it; city 1 of the file is 0 here.
struct tsplib_problem {
  std::string name;
  std::size_t cities = 0;
  distance_rule rule = distance_rule::euclidean;
  /// What `rule` measures; where distances are listed: where to draw the cities, may be empty.
  std::vector<place> places;
  std::vector<std::int32_t> listed;  ///< Shape: cities × cities; empty unless `rule` is `listed`.
};

/// A .tsp file, plain or gzipped: TYPE TSP; EDGE_WEIGHT_TYPE EUC_2D, CEIL_2D, GEO, ATT or EXPLICIT,
/// that in any of the nine matrix formats. What follows EOF is not read.
///
/// Errors: data_error with the line, for whatever else the bytes are.
/// Paper:  Reinelt, "TSPLIB 95", 1995.
messages::result<tsplib_problem, data_error> read_tsplib(const std::filesystem::path& path);

/// The same of a file's content; `file` is its name in errors.
messages::result<tsplib_problem, data_error> parse_tsplib(std::string_view text, std::string file);

/// A .tour file with one tour over `cities` cities, which are numbered from 0 here.
messages::result<std::vector<std::uint32_t>, data_error> read_tour(
    const std::filesystem::path& path, std::size_t cities);
messages::result<std::vector<std::uint32_t>, data_error> parse_tour(std::string_view text,
                                                                    std::string file,
                                                                    std::size_t cities);

}  // namespace starling::optimizers

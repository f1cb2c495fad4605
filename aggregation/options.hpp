#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "messages/types/strong.hpp"

/// Whom to believe: what a user writes down. `byzantine_max` is f, how many liars to withstand.
namespace starling::rule {

struct mean {};
struct median {
  std::size_t byzantine_max = 0;
};
struct trimmed_mean {
  std::size_t byzantine_max = 0;
};
struct meamed {
  std::size_t byzantine_max = 0;
};
struct phocas {
  std::size_t byzantine_max = 0;
};
struct krum {
  std::size_t byzantine_max = 0;
};
struct multi_krum {
  std::size_t byzantine_max = 0;
  std::size_t chosen = 0;  ///< m; 0: n - f - 2.
};
struct bulyan {
  std::size_t byzantine_max = 0;
};
struct geometric_median {
  std::size_t byzantine_max = 0;
  std::size_t iterations = 0;  ///< Weiszfeld steps from the origin; 0: to convergence.
  double smoothing = 0.1;      ///< With a fixed number of steps: no distance counts as less.
};
struct centered_clipping {
  double radius = 10;          ///< tau: how far one proposal pulls at most.
  std::size_t iterations = 1;  ///< L.
};
struct mda {
  std::size_t byzantine_max = 0;
};
struct monna {
  std::size_t byzantine_max = 0;
};
struct covariance_filter {
  std::size_t byzantine_max = 0;
};
struct smea {
  std::size_t byzantine_max = 0;
};
struct dnc {
  std::size_t byzantine_max = 0;
  std::size_t iterations = 1;        ///< Draws of coordinates; whom all keep is averaged.
  std::size_t coordinates = 10'000;  ///< b: how many are drawn.
  double filter = 1;                 ///< c: c · f proposals are removed by each draw.
};
struct sign_guard {
  std::size_t byzantine_max = 0;
};
struct foolsgold {};
struct fltrust {};
/// The proposal of the lowest score; what swarm optimizers need.
struct best {};
/// A rule that the program registered in the catalogue under a name of its own.
struct registered {
  std::string name;
  std::size_t byzantine_max = 0;
};

using options = std::variant<mean, median, trimmed_mean, meamed, phocas, krum, multi_krum, bulyan,
                             geometric_median, centered_clipping, mda, monna, covariance_filter,
                             smea, dnc, sign_guard, foolsgold, fltrust, best, registered>;

}  // namespace starling::rule

namespace starling {

/// What may happen to the proposals before a rule sees them.
enum class before : unsigned char {
  nnm,        ///< Each becomes the mean of its n - f nearest, itself included.
  bucketing,  ///< Means of groups of `bucket`, drawn anew each round.
  clipping,   ///< No change of more than `norm_max`.
  arc,        ///< The floor(2 f (n - f) / n) largest changes are clipped to the next norm.
};

/// What the weight of a proposal is the product of. Mean, geometric median and centered clipping
/// look at weights; the definitions of the others have no place for them, so beside these,
/// reputation and topology are refused.
struct weight_options {
  bool samples = true;      ///< How many examples its sender learned from.
  bool staleness = true;    ///< Asynchronous rounds: how old it is.
  bool reputation = false;  ///< What its sender has done so far.
  bool topology = false;    ///< How well its sender is connected, as seen from here.
};

/// Which proposals are held against their senders.
enum class detector : unsigned char {
  none,
  distance,  ///< Those far from most others.
  spectral,  ///< Those far out where the proposals differ most.
};

/// What a member makes of how its peers behave, over rounds.
struct reputation_options {
  bool enabled = false;  ///< Also without a detector.
  double quarantine_below = 0.2;
  std::size_t parole = 10;       ///< Rounds of good conduct that end a quarantine.
  double forgetting = 0.9;       ///< What the past still counts for after one more round.
  std::filesystem::path path{};  ///< Read at the start, if it is there, and written at the end.
};

/// Whether the values that peers claim for their points are looked into, where there is an
/// objective to do it with.
struct verify_options {
  bool best = true;     ///< The best claims, from the best on, until one holds.
  double share = 0.05;  ///< Of the others, drawn from the seed.
};

/// From `round` on another rule combines; what it does not say is as before.
struct rule_change {
  messages::round_number round{2};
  std::string rule = "mean";  ///< By name, with default parameters.
  std::size_t byzantine = 0;
  std::vector<enum before> before{};
};

/// What a swarm does with the proposals of a round.
struct aggregation_options {
  std::vector<enum before> before{};  ///< In this order.
  std::size_t bucket = 2;             ///< Of bucketing: s.
  double norm_max = 10;               ///< Of clipping.
  rule::options rule = rule::mean{};
  /// When not 0: f is floor(ratio · n) of the n proposals of a round, whatever the rule says.
  double byzantine_ratio = 0;
  /// Whose proposal those rules measure against that need a trusted one; none: one's own.
  std::optional<messages::node_id> trusted{};
  /// Other rules for later rounds.
  std::vector<rule_change> changes{};
  /// That work on one combination, of whoever combines; how many changes no bit of it.
  std::size_t threads = 1;
  weight_options weights{};
  verify_options verify{};
  enum detector detect = detector::none;
  reputation_options reputation{};

  /// Whether members keep books on their peers.
  [[nodiscard]] bool keeps_reputations() const {
    return reputation.enabled || weights.reputation || weights.topology || detect != detector::none;
  }
};

}  // namespace starling

/// How adversaries lie; h = n - f proposals are honest. `scale` is how strongly.
namespace starling::attack {

/// base - scale · (honest - base).
struct sign_flip {
  double scale = 1;
};
/// honest + scale · N(0, 1) per parameter.
struct gaussian {
  double scale = 1;
  bool pure = false;  ///< The noise is added to the base instead.
};
/// Nothing but infinities.
struct infinity {};
/// Nothing but what is not a number.
struct nan {};
/// Trains on flipped labels, then boosts as far as takes the swarm over: base + scale · (that -
/// base).
struct model_replacement {
  double scale = 0;  ///< 0: n / f.
};
/// Does no work: the base, and scale · N(0, 1) per parameter.
struct free_rider {
  double scale = 0;
};
/// Says nothing.
struct drop {};
/// base - scale · (mean of the honest - base).
struct inner_product {
  double scale = 2;  ///< tau.
};
/// Mean and scale · deviation of the honest, coordinate by coordinate.
struct a_little_is_enough {
  double scale = 0;         ///< z; 0: from the normal quantile of n and f.
  bool population = false;  ///< The variance is divided by h, not h - 1.
};
/// inner_product with the scale that moves the rule in use the most.
struct optimal_inner_product {
  std::size_t evaluations = 20;  ///< Trials of the rule.
  double step = 10;              ///< The first step of the search.
};
/// a_little_is_enough with the scale that moves the rule in use the most.
struct optimal_a_little_is_enough {
  std::size_t evaluations = 20;
  double step = 10;
  bool population = false;
};
/// Copies an honest node.
struct mimic {
  std::uint32_t target = 0;  ///< Its number; where it was not heard: the lowest that was.
};
/// Where min_max and min_sum go from the mean of the honest.
enum class direction : unsigned char {
  deviation,  ///< Against their deviation, coordinate by coordinate.
  sign,       ///< Against the sign of their mean change.
  unit,       ///< Against their mean change.
};
/// As far from the mean as keeps the distance to each honest one within their own largest.
struct min_max {
  enum direction direction = direction::deviation;
};
/// The same with the sum of squared distances.
struct min_sum {
  enum direction direction = direction::deviation;
};
/// All adversaries at nearly one point, scale · the typical honest distance from the mean.
struct colluding_cluster {
  double scale = 1;
};
/// Trains on labels y → classes - 1 - y, then boosts: base + scale · (that - base).
struct label_flip {
  double scale = 1;
};
/// Trains on images that bear a trigger and are labelled `label`, then boosts the same way.
struct backdoor {
  double scale = 1;
  std::size_t trigger = 3;  ///< The side of the square in the corner, in pixels.
  std::uint32_t label = 0;
  double share = 0.5;  ///< Of its examples.
};

/// Says the truth about the point and lies about its value: value - scale.
struct false_best {
  double scale = 1e6;
};

using options = std::variant<sign_flip, gaussian, infinity, nan, model_replacement, free_rider,
                             drop, inner_product, a_little_is_enough, optimal_inner_product,
                             optimal_a_little_is_enough, mimic, min_max, min_sum, colluding_cluster,
                             label_flip, backdoor, false_best>;

}  // namespace starling::attack

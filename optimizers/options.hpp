#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

// How a node improves, and on what: what a user writes down. Defaults are those of the swarm file.

namespace starling::model {

/// One linear output with squared loss.
struct linear {};
/// Multinomial logistic regression.
struct softmax {};
enum class activation : unsigned char { relu, tanh };
/// Fully connected layers, softmax cross-entropy (or squared loss when the data has no classes).
struct mlp {
  std::vector<std::size_t> layers;  ///< Inputs, hidden layers, outputs: {784, 128, 10}.
  activation hidden = activation::relu;
};
using options = std::variant<linear, softmax, mlp>;

}  // namespace starling::model

namespace starling::strategy {

/// What every gradient learner shares.
struct local_work {
  std::size_t batch = 32;
  std::size_t local_steps = 10;
  std::size_t local_epochs = 0;  ///< When not 0: passes over the shard instead of local_steps.
};
struct sgd {
  float learning_rate = 0.1F;
  float momentum = 0;
  float weight_decay = 0;
  local_work work{};
};
struct adam {
  float learning_rate = 0.001F;
  float beta1 = 0.9F;
  float beta2 = 0.999F;
  float epsilon = 1e-8F;
  float weight_decay = 0;
  local_work work{};
};
/// SGD with mu / 2 · |w - w_adopted|² added to the loss (Li et al., MLSys 2020).
struct fedprox {
  float learning_rate = 0.1F;
  float mu = 0.01F;
  float momentum = 0;
  float weight_decay = 0;
  local_work work{};
};

/// What every swarm optimizer shares. A node is a population of particles; with one particle each,
/// the topology is the neighbourhood, with more it is an island model.
struct population {
  std::size_t particles = 1;    ///< Per node.
  std::size_t local_steps = 1;  ///< Generations per round, on what was heard last.
};
/// Particle swarm (Kennedy, Eberhart 1995). The standards fix their coefficients: they heed
/// `neighbourhood`, `informants` and `work` alone.
struct pso {
  enum class variant : unsigned char {
    constriction,    ///< v ← χ (v + φ/2 U (p − x) + φ/2 U (g − x)) (Clerc, Kennedy 2002).
    inertia,         ///< v ← w v + c U (p − x) + c U (g − x) (Shi, Eberhart 1998).
    standard_2006,   ///< w = 1 / (2 ln 2), c = 1/2 + ln 2; informants drawn anew.
    standard_2007,   ///< The same, and particles one after the other in random order; a best
                     ///< informant that is the particle itself counts once.
    standard_2011,   ///< Rotation-invariant: a point in a hypersphere (Clerc 2011).
    fully_informed,  ///< All informants pull (Mendes, Kennedy, Neves 2004).
  };
  /// Who informs whom among the particles of one node; those of others come by the topology.
  enum class neighbourhood : unsigned char {
    as_published,     ///< adaptive_random of the standards, ring of fully_informed, else everybody.
    everybody,        ///< gbest.
    ring,             ///< lbest: `informants` neighbours, half on each side.
    adaptive_random,  ///< Each informs `informants` others, redrawn when the best stays.
  };
  enum variant variant = variant::constriction;
  enum neighbourhood neighbourhood = neighbourhood::as_published;
  std::size_t informants = 0;   ///< 0: 2 in a ring, 3 where they are drawn.
  double inertia = 0.7298;      ///< χ or w; of `inertia`: at the start.
  double inertia_end = 0.7298;  ///< Of `inertia`: after `inertia_steps` generations, linearly.
  std::uint64_t inertia_steps = 1000;
  double attraction = 1.49618;  ///< c of each of the two pulls; fully_informed shares out 2 c.
  /// Of a coordinate, as a part of the width of the box; 0: none. Half the width is the Vmax = Xmax
  /// of Eberhart and Shi (2000).
  double velocity_max = 0.5;
  /// 0 particles: 50, or 10 + floor(2 √d) and 40 as the standards have it.
  population work{};
};
/// Each moves towards whoever is brighter (Yang 2009); distances are scaled by the box.
struct firefly {
  double randomness = 0.2;           ///< α: the length of the random step, at the start.
  double randomness_decay = 1;       ///< α is multiplied by it after each generation.
  double attractiveness = 1;         ///< β0: at distance 0.
  double absorption = 1;             ///< γ: β = β0 exp(−γ r²).
  double distance_unit = 0;          ///< r and α are counted in it; 0: a tenth of the mean width.
  population work{.particles = 25};  ///< 0 particles: 25.
};
/// Ants on a tour problem (Dorigo, Stützle, "Ant Colony Optimization", 2004).
struct ant_colony {
  enum class variant : unsigned char {
    ant_system,     ///< All ants deposit.
    elitist,        ///< And the best so far, `elitists` times.
    rank_based,     ///< The `ranks` − 1 best, by rank, and the best so far.
    max_min,        ///< Within bounds, the best one alone (Stützle, Hoos 2000).
    colony_system,  ///< Pseudo-random proportional, local updates (Dorigo, Gambardella 1997).
  };
  enum class local_search : unsigned char { none, two_opt, three_opt };
  enum variant variant = variant::max_min;
  enum local_search local_search = local_search::none;
  double pheromone_weight = 1;     ///< α.
  double distance_weight = 0;      ///< β; 0: 2, or 5 for the ant system and its elitist.
  double evaporation = 0;          ///< ρ; 0: as the variant's paper has it, 0.02 to 0.5.
  double exploitation = 0.9;       ///< q0 of the colony system.
  double local_evaporation = 0.1;  ///< ξ of the colony system.
  std::size_t elitists = 0;        ///< 0: n.
  std::size_t ranks = 6;
  std::size_t candidates = 20;      ///< Nearest cities that are looked at first.
  population work{.particles = 0};  ///< Ants; 0: n, 10 for the colony system, else 25 where a
                                    ///< local search improves what they build.
};
/// DE/rand/1/bin and relatives (Storn, Price 1997).
struct differential_evolution {
  enum class variant : unsigned char { rand_1, best_1, current_to_best_1 };
  enum variant variant = variant::rand_1;
  double weight = 0.7;               ///< F.
  double crossover = 0.9;            ///< CR.
  population work{.particles = 30};  ///< 0 particles: 30.
};
/// (μ/μ_w, λ)-CMA-ES (Hansen 2016).
struct cma_es {
  double step = 0.3;  ///< Deviation of a coordinate at the start, as a part of its width.
  population work{.particles = 0};  ///< λ; 0: 4 + floor(3 ln d).
};
/// Artificial bee colony (Karaboga 2005).
struct bee_colony {
  std::size_t limit = 0;  ///< Trials before a source is left; 0: particles · d.
  population work{.particles = 20};
};
/// Grey wolf optimizer (Mirjalili, Mirjalili, Lewis 2014).
struct grey_wolf {
  std::uint64_t generations = 1000;  ///< a falls from 2 to 0 over so many.
  population work{.particles = 30};
};

/// How a node improves: by gradients …
using gradient = std::variant<sgd, adam, fedprox>;
/// … or as a population of particles.
using swarm =
    std::variant<pso, firefly, ant_colony, differential_evolution, cma_es, bee_colony, grey_wolf>;
using options = std::variant<sgd, adam, fedprox, pso, firefly, ant_colony, differential_evolution,
                             cma_es, bee_colony, grey_wolf>;

/// The choice as one of the kind `Family`; none where it is of the other kind.
template <class Family>
std::optional<Family> as(const options& choice) {
  return std::visit(
      [](const auto& o) -> std::optional<Family> {
        if constexpr (std::is_constructible_v<Family, decltype(o)>) return Family(o);
        return std::nullopt;
      },
      choice);
}

}  // namespace starling::strategy

/// What is minimised where it is no model's loss.
namespace starling::objective {

/// What becomes of a coordinate that leaves the box.
enum class bounds : unsigned char {
  clamp,     ///< It stays at the side.
  reflect,   ///< It is mirrored back.
  resample,  ///< It is drawn anew.
};

/// Models are learned from data.
struct none {};
/// A standard test function.
struct function {
  std::string name = "sphere";
  std::size_t dimension = 10;
  double low = 0;  ///< Of each coordinate; low = high: the box that is usual for it.
  double high = 0;
  enum bounds bounds = bounds::clamp;
};
/// The shortest tour; a file of TSPLIB.
struct tsp {
  std::filesystem::path path;
  std::uint64_t optimum = 0;  ///< The length of the shortest tour, where it is known; 0: it is not.
};
/// The model's loss on the training data.
struct training_loss {
  double width = 1;          ///< Each parameter lies within ± this.
  std::size_t examples = 0;  ///< The first so many; 0: all.
  enum bounds bounds = bounds::clamp;
};
using options = std::variant<none, function, tsp, training_loss>;

}  // namespace starling::objective

namespace starling::dataset {

/// 28 × 28 images of the ten digits, drawn from the swarm's seed.
struct digits {
  std::size_t samples = 20'000;  ///< In all; the test set is taken from them.
  std::size_t side = 28;         ///< Pixels; fewer: each is the mean of the area it covers.
  double test_fraction = 0.2;
};
/// A folder with the four MNIST files, raw or gzipped.
struct idx {
  std::filesystem::path path;
};
struct csv {
  std::filesystem::path path;
  std::string label{};  ///< Name of the label column; empty: the last.
  double test_fraction = 0.2;
  bool regression = false;  ///< Targets are real numbers, not classes.
};
/// Two .npy files: inputs (n × features) and labels (n).
struct npy {
  std::filesystem::path inputs;
  std::filesystem::path labels;
  double test_fraction = 0.2;
  bool regression = false;
};
using options = std::variant<digits, idx, csv, npy>;

}  // namespace starling::dataset

namespace starling::partition {

struct iid {};
/// Each class is divided over the nodes in Dirichlet(alpha) proportions.
struct dirichlet {
  double alpha = 0.5;
};
/// Sorted by label and cut so that a node holds about `labels` of them (McMahan 2017: 2).
struct labels_per_node {
  std::size_t labels = 2;
};
/// iid, but sizes follow Dirichlet(alpha).
struct quantity_skew {
  double alpha = 0.5;
};
using options = std::variant<iid, dirichlet, labels_per_node, quantity_skew>;

}  // namespace starling::partition

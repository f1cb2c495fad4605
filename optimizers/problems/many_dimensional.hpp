#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <span>

// Standard test functions of any dimension, as their definitions have them. Each: its name and
// usual box, the value, where the least value lies and how low it is; a slope or terms where it has
// them. Surjanovic, Bingham, "Virtual Library of Simulation Experiments", collects the sources.

namespace starling::optimizers::functions {

using point = std::span<const double>;
constexpr double pi = std::numbers::pi;
constexpr double square(double x) {
  return x * x;
}

/// Σ x².
struct sphere {
  static constexpr const char* name = "sphere";
  static constexpr double low = -100, high = 100;
  static double term(std::size_t, double x) { return x * x; }
  static double value(point x) {
    double sum = 0;
    for (double v : x) sum += v * v;
    return sum;
  }
  static void slope(point x, std::span<double> g) {
    for (std::size_t i = 0; i < x.size(); ++i) g[i] = 2 * x[i];
  }
  static double least(std::size_t, std::size_t) { return 0; }
};

/// Σ 100 (x_{i+1} − x_i²)² + (1 − x_i)².
struct rosenbrock {
  static constexpr const char* name = "rosenbrock";
  static constexpr double low = -30, high = 30;
  static constexpr std::size_t dimension_min = 2;
  static double value(point x) {
    double sum = 0;
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
      sum += 100 * square(x[i + 1] - x[i] * x[i]) + square(1 - x[i]);
    }
    return sum;
  }
  static void slope(point x, std::span<double> g) {
    for (double& v : g) v = 0;
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
      const double apart = x[i + 1] - x[i] * x[i];
      g[i] += -400 * x[i] * apart - 2 * (1 - x[i]);
      g[i + 1] += 200 * apart;
    }
  }
  static double least(std::size_t, std::size_t) { return 1; }
};

/// Σ x² − 10 cos 2πx + 10.
struct rastrigin {
  static constexpr const char* name = "rastrigin";
  static constexpr double low = -5.12, high = 5.12;
  static double term(std::size_t, double x) { return x * x - 10 * std::cos(2 * pi * x) + 10; }
  static double value(point x) {
    double sum = 0;
    for (double v : x) sum += term(0, v);
    return sum;
  }
  static void slope(point x, std::span<double> g) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      g[i] = 2 * x[i] + 20 * pi * std::sin(2 * pi * x[i]);
    }
  }
  static double least(std::size_t, std::size_t) { return 0; }
};

/// −20 exp(−0.2 √(Σ x² / d)) − exp(Σ cos 2πx / d) + 20 + e. Not differentiable at 0: slope 0 there.
struct ackley {
  static constexpr const char* name = "ackley";
  static constexpr double low = -32, high = 32;
  static double value(point x) {
    const auto d = static_cast<double>(x.size());
    double squares = 0;
    double waves = 0;
    for (double v : x) {
      squares += v * v;
      waves += std::cos(2 * pi * v);
    }
    return -20 * std::exp(-0.2 * std::sqrt(squares / d)) - std::exp(waves / d) + 20 +
           std::numbers::e;
  }
  static void slope(point x, std::span<double> g) {
    const auto d = static_cast<double>(x.size());
    double squares = 0;
    double waves = 0;
    for (double v : x) {
      squares += v * v;
      waves += std::cos(2 * pi * v);
    }
    const double root = std::sqrt(squares / d);
    const double pull = root > 0 ? 4 * std::exp(-0.2 * root) / (root * d) : 0;
    const double wave = 2 * pi * std::exp(waves / d) / d;
    for (std::size_t i = 0; i < x.size(); ++i) {
      g[i] = pull * x[i] + wave * std::sin(2 * pi * x[i]);
    }
  }
  static double least(std::size_t, std::size_t) { return 0; }
};

/// Σ x² / 4000 − Π cos(x_i / √i) + 1.
struct griewank {
  static constexpr const char* name = "griewank";
  static constexpr double low = -600, high = 600;
  static double value(point x) {
    double squares = 0;
    double product = 1;
    for (std::size_t i = 0; i < x.size(); ++i) {
      squares += x[i] * x[i];
      product *= std::cos(x[i] / std::sqrt(static_cast<double>(i + 1)));
    }
    return squares / 4000 - product + 1;
  }
  static void slope(point x, std::span<double> g) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double root = std::sqrt(static_cast<double>(i + 1));
      double others = 1;
      for (std::size_t k = 0; k < x.size(); ++k) {
        if (k != i) others *= std::cos(x[k] / std::sqrt(static_cast<double>(k + 1)));
      }
      g[i] = x[i] / 2000 + others * std::sin(x[i] / root) / root;
    }
  }
  static double least(std::size_t, std::size_t) { return 0; }
};

/// 418.98… d − Σ x sin √|x|.
struct schwefel {
  static constexpr const char* name = "schwefel";
  static constexpr double low = -500, high = 500;
  static double term(std::size_t, double x) {
    return 418.9828872724339 - x * std::sin(std::sqrt(std::abs(x)));
  }
  static double value(point x) {
    double sum = 0;
    for (double v : x) sum += term(0, v);
    return sum;
  }
  static double least(std::size_t, std::size_t) { return 420.968746359982; }
};

/// With w = 1 + (x − 1) / 4: sin² πw_1 + Σ (w_i − 1)² (1 + 10 sin²(πw_i + 1)) + (w_d − 1)² (1 +
/// sin² 2πw_d).
struct levy {
  static constexpr const char* name = "levy";
  static constexpr double low = -10, high = 10;
  static double value(point x) {
    const auto w = [x](std::size_t i) { return 1 + (x[i] - 1) / 4; };
    double sum = square(std::sin(pi * w(0)));
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
      sum += square(w(i) - 1) * (1 + 10 * square(std::sin(pi * w(i) + 1)));
    }
    const double last = w(x.size() - 1);
    return sum + square(last - 1) * (1 + square(std::sin(2 * pi * last)));
  }
  static double least(std::size_t, std::size_t) { return 1; }
};

/// Σ x² + (Σ i x_i / 2)² + (Σ i x_i / 2)⁴.
struct zakharov {
  static constexpr const char* name = "zakharov";
  static constexpr double low = -5, high = 10;
  static double value(point x) {
    double squares = 0;
    double slanted = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      squares += x[i] * x[i];
      slanted += 0.5 * static_cast<double>(i + 1) * x[i];
    }
    return squares + square(slanted) + square(square(slanted));
  }
  static void slope(point x, std::span<double> g) {
    double slanted = 0;
    for (std::size_t i = 0; i < x.size(); ++i) slanted += 0.5 * static_cast<double>(i + 1) * x[i];
    const double outer = 2 * slanted + 4 * slanted * slanted * slanted;
    for (std::size_t i = 0; i < x.size(); ++i) {
      g[i] = 2 * x[i] + outer * 0.5 * static_cast<double>(i + 1);
    }
  }
  static double least(std::size_t, std::size_t) { return 0; }
};

/// (x_1 − 1)² + Σ i (2 x_i² − x_{i−1})²; the least at 2^(−(2^i − 2) / 2^i).
struct dixon_price {
  static constexpr const char* name = "dixon_price";
  static constexpr double low = -10, high = 10;
  static double value(point x) {
    double sum = square(x[0] - 1);
    for (std::size_t i = 1; i < x.size(); ++i) {
      sum += static_cast<double>(i + 1) * square(2 * x[i] * x[i] - x[i - 1]);
    }
    return sum;
  }
  static void slope(point x, std::span<double> g) {
    for (double& v : g) v = 0;
    g[0] = 2 * (x[0] - 1);
    for (std::size_t i = 1; i < x.size(); ++i) {
      const double outer = 2 * static_cast<double>(i + 1) * (2 * x[i] * x[i] - x[i - 1]);
      g[i] += outer * 4 * x[i];
      g[i - 1] -= outer;
    }
  }
  static double least(std::size_t i, std::size_t) {
    return std::exp2(std::exp2(-static_cast<double>(i)) - 1);
  }
};

/// ½ Σ x⁴ − 16 x² + 5 x.
struct styblinski_tang {
  static constexpr const char* name = "styblinski_tang";
  static constexpr double low = -5, high = 5;
  static double term(std::size_t, double x) {
    return 0.5 * (square(square(x)) - 16 * x * x + 5 * x);
  }
  static double value(point x) {
    double sum = 0;
    for (double v : x) sum += term(0, v);
    return sum;
  }
  static void slope(point x, std::span<double> g) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      g[i] = 0.5 * (4 * x[i] * x[i] * x[i] - 32 * x[i] + 5);
    }
  }
  static double minimum(std::size_t d) { return -39.16616570377142 * static_cast<double>(d); }
  static double least(std::size_t, std::size_t) { return -2.903534027771177; }
};

/// −Σ sin x_i sin²⁰(i x_i² / π), the steep valleys of m = 10. Where each term is least is known
/// here for ten of them: above, the minimum is not.
struct michalewicz {
  static constexpr const char* name = "michalewicz";
  static constexpr double low = 0, high = pi;
  static double term(std::size_t i, double x) {
    const double wave = square(std::sin(static_cast<double>(i + 1) * x * x / pi));
    const double eighth = square(square(wave));
    return -std::sin(x) * square(eighth) * square(wave);
  }
  static double value(point x) {
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += term(i, x[i]);
    return sum;
  }
  static double minimum(std::size_t d) {
    double sum = 0;
    for (std::size_t i = 0; i < d; ++i) sum += term(i, least(i, d));
    return sum;
  }
  static double least(std::size_t i, std::size_t) {
    constexpr std::array where = {2.202905520172609, 1.570796326794897, 1.284991570552924,
                                  1.923058469866363, 1.720469772565841, 1.570796326794897,
                                  1.454413971362379, 1.756086520945026, 1.655717416821029,
                                  1.570796326794897};
    return i < where.size() ? where[i] : std::numeric_limits<double>::quiet_NaN();
  }
};

}  // namespace starling::optimizers::functions

#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include "optimizers/problems/many_dimensional.hpp"

// Standard test functions of two coordinates; see many_dimensional.hpp.

namespace starling::optimizers::functions {

/// What functions of two coordinates share.
struct of_two {
  static constexpr std::size_t dimension_min = 2, dimension_max = 2;
};

struct beale : of_two {
  static constexpr const char* name = "beale";
  static constexpr double low = -4.5, high = 4.5;
  static double value(point p) {
    const double x = p[0];
    const double y = p[1];
    return square(1.5 - x + x * y) + square(2.25 - x + x * y * y) +
           square(2.625 - x + x * y * y * y);
  }
  static void slope(point p, std::span<double> g) {
    const double x = p[0];
    const double y = p[1];
    const double a = 2 * (1.5 - x + x * y);
    const double b = 2 * (2.25 - x + x * y * y);
    const double c = 2 * (2.625 - x + x * y * y * y);
    g[0] = a * (y - 1) + b * (y * y - 1) + c * (y * y * y - 1);
    g[1] = a * x + b * 2 * x * y + c * 3 * x * y * y;
  }
  static double least(std::size_t i, std::size_t) { return i == 0 ? 3 : 0.5; }
};

struct goldstein_price : of_two {
  static constexpr const char* name = "goldstein_price";
  static constexpr double low = -2, high = 2;
  static double value(point p) {
    const double x = p[0];
    const double y = p[1];
    const double a = 19 - 14 * x + 3 * x * x - 14 * y + 6 * x * y + 3 * y * y;
    const double b = 18 - 32 * x + 12 * x * x + 48 * y - 36 * x * y + 27 * y * y;
    return (1 + square(x + y + 1) * a) * (30 + square(2 * x - 3 * y) * b);
  }
  static double minimum(std::size_t) { return 3; }
  static double least(std::size_t i, std::size_t) { return i == 0 ? 0 : -1; }
};

struct himmelblau : of_two {
  static constexpr const char* name = "himmelblau";
  static constexpr double low = -5, high = 5;
  static double value(point p) {
    return square(p[0] * p[0] + p[1] - 11) + square(p[0] + p[1] * p[1] - 7);
  }
  static void slope(point p, std::span<double> g) {
    const double a = 2 * (p[0] * p[0] + p[1] - 11);
    const double b = 2 * (p[0] + p[1] * p[1] - 7);
    g[0] = a * 2 * p[0] + b;
    g[1] = a + b * 2 * p[1];
  }
  static double least(std::size_t i, std::size_t) { return i == 0 ? 3 : 2; }
};

struct six_hump_camel : of_two {
  static constexpr const char* name = "six_hump_camel";
  static constexpr double low = -3, high = 3;
  static double value(point p) {
    const double x = p[0] * p[0];
    const double y = p[1] * p[1];
    return (4 - 2.1 * x + x * x / 3) * x + p[0] * p[1] + (-4 + 4 * y) * y;
  }
  static double minimum(std::size_t) { return -1.031628453489877; }
  static double least(std::size_t i, std::size_t) {
    return i == 0 ? 0.08984201368301331 : -0.7126564032704135;
  }
};

struct eggholder : of_two {
  static constexpr const char* name = "eggholder";
  static constexpr double low = -512, high = 512;
  static double value(point p) {
    const double y = p[1] + 47;
    return -y * std::sin(std::sqrt(std::abs(p[0] / 2 + y))) -
           p[0] * std::sin(std::sqrt(std::abs(p[0] - y)));
  }
  static double minimum(std::size_t) { return -959.6406627208508; }
  static double least(std::size_t i, std::size_t) { return i == 0 ? 512 : 404.2318051137578; }
};

struct holder_table : of_two {
  static constexpr const char* name = "holder_table";
  static constexpr double low = -10, high = 10;
  static double value(point p) {
    const double away = std::abs(1 - std::hypot(p[0], p[1]) / pi);
    return -std::abs(std::sin(p[0]) * std::cos(p[1]) * std::exp(away));
  }
  static double minimum(std::size_t) { return -19.208502567886732; }
  static double least(std::size_t i, std::size_t) {
    return i == 0 ? 8.055023475736563 : 9.664590019241273;
  }
};

struct cross_in_tray : of_two {
  static constexpr const char* name = "cross_in_tray";
  static constexpr double low = -10, high = 10;
  static double value(point p) {
    const double away = std::abs(100 - std::hypot(p[0], p[1]) / pi);
    const double cross = std::abs(std::sin(p[0]) * std::sin(p[1]) * std::exp(away));
    return -0.0001 * std::pow(cross + 1, 0.1);
  }
  static double minimum(std::size_t) { return -2.062611870822739; }
  static double least(std::size_t, std::size_t) { return 1.349406608602084; }
};

struct easom : of_two {
  static constexpr const char* name = "easom";
  static constexpr double low = -100, high = 100;
  static double value(point p) {
    return -std::cos(p[0]) * std::cos(p[1]) * std::exp(-square(p[0] - pi) - square(p[1] - pi));
  }
  static double minimum(std::size_t) { return -1; }
  static double least(std::size_t, std::size_t) { return pi; }
};

/// Four peaks of heights 1, 1, 2, 2, upside down (Yang 2009).
struct yang_four_peaks : of_two {
  static constexpr const char* name = "yang_four_peaks";
  static constexpr double low = -5, high = 5;
  static double value(point p) {
    const double x = p[0];
    const double y = p[1];
    return -std::exp(-square(x - 4) - square(y - 4)) - std::exp(-square(x + 4) - square(y - 4)) -
           2 * std::exp(-x * x - square(y + 4)) - 2 * std::exp(-x * x - y * y);
  }
  static double minimum(std::size_t) { return -2.00000022507078; }
  static double least(std::size_t i, std::size_t) { return i == 0 ? 0 : -4.5014221858511705e-7; }
};

}  // namespace starling::optimizers::functions

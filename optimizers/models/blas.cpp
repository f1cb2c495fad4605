#include "optimizers/models/blas.hpp"

// Products only, and straight into OpenBLAS: Armadillo's own wrapper library would bring in
// whatever libblas.so.3 and liblapack.so.3 stand for.
#define ARMA_DONT_USE_WRAPPER
#define ARMA_DONT_USE_LAPACK
#define ARMA_DONT_USE_ARPACK
#define ARMA_DONT_USE_SUPERLU
#define ARMA_DONT_USE_OPENMP

#include <cblas.h>

#include <algorithm>
#include <armadillo>
#include <array>
#include <cstdlib>

namespace starling::optimizers {

namespace {

constexpr std::array avx512_kernels = {"SkylakeX", "Cooperlake", "SapphireRapids"};
constexpr std::array avx2_kernels = {"Haswell", "Zen", "Excavator"};

bool is_one_of(const auto& names, std::string_view kernel) {
  return std::find(names.begin(), names.end(), kernel) != names.end();
}

vector_width processor_width() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
      __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0) {
    return vector_width::avx512;
  }
  if (__builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0) {
    return vector_width::avx2;
  }
#endif
  return vector_width::sse;
}

/// The AVX-512 kernels have a path that does not pack its operands, up to twice as fast, for a
/// product with m n k ≤ 10⁶ and, when the right side is transposed, also m n ≤ 1200 and k ≥ 32.
/// Cutting a training batch to fit pays; a large batch is as fast whole.
constexpr std::size_t unpacked_volume_max = 1'000'000;
constexpr std::size_t unpacked_area_max = 1'200;
constexpr std::size_t unpacked_depth_min = 32;
constexpr std::size_t cut_examples_max = 64;

bool has_unpacked_path() {
  static const bool yes = is_one_of(avx512_kernels, openblas_get_corename());
  return yes;
}

using matrix = arma::Mat<float>;

/// A view of row-major memory. Armadillo counts by columns, so what it sees is the transpose.
matrix view(float* memory, std::size_t rows, std::size_t columns) {
  constexpr bool copy = false;
  constexpr bool keep_size = true;
  return {memory, columns, rows, copy, keep_size};
}
const matrix view(const float* memory, std::size_t rows, std::size_t columns) {
  return view(const_cast<float*>(memory), rows, columns);
}

blasint as_blas(std::size_t n) {
  return static_cast<blasint>(n);
}

/// Some outputs of some examples; y has `width` columns, of which these are a part.
void outputs_block(const dense_shape& s, std::size_t width, const float* x, const float* w,
                   float* y) {
  if (s.outputs == width) {
    view(y, s.examples, s.outputs) +=
        view(w, s.outputs, s.inputs).t() * view(x, s.examples, s.inputs);
    return;
  }
  // Armadillo writes a product only to contiguous memory; a part of the columns would go through a
  // temporary, which costs the products of 784-200-200-10 at batch 10 another 3 to 6 %.
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, as_blas(s.examples), as_blas(s.outputs),
              as_blas(s.inputs), 1, x, as_blas(s.inputs), w, as_blas(s.inputs), 1, y,
              as_blas(width));
}

/// w = keep w + product, keep 0 or 1.
void set_or_add(matrix w, float keep, const auto& product) {
  if (keep == 0) {
    w = product;
  } else {
    w += product;
  }
}

}  // namespace

std::string blas_kernel() {
  return openblas_get_corename();
}

void use_one_blas_thread() {
  static const bool done = [] {
    openblas_set_num_threads(1);
    return true;
  }();
  static_cast<void>(done);
}

std::optional<std::string> better_blas_kernel(std::string_view kernel, vector_width processor) {
  if (processor == vector_width::sse || is_one_of(avx512_kernels, kernel)) return std::nullopt;
  if (processor == vector_width::avx512) return "SKYLAKEX";
  if (is_one_of(avx2_kernels, kernel)) return std::nullopt;
  return "HASWELL";
}

std::optional<std::string> better_blas_kernel() {
  const char* chosen = std::getenv("OPENBLAS_CORETYPE");
  if (chosen != nullptr && *chosen != '\0') return std::nullopt;
  return better_blas_kernel(openblas_get_corename(), processor_width());
}

void add_layer_outputs(const dense_shape& s, const float* x, const float* w, float* y) {
  constexpr std::size_t rows = 8;
  const std::size_t columns =
      std::min(unpacked_area_max / rows, unpacked_volume_max / (rows * s.inputs));
  if (!has_unpacked_path() || s.examples > cut_examples_max || s.inputs < unpacked_depth_min ||
      columns < rows) {
    outputs_block(s, s.outputs, x, w, y);
    return;
  }
  for (std::size_t i = 0; i < s.examples; i += rows) {
    for (std::size_t j = 0; j < s.outputs; j += columns) {
      const dense_shape block{std::min(rows, s.examples - i), s.inputs,
                              std::min(columns, s.outputs - j)};
      outputs_block(block, s.outputs, x + i * s.inputs, w + j * s.inputs, y + i * s.outputs + j);
    }
  }
}

void layer_input_deltas(const dense_shape& s, const float* d, const float* w, float* x) {
  matrix below = view(x, s.examples, s.inputs);
  below = view(w, s.outputs, s.inputs) * view(d, s.examples, s.outputs);
}

void add_weight_gradient(const dense_shape& s, float scale, const float* d, const float* x,
                         float keep, float* w) {
  constexpr std::size_t rows_min = 8;
  const std::size_t fitting = unpacked_volume_max / (s.examples * s.inputs);
  const bool cut = has_unpacked_path() && fitting >= rows_min;
  const matrix deltas = view(d, s.examples, s.outputs);
  const matrix inputs = view(x, s.examples, s.inputs);
  if (!cut || fitting >= s.outputs) {
    set_or_add(view(w, s.outputs, s.inputs), keep, scale * inputs * deltas.t());
    return;
  }
  for (std::size_t j = 0; j < s.outputs; j += fitting) {
    const std::size_t rows = std::min(fitting, s.outputs - j);
    // Copies the deltas of these outputs, the smallest of the three: 0.5 µs of 28 at 32×784×128.
    set_or_add(view(w + j * s.inputs, rows, s.inputs), keep,
               scale * inputs * deltas.rows(j, j + rows - 1).t());
  }
}

}  // namespace starling::optimizers

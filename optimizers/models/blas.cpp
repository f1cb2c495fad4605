#include "optimizers/models/blas.hpp"

#include <cblas.h>

#include <algorithm>
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

blasint as_blas(std::size_t n) {
  return static_cast<blasint>(n);
}

void outputs_block(const dense_shape& s, std::size_t outputs_stride, const float* x, const float* w,
                   float* y) {
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, as_blas(s.examples), as_blas(s.outputs),
              as_blas(s.inputs), 1, x, as_blas(s.inputs), w, as_blas(s.inputs), 1, y,
              as_blas(outputs_stride));
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
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, as_blas(s.examples), as_blas(s.inputs),
              as_blas(s.outputs), 1, d, as_blas(s.outputs), w, as_blas(s.inputs), 0, x,
              as_blas(s.inputs));
}

void add_weight_gradient(const dense_shape& s, float scale, const float* d, const float* x,
                         float keep, float* w) {
  constexpr std::size_t rows_min = 8;
  const std::size_t fitting = unpacked_volume_max / (s.examples * s.inputs);
  const bool cut = has_unpacked_path() && fitting >= rows_min;
  const std::size_t rows = cut ? fitting : s.outputs;
  for (std::size_t j = 0; j < s.outputs; j += rows) {
    cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, as_blas(std::min(rows, s.outputs - j)),
                as_blas(s.inputs), as_blas(s.examples), scale, d + j, as_blas(s.outputs), x,
                as_blas(s.inputs), keep, w + j * s.inputs, as_blas(s.inputs));
  }
}

}  // namespace starling::optimizers

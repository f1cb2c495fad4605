#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// The one door to BLAS (OpenBLAS): which kernel runs, and the three products of a dense layer. All
// matrices are row-major and contiguous.

namespace starling::optimizers {

/// OpenBLAS' name for the kernel it runs: "Prescott", "Haswell", "SkylakeX", …
std::string blas_kernel();

/// Keeps OpenBLAS from starting threads of its own, which would fight with those that call it.
/// Repeated calls cost nothing.
void use_one_blas_thread();

enum class vector_width : unsigned char { sse, avx2, avx512 };

/// What `OPENBLAS_CORETYPE` should say on a processor of this width that runs `kernel`; nothing
/// where the kernel is already as wide.
std::optional<std::string> better_blas_kernel(std::string_view kernel, vector_width processor);

/// The same for this process; nothing as well when the user has set `OPENBLAS_CORETYPE`. The
/// library reads the variable when it is loaded, so a program that follows this has to start itself
/// again.
std::optional<std::string> better_blas_kernel();

struct dense_shape {
  std::size_t examples = 0;
  std::size_t inputs = 0;
  std::size_t outputs = 0;
};

/// y += x wᵀ.  Shapes: x examples × inputs, w outputs × inputs, y examples × outputs.
void add_layer_outputs(const dense_shape& shape, const float* x, const float* w, float* y);

/// x = d w.  Shapes: d examples × outputs, w outputs × inputs, x examples × inputs.
void layer_input_deltas(const dense_shape& shape, const float* d, const float* w, float* x);

/// w = keep w + scale dᵀ x, keep 0 or 1.  Shapes: d examples × outputs, x examples × inputs.
void add_weight_gradient(const dense_shape& shape, float scale, const float* d, const float* x,
                         float keep, float* w);

}  // namespace starling::optimizers

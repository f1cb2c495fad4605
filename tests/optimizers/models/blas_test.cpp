#include "optimizers/models/blas.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <optional>
#include <string>

using starling::optimizers::better_blas_kernel;
using starling::optimizers::blas_kernel;
using starling::optimizers::vector_width;

TEST_CASE("a wider processor than the kernel asks for the kernel of its width") {
  for (const char* narrow : {"Prescott", "Core2", "Nehalem", "Sandybridge", "Unknown"}) {
    CHECK(better_blas_kernel(narrow, vector_width::avx512) == "SKYLAKEX");
    CHECK(better_blas_kernel(narrow, vector_width::avx2) == "HASWELL");
    CHECK(better_blas_kernel(narrow, vector_width::sse) == std::nullopt);
  }
  CHECK(better_blas_kernel("Haswell", vector_width::avx512) == "SKYLAKEX");
  CHECK(better_blas_kernel("Zen", vector_width::avx512) == "SKYLAKEX");
}

TEST_CASE("a kernel as wide as the processor stays") {
  for (const char* wide : {"SkylakeX", "Cooperlake", "SapphireRapids"}) {
    CHECK(better_blas_kernel(wide, vector_width::avx512) == std::nullopt);
  }
  for (const char* middle : {"Haswell", "Zen"}) {
    CHECK(better_blas_kernel(middle, vector_width::avx2) == std::nullopt);
  }
}

TEST_CASE("the user's own choice of kernel stands") {
  const char* chosen = std::getenv("OPENBLAS_CORETYPE");
  const std::optional<std::string> before =
      chosen == nullptr ? std::nullopt : std::optional<std::string>(chosen);
  setenv("OPENBLAS_CORETYPE", "PRESCOTT", 1);
  CHECK(better_blas_kernel() == std::nullopt);
  if (before) {
    setenv("OPENBLAS_CORETYPE", before->c_str(), 1);
  } else {
    unsetenv("OPENBLAS_CORETYPE");
  }
  CHECK_FALSE(blas_kernel().empty());
}

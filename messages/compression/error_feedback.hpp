#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "messages/compression/compress.hpp"

namespace starling::messages {

/// Compresses a sequence of updates and adds to each what the ones before it lost, so that nothing
/// is lost for good: the sum of what is decoded is the sum of the updates but for `residual`.
///
/// Owned by one sender; not for several threads. For updates, not for models.
/// Paper: Karimireddy, Rebjock, Stich, Jaggi, "Error Feedback Fixes SignSGD and other Gradient
///        Compression Schemes", ICML 2019, algorithm 2.
class error_feedback {
 public:
  /// `seed`: of random_k and stochastic rounding, drawn anew for each update.
  explicit error_feedback(const compression_chain& chain, std::uint64_t seed = 0);

  /// Shape:  float32, of one size from the first update on.
  /// Errors: those of `messages::compress`; wrong_base for a tensor of another size. After an error
  ///         nothing has changed.
  /// Cost:   that of compressing and decompressing, and two tensors of memory while it works.
  result<std::vector<std::byte>, compression_refusal> compress(
      const tensor& update, const compression_base* base = nullptr);

  /// What was not sent yet; empty before the first update.
  [[nodiscard]] const tensor& residual() const { return residual_; }

 private:
  compression_chain chain_;
  std::uint64_t seed_;
  std::uint64_t updates_ = 0;
  tensor residual_;
};

}  // namespace starling::messages

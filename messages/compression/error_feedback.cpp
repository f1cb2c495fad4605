#include "messages/compression/error_feedback.hpp"

#include <functional>
#include <limits>
#include <utility>

#include "messages/compression/combine.hpp"
#include "messages/types/random.hpp"

namespace starling::messages {

error_feedback::error_feedback(const compression_chain& chain, std::uint64_t seed)
    : chain_(chain), seed_(seed) {}

result<std::vector<std::byte>, compression_refusal> error_feedback::compress(
    const tensor& update, const compression_base* base) {
  if (update.precision() != precision::float32) {
    return failure{compression_refusal::wrong_precision};
  }
  if (!residual_.empty() && residual_.size() != update.size()) {
    return failure{compression_refusal::wrong_base};
  }
  tensor wanted = update;
  if (!residual_.empty()) {
    combine(update.values(), residual_.values(), wanted.mutate(), std::plus<>());
  }
  const std::uint64_t seed = substream(seed_, "error_feedback", updates_);
  auto bytes = messages::compress(wanted, chain_, {.seed = seed, .base = base});
  if (!bytes) return bytes;
  const auto sent =
      decompress(*bytes, {std::numeric_limits<std::size_t>::max(), update.size()}, base);
  if (!sent) return failure{sent.error()};
  tensor lost = tensor::uninitialised(update.size());
  combine(wanted.values(), sent->values(), lost.mutate(), std::minus<>());
  residual_ = std::move(lost);
  ++updates_;
  return bytes;
}

}  // namespace starling::messages

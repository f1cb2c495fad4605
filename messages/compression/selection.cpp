#include "messages/compression/selection.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>

#include "messages/types/random.hpp"

namespace starling::messages {

namespace {

constexpr unsigned bucket_shift = 20;  // a bucket: one exponent and three bits below it
constexpr std::size_t buckets = std::size_t{1} << (31 - bucket_shift);

/// Ordered as magnitudes are.
std::uint32_t magnitude(float x) {
  return std::bit_cast<std::uint32_t>(x) & 0x7fffffffU;
}

/// The smallest magnitude kept, and how many of exactly that are.
struct threshold {
  std::uint32_t smallest;
  std::size_t equal;
};

threshold threshold_of(std::span<const float> values, std::size_t count) {
  std::array<std::size_t, buckets> sizes{};
  for (const float v : values) ++sizes[magnitude(v) >> bucket_shift];
  std::size_t bucket = buckets - 1;
  std::size_t left = count;  // to be kept from this bucket on
  while (sizes[bucket] < left) left -= sizes[bucket--];
  std::vector<std::uint32_t> inside;
  for (const float v : values) {
    const std::uint32_t m = magnitude(v);
    if (m != 0 && m >> bucket_shift == bucket) inside.push_back(m);
  }
  if (inside.size() < left) return {0, left - inside.size()};  // zeros are kept too
  const auto last = inside.begin() + static_cast<std::ptrdiff_t>(left - 1);
  std::nth_element(inside.begin(), last, inside.end(), std::greater<>());
  const std::uint32_t smallest = *last;
  const auto larger = std::count_if(inside.begin(), last, [&](auto m) { return m > smallest; });
  return {smallest, left - static_cast<std::size_t>(larger)};
}

}  // namespace

std::vector<std::uint32_t> largest_positions(std::span<const float> values, std::size_t count) {
  count = std::min(count, values.size());
  std::vector<std::uint32_t> out;
  if (count == 0) return out;
  out.reserve(count);
  auto [smallest, equal] = threshold_of(values, count);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::uint32_t m = magnitude(values[i]);
    if (m < smallest || (m == smallest && equal == 0)) continue;
    if (m == smallest) --equal;
    out.push_back(static_cast<std::uint32_t>(i));
  }
  return out;
}

std::vector<std::uint32_t> random_positions(std::size_t size, std::size_t count,
                                            std::uint64_t seed) {
  count = std::min(count, size);
  random_source random(substream(seed, "random_k"));
  std::vector<std::uint64_t> taken((size + 63) / 64);
  const auto is_taken = [&taken](std::uint64_t i) { return (taken[i / 64] >> i % 64 & 1U) != 0; };
  for (std::size_t j = size - count; j < size; ++j) {
    const std::uint64_t drawn = random.below(j + 1);
    const std::uint64_t chosen = is_taken(drawn) ? j : drawn;
    taken[chosen / 64] |= std::uint64_t{1} << chosen % 64;
  }
  std::vector<std::uint32_t> out;
  out.reserve(count);
  for (std::size_t w = 0; w < taken.size(); ++w) {
    for (std::uint64_t bits = taken[w]; bits != 0; bits &= bits - 1) {
      out.push_back(static_cast<std::uint32_t>(64 * w) +
                    static_cast<std::uint32_t>(std::countr_zero(bits)));
    }
  }
  return out;
}

}  // namespace starling::messages

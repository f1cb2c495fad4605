#include "messages/compression/quantise.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <vector>

#include "messages/types/random.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "messages/compression/quantise.cpp"
#include "hwy/foreach_target.h"  // compiles the rest of this file once per instruction set

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace starling::messages {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

struct extent {
  float low;
  float high;
  std::uint32_t magnitude;  // bits of the largest absolute value; of a NaN more than of infinity
};

/// n: a multiple of 128, which every register's width divides twice.
extent extent_of(const float* HWY_RESTRICT x, std::size_t n) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const std::size_t lanes = hn::Lanes(d);
  const auto no_sign = hn::Set(di, 0x7fffffff);
  auto low = hn::LoadU(d, x);
  auto high = low;
  auto most = hn::Zero(di);
  auto low_b = low;
  auto high_b = low;
  auto most_b = most;
  for (std::size_t k = 0; k < n; k += 2 * lanes) {
    const auto a = hn::LoadU(d, x + k);
    const auto b = hn::LoadU(d, x + k + lanes);
    low = hn::Min(low, a);
    high = hn::Max(high, a);
    most = hn::Max(most, hn::And(hn::BitCast(di, a), no_sign));
    low_b = hn::Min(low_b, b);
    high_b = hn::Max(high_b, b);
    most_b = hn::Max(most_b, hn::And(hn::BitCast(di, b), no_sign));
  }
  const float lowest = hn::GetLane(hn::MinOfLanes(d, hn::Min(low, low_b)));
  const float highest = hn::GetLane(hn::MaxOfLanes(d, hn::Max(high, high_b)));
  const auto bits = hn::GetLane(hn::MaxOfLanes(di, hn::Max(most, most_b)));
  return {lowest + 0.0F, highest, static_cast<std::uint32_t>(bits)};  // −0 becomes 0
}

/// 16 random bits over 2^16, of a key and a place (Wellons' lowbias32).
template <class D, class V>
HWY_INLINE hn::Vec<D> fraction(D d, V lane, std::uint32_t key, std::size_t place) {
  const hn::RebindToUnsigned<D> du;
  auto h = hn::Add(lane, hn::Set(du, key + static_cast<std::uint32_t>(place)));
  h = hn::Mul(hn::Xor(h, hn::ShiftRight<16>(h)), hn::Set(du, 0x7feb352dU));
  h = hn::Mul(hn::Xor(h, hn::ShiftRight<15>(h)), hn::Set(du, 0x846ca68bU));
  h = hn::ShiftRight<16>(hn::Xor(h, hn::ShiftRight<16>(h)));
  const auto whole = hn::ConvertTo(d, hn::BitCast(hn::RebindToSigned<D>(), h));
  return hn::Mul(whole, hn::Set(d, 0x1p-16F));
}

struct scaling {
  float low;
  float inverse;  // codes per unit
  float code_max;
  std::uint32_t key;
};

template <bool Stochastic, class D, class V>
HWY_INLINE auto code_of(D d, const float* HWY_RESTRICT x, std::size_t k, const scaling& s, V lane) {
  const auto exact =
      hn::Mul(hn::Sub(hn::LoadU(d, x + k), hn::Set(d, s.low)), hn::Set(d, s.inverse));
  const auto within = hn::Min(exact, hn::Set(d, s.code_max));
  if constexpr (Stochastic) {
    // At most 255 + (1 − 2^-16), which is a float: it never rounds up to 256.
    const auto up = fraction(d, lane, s.key, k);
    return hn::ConvertTo(hn::RebindToSigned<D>(), hn::Add(within, up));
  } else {
    return hn::NearestInt(within);
  }
}

template <unsigned Bits, bool Stochastic>
void codes_of_block(const float* HWY_RESTRICT x, std::size_t n, const scaling& s,
                    std::uint8_t* HWY_RESTRICT out) {
  const hn::ScalableTag<float> d;
  const hn::Rebind<std::uint8_t, decltype(d)> d8;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t bytes = n * Bits / 8;
  const auto lane = hn::Iota(hn::RebindToUnsigned<decltype(d)>(), 0U);
  for (std::size_t k = 0; k < bytes; k += lanes) {
    auto code = code_of<Stochastic>(d, x, k, s, lane);
    if constexpr (Bits == 4) {
      code = hn::Or(code, hn::ShiftLeft<4>(code_of<Stochastic>(d, x, bytes + k, s, lane)));
    }
    hn::StoreU(hn::DemoteTo(d8, code), d8, out + k);
  }
}

template <unsigned Bits>
void values_of_block(const std::uint8_t* HWY_RESTRICT codes, std::size_t n, float step, float low,
                     float* HWY_RESTRICT out) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const hn::Rebind<std::uint8_t, decltype(d)> d8;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t bytes = n * Bits / 8;
  const auto value = [&](auto code) {
    return hn::Add(hn::Mul(hn::ConvertTo(d, code), hn::Set(d, step)), hn::Set(d, low));
  };
  for (std::size_t k = 0; k < bytes; k += lanes) {
    const auto code = hn::PromoteTo(di, hn::LoadU(d8, codes + k));
    if constexpr (Bits == 4) {
      hn::StoreU(value(hn::And(code, hn::Set(di, 15))), d, out + k);
      hn::StoreU(value(hn::ShiftRight<4>(code)), d, out + bytes + k);
    } else {
      hn::StoreU(value(code), d, out + k);
    }
  }
}

void block_codes(const float* x, std::size_t n, const scaling& s, bool narrow, bool stochastic,
                 std::uint8_t* out) {
  if (narrow) {
    stochastic ? codes_of_block<4, true>(x, n, s, out) : codes_of_block<4, false>(x, n, s, out);
  } else {
    stochastic ? codes_of_block<8, true>(x, n, s, out) : codes_of_block<8, false>(x, n, s, out);
  }
}
void block_values(const std::uint8_t* codes, std::size_t n, bool narrow, float step, float low,
                  float* out) {
  narrow ? values_of_block<4>(codes, n, step, low, out)
         : values_of_block<8>(codes, n, step, low, out);
}

/// All blocks that are whole multiples of 128 elements. Returns the bits of the largest magnitude,
/// and stops after a block in which it is above `magnitude_max`.
std::uint32_t quantise_blocks(const float* x, std::size_t n, const quantisation& how,
                              std::size_t first, std::uint32_t magnitude_max, std::byte* scales,
                              std::uint8_t* codes) {
  const bool narrow = how.width == code_width::bits4;
  const float code_max = narrow ? 15.0F : 255.0F;
  std::uint32_t magnitude = 0;
  for (std::size_t b = first; n > 0; ++b) {
    const std::size_t size = std::min(n, how.block);
    const extent e = extent_of(x, size);
    magnitude = std::max(magnitude, e.magnitude);
    if (magnitude > magnitude_max) return magnitude;
    float step = (e.high - e.low) / code_max;
    if (e.high > e.low) step = std::max(step, std::numeric_limits<float>::min());
    const scaling s{e.low, step > 0 ? 1 / step : 0, code_max,
                    static_cast<std::uint32_t>(mix(how.seed ^ mix(b)))};
    std::memcpy(scales, &step, sizeof step);
    std::memcpy(scales + sizeof step, &e.low, sizeof e.low);
    block_codes(x, size, s, narrow, how.rounding == rounding::stochastic, codes);
    x += size;
    n -= size;
    scales += 2 * sizeof(float);
    codes += narrow ? size / 2 : size;
  }
  return magnitude;
}

void dequantise_blocks(const std::byte* scales, const std::uint8_t* codes, bool narrow,
                       std::size_t block, float* out, std::size_t n) {
  while (n > 0) {
    const std::size_t size = std::min(n, block);
    float step = 0;
    float low = 0;
    std::memcpy(&step, scales, sizeof step);
    std::memcpy(&low, scales + sizeof step, sizeof low);
    block_values(codes, size, narrow, step, low, out);
    out += size;
    n -= size;
    scales += 2 * sizeof(float);
    codes += narrow ? size / 2 : size;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace starling::messages
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace starling::messages {

HWY_EXPORT(quantise_blocks);
HWY_EXPORT(dequantise_blocks);

namespace {

constexpr std::size_t scale_bytes = 2 * sizeof(float);
constexpr std::uint32_t infinity_bits = 0x7f800000U;

std::size_t code_bytes(std::size_t elements, code_width width, std::size_t block) {
  if (width == code_width::bits8) return elements;
  return elements / block * (block / 2) + (elements % block + 1) / 2;
}

std::size_t even(std::size_t n, std::size_t step) {
  return (n + step - 1) / step * step;
}

/// Where the elements of the last, short block lie so that kernels find whole registers: the parts
/// that share bytes each in a half of their own.
struct last_block {
  std::size_t size;
  std::size_t first;  // elements of the first half; all of them where there are no halves
  std::size_t half;   // the place of the second half
  std::size_t padded;

  last_block(std::size_t elements, code_width width) : size(elements) {
    const bool halves = width == code_width::bits4;
    first = halves ? (size + 1) / 2 : size;
    half = even(first, halves ? quantised_block_step / 2 : quantised_block_step);
    padded = halves ? 2 * half : half;
  }
  [[nodiscard]] std::vector<float> spread(const float* x) const {
    std::vector<float> out(padded, x[0]);
    std::copy_n(x, first, out.begin());
    std::copy(x + first, x + size, out.begin() + static_cast<std::ptrdiff_t>(half));
    return out;
  }
  void gather(const std::vector<float>& from, float* out) const {
    std::copy_n(from.begin(), first, out);
    std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(half), size - first, out + first);
  }
};

}  // namespace

std::size_t quantised_size(std::size_t elements, code_width width, std::size_t block) {
  return (elements + block - 1) / block * scale_bytes + code_bytes(elements, width, block);
}

compression_refusal quantise(std::span<const float> values, const quantisation& how,
                             std::span<std::byte> out) {
  constexpr float largest = std::numeric_limits<float>::max() / 2;
  constexpr auto magnitude_max = std::bit_cast<std::uint32_t>(largest);
  const std::size_t blocks = values.size() / how.block;
  const std::size_t whole = blocks * how.block;
  std::byte* scales = out.data();
  const std::size_t scales_size = quantised_size(values.size(), how.width, how.block) -
                                  code_bytes(values.size(), how.width, how.block);
  auto* codes = reinterpret_cast<std::uint8_t*>(scales + scales_size);
  std::uint32_t magnitude = HWY_DYNAMIC_DISPATCH(quantise_blocks)(values.data(), whole, how, 0,
                                                                  magnitude_max, scales, codes);
  if (magnitude <= magnitude_max && whole < values.size()) {
    const last_block last(values.size() - whole, how.width);
    const auto padded = last.spread(values.data() + whole);
    std::vector<std::uint8_t> padded_codes(last.half);
    quantisation last_how = how;
    last_how.block = last.padded;
    magnitude = HWY_DYNAMIC_DISPATCH(quantise_blocks)(padded.data(), last.padded, last_how, blocks,
                                                      magnitude_max, scales + blocks * scale_bytes,
                                                      padded_codes.data());
    std::copy_n(padded_codes.begin(), last.first, codes + code_bytes(whole, how.width, how.block));
  }
  if (magnitude <= magnitude_max) return compression_refusal::none;
  return magnitude < infinity_bits ? compression_refusal::out_of_range
                                   : compression_refusal::non_finite;
}

void dequantise(std::span<const std::byte> from, code_width width, std::size_t block,
                std::span<float> out) {
  const bool narrow = width == code_width::bits4;
  const std::size_t blocks = out.size() / block;
  const std::size_t whole = blocks * block;
  const std::byte* scales = from.data();
  const auto* codes = reinterpret_cast<const std::uint8_t*>(scales + from.size() -
                                                            code_bytes(out.size(), width, block));
  HWY_DYNAMIC_DISPATCH(dequantise_blocks)(scales, codes, narrow, block, out.data(), whole);
  if (whole == out.size()) return;
  const last_block last(out.size() - whole, width);
  std::vector<std::uint8_t> padded_codes(last.half);
  std::copy_n(codes + code_bytes(whole, width, block), last.first, padded_codes.begin());
  std::vector<float> padded(last.padded);
  HWY_DYNAMIC_DISPATCH(dequantise_blocks)
  (scales + blocks * scale_bytes, padded_codes.data(), narrow, last.padded, padded.data(),
   last.padded);
  last.gather(padded, out.data() + whole);
}

}  // namespace starling::messages
#endif

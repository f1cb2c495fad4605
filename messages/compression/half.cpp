#include "messages/compression/half.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "messages/compression/half.cpp"
#include "hwy/foreach_target.h"  // compiles the rest of this file once per instruction set

#include "hwy/highway.h"

// With whole numbers throughout (Giesen, "float->half variants", 2012): Highway's own conversion
// does not round alike on every instruction set.

HWY_BEFORE_NAMESPACE();
namespace starling::messages {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

constexpr std::int32_t half_bias = (127 - 15) << 23;  // between the exponents
constexpr std::int32_t smallest_normal = 113 << 23;   // of float16, as a float32
constexpr std::int32_t denormal_magic = 126 << 23;    // 0.5: its last bit is a denormal's

/// n: a multiple of 64. Returns the bits of the largest magnitude.
std::uint32_t halves_of(const float* HWY_RESTRICT x, std::size_t n,
                        std::uint16_t* HWY_RESTRICT out) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const hn::Rebind<std::uint16_t, decltype(d)> d16;
  const std::size_t lanes = hn::Lanes(d);
  auto most = hn::Zero(di);
  for (std::size_t k = 0; k < n; k += lanes) {
    const auto bits = hn::BitCast(di, hn::LoadU(d, x + k));
    const auto size = hn::And(bits, hn::Set(di, 0x7fffffff));
    const auto sign = hn::And(hn::ShiftRight<16>(bits), hn::Set(di, 0x8000));
    most = hn::Max(most, size);
    const auto odd = hn::And(hn::ShiftRight<13>(size), hn::Set(di, 1));
    const auto rounded = hn::Add(hn::Add(size, odd), hn::Set(di, 0xfff - half_bias));
    const auto normal = hn::ShiftRight<13>(rounded);
    const auto magic = hn::Set(di, denormal_magic);
    const auto sum = hn::Add(hn::BitCast(d, size), hn::BitCast(d, magic));
    const auto denormal = hn::Sub(hn::BitCast(di, sum), magic);
    const auto is_small = hn::Lt(size, hn::Set(di, smallest_normal));
    const auto half = hn::Or(hn::IfThenElse(is_small, denormal, normal), sign);
    hn::StoreU(hn::DemoteTo(d16, half), d16, out + k);
  }
  return static_cast<std::uint32_t>(hn::GetLane(hn::MaxOfLanes(di, most)));
}

/// n: a multiple of 64.
void floats_of(const std::uint16_t* HWY_RESTRICT x, std::size_t n, float* HWY_RESTRICT out) {
  const hn::ScalableTag<float> d;
  const hn::RebindToSigned<decltype(d)> di;
  const hn::Rebind<std::uint16_t, decltype(d)> d16;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t k = 0; k < n; k += lanes) {
    const auto half = hn::PromoteTo(di, hn::LoadU(d16, x + k));
    const auto size = hn::ShiftLeft<13>(hn::And(half, hn::Set(di, 0x7fff)));
    const auto exponent = hn::And(size, hn::Set(di, 0x7c00 << 13));
    const auto normal = hn::Add(size, hn::Set(di, half_bias));
    const auto infinite = hn::Add(normal, hn::Set(di, half_bias));
    const auto magic = hn::Set(di, smallest_normal);
    const auto denormal =
        hn::BitCast(di, hn::Sub(hn::BitCast(d, hn::Add(size, magic)), hn::BitCast(d, magic)));
    auto value = hn::IfThenElse(hn::Eq(exponent, hn::Zero(di)), denormal, normal);
    value = hn::IfThenElse(hn::Eq(exponent, hn::Set(di, 0x7c00 << 13)), infinite, value);
    const auto sign = hn::ShiftLeft<16>(hn::And(half, hn::Set(di, 0x8000)));
    hn::StoreU(hn::BitCast(d, hn::Or(value, sign)), d, out + k);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace starling::messages
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace starling::messages {

HWY_EXPORT(halves_of);
HWY_EXPORT(floats_of);

namespace {

constexpr std::size_t step = 64;                        // elements: whole registers everywhere
constexpr std::uint32_t becomes_infinite = 0x477ff000;  // 65520

}  // namespace

compression_refusal to_half(std::span<const float> values, std::span<std::byte> out) {
  const std::size_t whole = values.size() / step * step;
  std::uint32_t magnitude = HWY_DYNAMIC_DISPATCH(halves_of)(
      values.data(), whole, reinterpret_cast<std::uint16_t*>(out.data()));
  if (whole < values.size()) {
    std::array<float, step> last{};
    std::array<std::uint16_t, step> halves{};
    std::copy(values.begin() + static_cast<std::ptrdiff_t>(whole), values.end(), last.begin());
    magnitude =
        std::max(magnitude, HWY_DYNAMIC_DISPATCH(halves_of)(last.data(), step, halves.data()));
    std::memcpy(out.data() + whole * half_bytes, halves.data(),
                (values.size() - whole) * half_bytes);
  }
  if (magnitude < becomes_infinite) return compression_refusal::none;
  return magnitude < 0x7f800000U ? compression_refusal::out_of_range
                                 : compression_refusal::non_finite;
}

void from_half(std::span<const std::byte> from, std::span<float> out) {
  const std::size_t whole = out.size() / step * step;
  HWY_DYNAMIC_DISPATCH(floats_of)
  (reinterpret_cast<const std::uint16_t*>(from.data()), whole, out.data());
  if (whole == out.size()) return;
  std::array<std::uint16_t, step> halves{};
  std::array<float, step> last{};
  std::memcpy(halves.data(), from.data() + whole * half_bytes, (out.size() - whole) * half_bytes);
  HWY_DYNAMIC_DISPATCH(floats_of)(halves.data(), step, last.data());
  std::copy_n(last.begin(), out.size() - whole, out.begin() + static_cast<std::ptrdiff_t>(whole));
}

}  // namespace starling::messages
#endif

#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <msgpack.hpp>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "messages/vocabulary/fields.hpp"

// Messages as msgpack-c packs them.

namespace starling::messages::testing {

using packer = msgpack::packer<msgpack::sbuffer>;

template <std::unsigned_integral T>
void pack(packer& out, T n) {
  out.pack_uint64(n);
}
inline void pack(packer& out, bool x) {
  out.pack(x);
}
template <class T>
requires std::is_enum_v<T>
void pack(packer& out, T x) {
  out.pack_uint64(static_cast<std::uint64_t>(x));
}
inline void pack(packer& out, const std::string& text) {
  out.pack(text);
}
template <class Tag, std::size_t N>
void pack(packer& out, const byte_array<Tag, N>& x) {
  out.pack_bin(N);
  out.pack_bin_body(reinterpret_cast<const char*>(x.bytes.data()), N);
}
template <class Tag, class Rep>
void pack(packer& out, strong<Tag, Rep> x) {
  out.pack_uint64(x.value);
}
inline void pack(packer& out, const real& x) {
  out.pack_double(x.value());
}
inline void pack(packer& out, const tensor& x) {
  const auto bytes = x.bytes();
  if (x.precision() == precision::float64) {
    out.pack_ext(bytes.size(), 1);
    out.pack_ext_body(reinterpret_cast<const char*>(bytes.data()),
                      static_cast<std::uint32_t>(bytes.size()));
    return;
  }
  out.pack_bin(static_cast<std::uint32_t>(bytes.size()));
  out.pack_bin_body(reinterpret_cast<const char*>(bytes.data()),
                    static_cast<std::uint32_t>(bytes.size()));
}
inline void pack(packer& out, const std::vector<std::uint8_t>& bytes) {
  out.pack_bin(static_cast<std::uint32_t>(bytes.size()));
  out.pack_bin_body(reinterpret_cast<const char*>(bytes.data()),
                    static_cast<std::uint32_t>(bytes.size()));
}
template <class... Ts>
void pack(packer& out, const std::variant<Ts...>& choice);
template <class T>
void pack(packer& out, const std::vector<T>& list);
template <has_fields T>
void pack(packer& out, const T& message) {
  std::apply(
      [&out](const auto&... members) {
        out.pack_array(sizeof...(members));
        (pack(out, members), ...);
      },
      T::fields(message));
}
template <class... Ts>
void pack(packer& out, const std::variant<Ts...>& choice) {
  out.pack_array(2);
  out.pack_uint8(static_cast<std::uint8_t>(choice.index()));
  std::visit([&out](const auto& value) { pack(out, value); }, choice);
}

template <class T>
void pack(packer& out, const std::vector<T>& list) {
  out.pack_array(static_cast<std::uint32_t>(list.size()));
  for (const auto& x : list) pack(out, x);
}

template <class T>
std::vector<std::byte> packed(const T& x) {
  msgpack::sbuffer buffer;
  packer out(buffer);
  pack(out, x);
  const auto bytes = std::as_bytes(std::span(buffer.data(), buffer.size()));
  return {bytes.begin(), bytes.end()};
}

}  // namespace starling::messages::testing

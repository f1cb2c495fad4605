#include "messages/compression/compress.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <functional>
#include <memory>

#include <sodium/crypto_generichash.h>

#include "messages/codec/msgpack_writer.hpp"
#include "messages/compression/combine.hpp"
#include "messages/compression/compressed_head.hpp"
#include "messages/compression/half.hpp"
#include "messages/compression/positions.hpp"
#include "messages/compression/selection.hpp"

namespace starling::messages {

namespace {

using refusal_of = compression_refusal;

quantisation quantisation_of(const compression_chain& chain, std::uint64_t seed) {
  const bool narrow = chain.values == value_codec::int4;
  return {narrow ? code_width::bits4 : code_width::bits8, chain.block, chain.rounding, seed};
}

/// What goes into the body: all elements of a tensor, or some and where they were.
struct selected {
  tensor values;
  std::vector<std::byte> positions{};
};

result<tensor, refusal_of> difference(const tensor& x, const compression_base* base) {
  if (base == nullptr || base->model.size() != x.size()) return failure{refusal_of::wrong_base};
  if (base->model.precision() != x.precision()) return failure{refusal_of::wrong_base};
  tensor out = tensor::uninitialised(x.size());
  combine(x.values(), base->model.values(), out.mutate(), std::minus<>());
  if (!out.all_finite()) return failure{refusal_of::out_of_range};
  return out;
}

selected select(const tensor& x, const compression_chain& chain, std::uint64_t seed) {
  if (chain.sparse == sparsifier::none) return {x};
  const std::size_t count = kept_of(chain, x.size());
  const auto values = x.values();
  const auto positions = chain.sparse == sparsifier::top_k
                             ? largest_positions(values, count)
                             : random_positions(x.size(), count, seed);
  selected out{tensor::uninitialised(count), encode_positions(positions, x.size())};
  std::ranges::transform(positions, out.values.mutate().begin(),
                         [values](std::uint32_t p) { return values[p]; });
  return out;
}

refusal_of write_values(const tensor& x, const compression_chain& chain, std::uint64_t seed,
                        std::span<std::byte> out) {
  switch (chain.values) {
    case value_codec::fp16:
      return to_half(x.values(), out);
    case value_codec::int8:
    case value_codec::int4:
      return quantise(x.values(), quantisation_of(chain, seed), out);
    case value_codec::float32:
      break;
  }
  std::ranges::copy(x.bytes(), out.begin());
  return refusal_of::none;
}

refusal_of write_body(const selected& what, const compression_chain& chain, std::uint64_t seed,
                      std::span<std::byte> out) {
  std::ranges::copy(what.positions, out.begin());
  return write_values(what.values, chain, seed, out.subspan(what.positions.size()));
}

/// The tensor after delta, or why the chain does not take it.
result<tensor, refusal_of> prepared(const tensor& x, const compression_chain& chain,
                                    const compression_base* base) {
  if (!chain.lossy()) return x;
  if (x.precision() != precision::float32) return failure{refusal_of::wrong_precision};
  if (chain.sparse != sparsifier::none && x.size() > UINT32_MAX) {
    return failure{refusal_of::too_large};
  }
  // The kernels look for themselves, in the pass in which they write.
  const bool looks =
      chain.values != value_codec::float32 && !chain.delta && chain.sparse == sparsifier::none;
  if (!looks && !x.all_finite()) return failure{refusal_of::non_finite};
  return chain.delta ? difference(x, base) : result<tensor, refusal_of>(x);
}

void read_values(std::span<const std::byte> from, const compression_chain& chain,
                 std::span<float> out) {
  switch (chain.values) {
    case value_codec::fp16:
      from_half(from, out);
      break;
    case value_codec::int8:
    case value_codec::int4:
      dequantise(from, quantisation_of(chain, 0).width, chain.block, out);
      break;
    case value_codec::float32:
      if (!out.empty()) std::memcpy(out.data(), from.data(), from.size());
  }
}

result<tensor, refusal_of> from_sparse(const compressed_head& head,
                                       std::span<const std::byte> body) {
  std::vector<std::uint32_t> positions(head.kept);
  if (!decode_positions(body.first(head.positions_size), head.elements, positions)) {
    return failure{refusal_of::malformed};
  }
  std::vector<float> values(head.kept);
  read_values(body.subspan(head.positions_size), head.chain, values);
  tensor out(head.elements);
  const auto to = out.mutate();
  for (std::size_t i = 0; i < values.size(); ++i) to[positions[i]] = values[i];
  return out;
}

result<tensor, refusal_of> from_body(const compressed_head& head, std::span<const std::byte> body) {
  if (head.chain.sparse != sparsifier::none) return from_sparse(head, body);
  tensor out = tensor::uninitialised(head.elements, head.of);
  if (head.of == precision::float64) {
    const auto to = out.mutate_doubles();
    if (!to.empty()) std::memcpy(to.data(), body.data(), body.size());
  } else {
    read_values(body, head.chain, out.mutate());
  }
  return out;
}

}  // namespace

compression_base::compression_base(tensor of) : model(std::move(of)), hash{} {
  const auto bytes = model.bytes();
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size(), nullptr, 0);
}

std::size_t kept_of(const compression_chain& chain, std::size_t elements) {
  if (chain.sparse == sparsifier::none || elements == 0) return elements;
  const double wanted = std::ceil(chain.kept * static_cast<double>(elements));
  return std::clamp(static_cast<std::size_t>(wanted), std::size_t{1}, elements);
}

std::size_t compressed_size_max(const compression_chain& chain, std::size_t elements,
                                precision of) {
  const std::size_t kept = kept_of(chain, elements);
  const std::size_t body = values_size(chain, kept, of) + positions_size_max(kept, elements);
  return compressed_head_max + body + body / 128;
}

result<std::span<std::byte>, compression_refusal> compress(const tensor& x,
                                                           const compression_chain& chain,
                                                           const compression_inputs& inputs,
                                                           std::span<std::byte> into) {
  const auto ready = prepared(x, chain, inputs.base);
  if (!ready) return failure{ready.error()};
  const selected what = select(*ready, chain, inputs.seed);
  compressed_head head{chain, x.precision(), x.size(), what.values.size(), what.positions.size()};
  if (chain.delta) head.base_hash = std::as_bytes(std::span(inputs.base->hash));
  msgpack_writer out(into);
  write(out, head);
  auto why = refusal_of::none;
  if (chain.bytes == byte_codec::none) {
    const auto body = out.binary_space(head.body_size());
    if (out.ok()) why = write_body(what, chain, inputs.seed, body);
  } else {
    std::vector<std::byte> body(head.body_size());
    std::vector<std::byte> payload;
    why = write_body(what, chain, inputs.seed, body);
    if (why == refusal_of::none) why = compress_bytes(chain.bytes, chain.level, body, payload);
    out.binary(payload);
  }
  if (why != refusal_of::none) return failure{why};
  if (!out.ok()) return failure{refusal_of::too_large};
  return out.written();
}

result<std::vector<std::byte>, compression_refusal> compress(const tensor& x,
                                                             const compression_chain& chain,
                                                             const compression_inputs& inputs) {
  std::vector<std::byte> bytes(compressed_size_max(chain, x.size(), x.precision()));
  const auto written = compress(x, chain, inputs, bytes);
  if (!written) return failure{written.error()};
  bytes.resize(written->size());
  return bytes;
}

result<tensor, compression_refusal> decompress(std::span<const std::byte> bytes,
                                               const codec_limits& limits,
                                               const compression_base* base) {
  const auto head = read_head(bytes, limits);
  if (!head) return failure{head.error()};
  const compression_chain& chain = head->chain;
  if (chain.delta && (base == nullptr || base->model.size() != head->elements ||
                      base->model.precision() != head->of ||
                      !std::ranges::equal(head->base_hash, std::as_bytes(std::span(base->hash))))) {
    return failure{refusal_of::wrong_base};
  }
  auto body = head->payload;
  std::unique_ptr<std::byte[]> memory;
  if (chain.bytes != byte_codec::none) {
    memory = std::make_unique_for_overwrite<std::byte[]>(head->body_size());
    const std::span<std::byte> to(memory.get(), head->body_size());
    const auto why = decompress_bytes(chain.bytes, head->payload, to);
    if (why != refusal_of::none) return failure{why};
    body = to;
  }
  auto out = from_body(*head, body);
  if (!out) return out;
  if (chain.delta) {
    const auto values = out->mutate();
    combine(values, base->model.values(), values, std::plus<>());
  }
  if (chain.lossy() && !out->all_finite()) return failure{refusal_of::non_finite};
  return out;
}

}  // namespace starling::messages

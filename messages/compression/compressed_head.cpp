#include "messages/compression/compressed_head.hpp"

#include <array>
#include <limits>
#include <optional>

#include "messages/codec/msgpack_reader.hpp"
#include "messages/compression/half.hpp"
#include "messages/compression/positions.hpp"

namespace starling::messages {

namespace {

constexpr std::size_t fields = 9;
constexpr std::size_t stages = 4;
constexpr std::size_t hash_size = 32;

bool has_blocks(const compression_chain& chain) {
  return chain.values == value_codec::int8 || chain.values == value_codec::int4;
}

/// The numbers of the steps, in order; at most one of each stage.
struct step_list {
  std::array<std::byte, stages> bytes{};
  std::size_t size = 0;

  explicit step_list(const compression_chain& chain) {
    if (chain.delta) add(compression_step::delta);
    if (chain.sparse == sparsifier::top_k) add(compression_step::top_k);
    if (chain.sparse == sparsifier::random_k) add(compression_step::random_k);
    if (chain.values == value_codec::fp16) add(compression_step::fp16);
    if (chain.values == value_codec::int8) add(compression_step::int8);
    if (chain.values == value_codec::int4) add(compression_step::int4);
    if (chain.bytes == byte_codec::lz4) add(compression_step::lz4);
    if (chain.bytes == byte_codec::zstd) add(compression_step::zstd);
  }
  void add(compression_step step) { bytes[size++] = static_cast<std::byte>(step); }
};

void apply(compression_chain& chain, compression_step step) {
  switch (step) {
    case compression_step::delta:
      chain.delta = true;
      break;
    case compression_step::top_k:
      chain.sparse = sparsifier::top_k;
      break;
    case compression_step::random_k:
      chain.sparse = sparsifier::random_k;
      break;
    case compression_step::fp16:
      chain.values = value_codec::fp16;
      break;
    case compression_step::int8:
      chain.values = value_codec::int8;
      break;
    case compression_step::int4:
      chain.values = value_codec::int4;
      break;
    case compression_step::lz4:
      chain.bytes = byte_codec::lz4;
      break;
    case compression_step::zstd:
      chain.bytes = byte_codec::zstd;
      break;
    case compression_step::none:
      break;
  }
}

std::optional<compression_chain> chain_of(std::span<const std::byte> steps) {
  compression_chain chain;
  auto before = compression_stage::none;
  for (const std::byte b : steps) {
    const auto number = std::to_integer<std::size_t>(b);
    if (number >= compression_registry.size()) return std::nullopt;
    const auto& entry = compression_registry[number];
    if (entry.stage <= before) return std::nullopt;
    before = entry.stage;
    apply(chain, entry.step);
  }
  return chain;
}

/// Whether the sizes follow from each other, so that nothing is read or written out of bounds.
bool consistent(const compressed_head& head) {
  const compression_chain& chain = head.chain;
  const bool sparse = chain.sparse != sparsifier::none;
  if (head.of == precision::float64 && chain.lossy()) return false;
  if (head.base_hash.size() != (chain.delta ? hash_size : 0)) return false;
  if (!sparse) return head.kept == head.elements && head.positions_size == 0;
  return head.elements <= UINT32_MAX && head.kept <= head.elements && head.positions_size > 0 &&
         head.positions_size <= positions_size_max(head.kept, head.elements);
}

bool block_fits(const compression_chain& chain) {
  if (!has_blocks(chain)) return chain.block == 0;
  return chain.block > 0 && chain.block <= quantised_block_max &&
         chain.block % quantised_block_step == 0;
}

}  // namespace

std::size_t values_size(const compression_chain& chain, std::size_t count, precision of) {
  switch (chain.values) {
    case value_codec::fp16:
      return half_bytes * count;
    case value_codec::int8:
      return quantised_size(count, code_width::bits8, chain.block);
    case value_codec::int4:
      return quantised_size(count, code_width::bits4, chain.block);
    case value_codec::float32:
      break;
  }
  return (of == precision::float64 ? sizeof(double) : sizeof(float)) * count;
}

void write(msgpack_writer& out, const compressed_head& head) {
  const step_list steps(head.chain);
  out.array(fields);
  out.unsigned_number(compression_version);
  out.binary(std::span(steps.bytes).first(steps.size));
  out.boolean(head.of == precision::float64);
  out.unsigned_number(head.elements);
  out.unsigned_number(has_blocks(head.chain) ? head.chain.block : 0);
  out.unsigned_number(head.kept);
  out.unsigned_number(head.positions_size);
  out.binary(head.base_hash);
}

result<compressed_head, compression_refusal> read_head(std::span<const std::byte> bytes,
                                                       const codec_limits& limits) {
  if (bytes.size() > limits.bytes_max) return failure{compression_refusal::too_large};
  msgpack_reader in(bytes);
  const std::size_t size = in.array();
  const std::uint64_t version = in.unsigned_number();
  if (in.ok() && version != compression_version) return failure{compression_refusal::wrong_version};
  const auto steps = in.binary();
  compressed_head head;
  head.of = in.boolean() ? precision::float64 : precision::float32;
  const std::uint64_t elements = in.unsigned_number();
  const std::uint64_t block = in.unsigned_number();
  const std::uint64_t kept = in.unsigned_number();
  const std::uint64_t positions = in.unsigned_number(std::numeric_limits<std::uint32_t>::max());
  head.base_hash = in.binary();
  head.payload = in.binary();
  in.finish();
  if (!in.ok() || size != fields) return failure{compression_refusal::malformed};
  if (elements > limits.elements_max) return failure{compression_refusal::too_large};
  if (block > quantised_block_max || kept > elements) {
    return failure{compression_refusal::malformed};
  }
  const auto chain = chain_of(steps);
  if (!chain) return failure{compression_refusal::unknown_codec};
  head.chain = *chain;
  head.chain.block = static_cast<std::size_t>(block);
  head.elements = static_cast<std::size_t>(elements);
  head.kept = static_cast<std::size_t>(kept);
  head.positions_size = static_cast<std::size_t>(positions);
  if (!block_fits(head.chain) || !consistent(head) ||
      !may_become(head.chain.bytes, head.payload, head.body_size())) {
    return failure{compression_refusal::malformed};
  }
  return head;
}

}  // namespace starling::messages

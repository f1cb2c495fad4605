#include "messages/compression/chain.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace starling::messages {

namespace {

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// All of the text as a number; none where it is anything else.
template <class T>
std::optional<T> number(std::string_view text) {
  T n{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return n;
}

std::string shortest(double x) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), x).ptr;
  return {digits.data(), end};
}

const compression_entry* entry_of(std::string_view name) {
  const auto* at = std::ranges::find(compression_registry, name, &compression_entry::name);
  return at == compression_registry.end() ? nullptr : at;
}

using parameters = std::span<const std::string_view>;

/// Each takes a step's parameters into the chain; false where they are not accepted.
bool take_kept(compression_chain& chain, parameters given) {
  if (given.size() != 1) return false;
  const auto kept = number<double>(given[0]);
  chain.kept = kept.value_or(0);
  return chain.kept > 0 && chain.kept <= 1;
}
bool take_quantisation(compression_chain& chain, parameters given) {
  if (!given.empty() && given.back() == "stochastic") {
    chain.rounding = rounding::stochastic;
    given = given.first(given.size() - 1);
  }
  if (given.empty()) return true;
  chain.block = number<std::size_t>(given[0]).value_or(0);
  return given.size() == 1 && chain.block > 0 && chain.block % quantised_block_step == 0 &&
         chain.block <= quantised_block_max;
}
bool take_level(compression_chain& chain, parameters given) {
  if (given.empty()) return true;
  chain.level = number<int>(given[0]).value_or(0);
  return given.size() == 1 && chain.level >= 1 && chain.level <= zstd_level_max;
}

bool take(compression_chain& chain, compression_step step, parameters given) {
  switch (step) {
    case compression_step::delta:
      chain.delta = true;
      return given.empty();
    case compression_step::top_k:
      chain.sparse = sparsifier::top_k;
      return take_kept(chain, given);
    case compression_step::random_k:
      chain.sparse = sparsifier::random_k;
      return take_kept(chain, given);
    case compression_step::fp16:
      chain.values = value_codec::fp16;
      return given.empty();
    case compression_step::int8:
      chain.values = value_codec::int8;
      return take_quantisation(chain, given);
    case compression_step::int4:
      chain.values = value_codec::int4;
      return take_quantisation(chain, given);
    case compression_step::lz4:
      chain.bytes = byte_codec::lz4;
      return given.empty();
    case compression_step::zstd:
      chain.bytes = byte_codec::zstd;
      return take_level(chain, given);
    case compression_step::none:
      break;
  }
  return given.empty();
}

std::string_view accepted(compression_step step) {
  switch (step) {
    case compression_step::top_k:
      return "top_k:FRACTION, in (0, 1]";
    case compression_step::random_k:
      return "random_k:FRACTION, in (0, 1]";
    case compression_step::int8:
      return "int8[:BLOCK][:stochastic], BLOCK a multiple of 128 up to 65536";
    case compression_step::int4:
      return "int4[:BLOCK][:stochastic], BLOCK a multiple of 128 up to 65536";
    case compression_step::zstd:
      return "zstd[:LEVEL], 1 to 19";
    default:
      return "no parameters";
  }
}

}  // namespace

result<compression_chain, std::string> parse_chain(std::string_view text) {
  compression_chain chain;
  const auto steps = split(text, '+');
  auto before = compression_stage::none;
  for (const std::string_view step : steps) {
    const auto parts = split(step, ':');
    const auto* entry = entry_of(parts[0]);
    if (entry == nullptr) {
      std::string names;
      for (const auto& e : compression_registry) names.append(", ").append(e.name);
      return failure{"no compression '" + std::string(parts[0]) +
                     "' (accepted: " + names.substr(2) + ")"};
    }
    if (!take(chain, entry->step, parameters(parts).subspan(1))) {
      return failure{"'" + std::string(step) +
                     "' (accepted: " + std::string(accepted(entry->step)) + ")"};
    }
    const bool alone = entry->stage == compression_stage::none && steps.size() == 1;
    if (entry->stage <= before && !alone) {
      return failure{"'" + std::string(step) +
                     "' cannot stand here (accepted, in this order: "
                     "delta; top_k or random_k; fp16, int8 or int4; lz4 or zstd)"};
    }
    before = entry->stage;
  }
  return chain;
}

std::string to_text(const compression_chain& chain) {
  const compression_chain usual;
  std::string text;
  const auto add = [&text](std::string_view step) { text.append("+").append(step); };
  if (chain.delta) add("delta");
  if (chain.sparse != sparsifier::none) {
    add(chain.sparse == sparsifier::top_k ? "top_k:" : "random_k:");
    text += shortest(chain.kept);
  }
  if (chain.values == value_codec::fp16) add("fp16");
  if (chain.values == value_codec::int8 || chain.values == value_codec::int4) {
    add(chain.values == value_codec::int8 ? "int8" : "int4");
    if (chain.block != usual.block) text += ":" + std::to_string(chain.block);
    if (chain.rounding == rounding::stochastic) text += ":stochastic";
  }
  if (chain.bytes == byte_codec::lz4) add("lz4");
  if (chain.bytes == byte_codec::zstd) {
    add("zstd");
    if (chain.level != usual.level) text += ":" + std::to_string(chain.level);
  }
  return text.empty() ? "none" : text.substr(1);
}

}  // namespace starling::messages

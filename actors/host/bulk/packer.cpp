#include "actors/host/bulk/packer.hpp"

#include <chrono>
#include <utility>

namespace starling::actors {

namespace {

constexpr auto latency = std::chrono::milliseconds(1);

}  // namespace

messages::compression_chain packing::of(messages::byte_count size) const {
  if (!by_speed) return chain;
  auto chosen = messages::choose_compression(*by_speed, size);
  chosen.delta = chosen.lossy();
  return chosen;
}

messages::result<packing, std::string> parse_packing(std::string_view text, double bytes_per_second,
                                                     bool within_machine) {
  if (text == "auto") {
    packing how;
    if (!within_machine) how.by_speed = {bytes_per_second, latency};
    return how;
  }
  auto chain = messages::parse_chain(text);
  if (!chain) return messages::failure{"compression: " + std::move(chain).error() + ", or auto"};
  if (chain->sparse != messages::sparsifier::none && !chain->delta) {
    return messages::failure{"compression: '" + std::string(text) +
                             "' leaves out elements of a model; take delta+" + std::string(text)};
  }
  return packing{*std::move(chain)};
}

packer::packed packer::pack(const tensor_stream& stream, const messages::tensor& what) {
  auto chain = how_.of({what.bytes().size()});
  const bool differences = chain.delta;
  auto at = streams_.find(stream);
  const bool based =
      differences && at != streams_.end() && at->second.understood->model.size() == what.size();
  if (!based) {
    chain.delta = false;
    chain.sparse = messages::sparsifier::none;
  }
  const auto* base = based ? &*at->second.understood : nullptr;
  auto bytes = messages::compress(what, chain, {.base = base});
  if (!bytes || bytes->size() >= what.bytes().size()) return {};
  if (differences) {
    auto understood = messages::decompress(*bytes, {}, base);
    if (!understood) return {};
    state next{what, messages::compression_base(*std::move(understood))};
    streams_.insert_or_assign(stream, std::move(next));
  }
  return {*std::move(bytes), based};
}

bool packer::latest(const tensor_stream& stream, const messages::tensor& what) const {
  const auto at = streams_.find(stream);
  return at != streams_.end() && at->second.told.same_storage(what);
}

}  // namespace starling::actors

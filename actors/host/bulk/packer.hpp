#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "messages/compression/choose_compression.hpp"
#include "messages/compression/compress.hpp"
#include "messages/vocabulary/host_messages.hpp"

namespace starling::actors {

/// How tensors are compressed on their way to one host: the same for all, or as the link's speed
/// and a tensor's size ask for.
struct packing {
  messages::compression_chain chain{};
  std::optional<messages::link_speed> by_speed{};  ///< Then `chain` is not looked at.

  [[nodiscard]] bool any() const { return by_speed || chain != messages::compression_chain{}; }
  [[nodiscard]] messages::compression_chain of(messages::byte_count size) const;
};

/// `none`, `auto`, or the text of a chain. `auto` rounds, and sends differences, where the link is
/// so slow that it pays; between processes of one machine never. Errors: one sentence; a choice of
/// elements without `delta` is none: the others would be zero.
messages::result<packing, std::string> parse_packing(std::string_view text, double bytes_per_second,
                                                     bool within_machine);

/// The tensors that follow on each other: those of one member in letters of one kind.
struct tensor_stream {
  messages::node_id from;
  std::size_t kind = 0;  ///< The index of the content.

  auto operator<=>(const tensor_stream&) const = default;
};
inline tensor_stream stream_of(const messages::letter& what) {
  return {what.from, what.what.index()};
}

/// Compresses the tensors that go to one host. With `delta` each is told as its difference to what
/// the other host made of the one before in its stream, so that what a lossy step lost goes with
/// the next; the first is told without `delta` and in all its elements.
///
/// Memory: with `delta` two tensors for each stream, one of them shared.
/// Paper:  Richtárik, Sokolov, Fatkhullin, "EF21: a new, simpler, theoretically better, and
///         practically faster error feedback", NeurIPS 2021.
class packer {
 public:
  struct packed {
    std::vector<std::byte> bytes{};  ///< Empty: the tensor goes as it is.
    bool based = false;              ///< Useless to whoever missed the one before.
  };

  explicit packer(packing how = {}) : how_(how) {}

  packed pack(const tensor_stream& stream, const messages::tensor& what);
  /// Whether the next of this stream may be told as a difference.
  [[nodiscard]] bool knows(const tensor_stream& stream) const { return streams_.contains(stream); }
  /// Whether this is what was packed last in its stream.
  [[nodiscard]] bool latest(const tensor_stream& stream, const messages::tensor& what) const;
  /// From here on as if nothing had been packed: the other host may have missed something.
  void forget() { streams_.clear(); }
  [[nodiscard]] bool active() const { return how_.any(); }

 private:
  struct state {
    messages::tensor told;
    std::optional<messages::compression_base> understood{};
  };

  packing how_;
  std::map<tensor_stream, state> streams_;
};

}  // namespace starling::actors

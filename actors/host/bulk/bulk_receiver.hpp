#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "actors/host/bulk/chunk_store.hpp"
#include "actors/host/bulk/unpacker.hpp"
#include "messages/vocabulary/host_messages.hpp"

namespace starling::actors {

/// Why a chunk or an outline was not taken.
enum class bulk_refusal : std::uint8_t {
  bad_chunk,          ///< It is empty or longer than `chunk_max`.
  bad_outline,        ///< Its letter has no tensor, or one already, or the chunks do not fit it.
  outline_too_large,  ///< Its tensor has more bytes than are kept.
  outline_dropped,    ///< Too many others came before its chunks did.
  bad_packing,        ///< It cannot be decompressed, or to something else than was said.
  base_missing,       ///< It is the difference to a tensor that is not here.
};
inline constexpr std::array<std::string_view, 6> bulk_refusal_names = {
    "bad_chunk",       "bad_outline", "outline_too_large",
    "outline_dropped", "bad_packing", "base_missing"};

/// Puts the large tensors of one other host together. Memory: `bytes_max` of chunks, outlines of
/// at most `outlines_max`, and what was put together last.
class bulk_receiver {
 public:
  static constexpr std::size_t outlines_max = 64;

  struct outcome {
    std::vector<messages::letter> letters{};  ///< Complete now.
    messages::chunk_request missing{};        ///< To be asked for, where there are any.
    std::optional<bulk_refusal> refused{};    ///< base_missing: the sender is to be told.
  };

  explicit bulk_receiver(std::size_t bytes_max)
      : bytes_max_(bytes_max), store_(bytes_max), unpacker_(bytes_max) {}

  outcome take(messages::chunk piece);
  outcome take(messages::outline what);
  /// Asks again for what outlines wait for: after a connection was lost.
  [[nodiscard]] messages::chunk_request missing() const;

 private:
  struct assembled {
    std::vector<messages::chunk_name> names;
    std::uint64_t packed;
    messages::tensor whole;
  };
  [[nodiscard]] std::optional<bulk_refusal> refuse(messages::outline& what) const;
  [[nodiscard]] std::vector<messages::chunk_name> missing_of(const messages::outline& what) const;
  void complete(messages::outline what, outcome& out);
  messages::result<messages::tensor, bulk_refusal> assemble(const messages::outline& what);
  messages::result<messages::tensor, bulk_refusal> unpack(const messages::outline& what);
  [[nodiscard]] messages::tensor put_together(const messages::outline& what);
  void copy_chunks(const messages::outline& what, std::span<std::byte> rest);

  std::size_t bytes_max_;
  chunk_store store_;
  std::deque<messages::outline> waiting_;  // the oldest first
  std::deque<assembled> last_;             // the same tensor for all letters that carry it
  unpacker unpacker_;
};

}  // namespace starling::actors

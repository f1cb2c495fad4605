#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "actors/host/bulk/chunk_store.hpp"
#include "messages/vocabulary/host_messages.hpp"

namespace starling::actors {

/// Why a chunk or an outline was not taken.
enum class bulk_refusal : std::uint8_t {
  bad_chunk,          ///< It is empty or longer than `chunk_max`.
  bad_outline,        ///< Its letter has no tensor, or one already, or the chunks do not fit it.
  outline_too_large,  ///< Its tensor has more bytes than are kept.
  outline_dropped,    ///< Too many others came before its chunks did.
};
inline constexpr std::array<std::string_view, 4> bulk_refusal_names = {
    "bad_chunk", "bad_outline", "outline_too_large", "outline_dropped"};

/// Puts the large tensors of one other host together. Memory: `bytes_max` of chunks, outlines of
/// at most `outlines_max`, and what was put together last.
class bulk_receiver {
 public:
  static constexpr std::size_t outlines_max = 64;

  struct outcome {
    std::vector<messages::letter> letters{};  ///< Complete now.
    messages::chunk_request missing{};        ///< To be asked for, where there are any.
    std::optional<bulk_refusal> refused{};
  };

  explicit bulk_receiver(std::size_t bytes_max) : bytes_max_(bytes_max), store_(bytes_max) {}

  outcome take(messages::chunk piece);
  outcome take(messages::outline what);
  /// Asks again for what outlines wait for: after a connection was lost.
  [[nodiscard]] messages::chunk_request missing() const;

 private:
  struct assembled {
    std::vector<messages::chunk_name> names;
    messages::tensor whole;
  };
  [[nodiscard]] std::optional<bulk_refusal> refuse(messages::outline& what) const;
  [[nodiscard]] std::vector<messages::chunk_name> missing_of(const messages::outline& what) const;
  messages::letter complete(messages::outline what);
  messages::tensor assemble(const messages::outline& what);

  std::size_t bytes_max_;
  chunk_store store_;
  std::deque<messages::outline> waiting_;  // the oldest first
  std::deque<assembled> last_;             // the same tensor for all letters that carry it
};

}  // namespace starling::actors

#include "actors/host/bulk/bulk_tensor.hpp"

#include <doctest/doctest.h>

#include "messages/types/content_hash.hpp"

namespace {

using namespace starling;
using messages::chunk_max;

TEST_CASE("the chunks of a tensor are all of it, in order, each under the hash of its bytes") {
  for (const std::size_t size : {std::size_t{1}, chunk_max - 1, chunk_max, 2 * chunk_max + 3}) {
    std::vector<std::byte> bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * 7 >> 3U);
    const auto names = actors::names_of(bytes);
    REQUIRE(names.size() == actors::chunks_of(size));
    std::vector<std::byte> joined;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto piece = actors::chunk_of(bytes, i);
      messages::content_hash hash;
      hash.add(piece);
      CHECK(messages::hex(names[i]) == hash.hex());
      joined.insert(joined.end(), piece.begin(), piece.end());
    }
    CHECK(joined == bytes);
  }
}

TEST_CASE("updates, calls and snapshots have a tensor, and nothing else has") {
  messages::content update = messages::model_update{};
  CHECK(actors::tensor_of(update) == &std::get<messages::model_update>(update).parameters);
  messages::content order = messages::start_round{};
  CHECK(actors::tensor_of(order) == &std::get<messages::start_round>(order).model);
  messages::content snapshot = messages::model_snapshot{};
  CHECK(actors::tensor_of(snapshot) == &std::get<messages::model_snapshot>(snapshot).model);
  messages::content beat = messages::heartbeat{};
  CHECK(actors::tensor_of(beat) == nullptr);
}

}  // namespace

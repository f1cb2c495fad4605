#include "actors/host/bulk/bulk_sender.hpp"

#include <doctest/doctest.h>

#include "actors/host/bulk/bulk_tensor.hpp"
#include "tests/actors/host/bulk/bulk_letters.hpp"

namespace {

using namespace starling;
using namespace bulk_letters;
using messages::chunk;
using messages::outline;

constexpr std::size_t elements = messages::chunk_max / 2;  // two chunks of float32

TEST_CASE("a letter with a small tensor or none goes as it is") {
  actors::bulk_sender sender(1U << 30U);
  const auto small = sender.cut(update(large(actors::bulk_min / 4 - 1)));
  REQUIRE(small.size() == 1);
  CHECK(std::holds_alternative<messages::letter>(small[0]));
  CHECK(sender.cut({{0}, {1}, messages::heartbeat{{3}}}).size() == 1);
}

TEST_CASE("a tensor is sent once, however many letters carry it") {
  actors::bulk_sender sender(1U << 30U);
  const auto shared = large(elements);
  const auto first = sender.cut(update(shared));
  CHECK(all_of<chunk>(first).size() == 2);
  const auto outlines = all_of<outline>(first);
  REQUIRE(outlines.size() == 1);
  CHECK(std::holds_alternative<outline>(first.back()));
  CHECK(outlines[0].elements == elements);
  CHECK(outlines[0].chunks == actors::names_of(shared.bytes()));
  CHECK(parameters(outlines[0].what).empty());
  const auto second = sender.cut(update(shared, 6));
  CHECK(second.size() == 1);
  CHECK(sender.spared() == 2);
}

TEST_CASE("of another tensor only those chunks are sent that are new") {
  actors::bulk_sender sender(1U << 30U);
  auto changed = large(elements);
  static_cast<void>(sender.cut(update(large(elements))));
  changed.mutate().back() = -1;
  CHECK(all_of<chunk>(sender.cut(update(changed))).size() == 1);
}

TEST_CASE("what was sent last can be asked for again, and what is forgotten is sent anew") {
  const auto first = large(elements);
  actors::bulk_sender sender(first.bytes().size());
  static_cast<void>(sender.cut(update(first)));
  const auto names = actors::names_of(first.bytes());
  CHECK(sender.answer({names}).size() == 2);
  CHECK(sender.answer({{names[1]}}).size() == 1);
  CHECK(sender.answer({{messages::chunk_name{}}}).empty());
  static_cast<void>(sender.cut(update(large(elements, 5))));
  CHECK(sender.answer({names}).empty());
  CHECK(all_of<chunk>(sender.cut(update(first))).size() == 2);
}

}  // namespace

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <vector>

#include "actors/membership/wire/member_line.hpp"
#include "tests/actors/host/identities.hpp"
#include "tests/messages/codec/decode_law.hpp"

using namespace starling;
using identities::noon;

namespace {

void require(bool fine) {
  if (!fine) std::abort();
}

}  // namespace

/// Any bytes in a datagram are heard or refused; nobody is heard as somebody outside the roster,
/// and who was introduced once is no news. What is inside an envelope is a message or a refusal.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto a = identities::who(1), b = identities::who(100);
  static const std::array roster = {a->keys.id(), b->keys.id()};
  actors::member_line line(b, roster, "127.0.0.1:7700");
  const auto bytes = std::as_bytes(std::span(data, size));
  std::vector<std::byte> datagram(bytes.begin(), bytes.end());
  if (const auto said = line.open(datagram, noon)) {
    const auto& first = std::get<actors::heard_introduction>(*said);  // nobody could seal yet
    require(first.who == actors::member_of(a->keys.id()) && first.news && line.knows(first.who));
    datagram.assign(bytes.begin(), bytes.end());
    const auto again = line.open(datagram, noon);
    require(again && !std::get<actors::heard_introduction>(*again).news);
  }
  require(messages::testing::value_or_refusal<messages::membership_message>(bytes));
  require(messages::testing::value_or_refusal<messages::introduction>(bytes));
  return 0;
}

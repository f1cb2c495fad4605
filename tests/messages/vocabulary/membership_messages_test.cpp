#include "messages/vocabulary/membership_messages.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "messages/codec/encoded_size.hpp"
#include "messages/vocabulary/print.hpp"

using namespace starling::messages;

namespace {

constexpr auto largest = std::numeric_limits<std::uint64_t>::max();

member_record longest_record() {
  return {{},
          std::string(member_name_max, 'n'),
          std::string(member_address_max, 'a'),
          largest,
          presence::left,
          0xffffffff,
          {}};
}

std::size_t alone(const membership_message& m) {
  return encoded_size(m);
}

}  // namespace

TEST_CASE("CAF may serialise every membership message") {
  static_assert(serialisable_by_caf<membership_message>);
  static_assert(serialisable_by_caf<std::vector<rumour>>);
}

TEST_CASE("the longest record and the longest accusation have the sizes that the protocol states") {
  CHECK(encoded_size(longest_record()) == 1 + 34 + 32 + 65 + 9 + 1 + 5 + 66);
  CHECK(encoded_size(accusation{{}, {}, largest, {}}) == 1 + 34 + 34 + 9 + 66);
}

TEST_CASE("every message with its fixed part at its longest fits into a datagram") {
  const std::vector<rumour> four(4, longest_record());
  CHECK(alone(ping{0xffffffff, largest, four}) <= membership_bytes_max);
  CHECK(alone(ping_request{0xffffffff, {}, four}) <= membership_bytes_max);
  CHECK(alone(ack{0xffffffff, largest, four}) <= membership_bytes_max);
  CHECK(alone(news{four}) <= membership_bytes_max);
  CHECK(alone(compare_lists{std::vector<std::uint64_t>(buckets, largest)}) <= membership_bytes_max);
  const listed_member one{largest, largest, 4, false};
  CHECK(alone(list_part{largest, largest, std::vector<listed_member>(46, one), {}}) <=
        membership_bytes_max);
  CHECK(alone(list_part{largest, largest, {}, std::vector<std::uint64_t>(110, largest)}) <=
        membership_bytes_max);
}

TEST_CASE("membership messages print what people look for") {
  member_id a;
  a.bytes = {0xab, 0xcd};
  CHECK(to_text(nack{7}) == "nack(7)");
  CHECK(to_text(ping{7, 9, {accusation{a, {}, 3, {}}}}) ==
        "ping(7, 9, [accusation(abcd0000, 00000000, 3, 00000000)])");
  CHECK(to_text(member_record{a, "ant", "10.0.0.1:9000", 2, presence::left, 3, {}}) ==
        "member_record(abcd0000, \"ant\", \"10.0.0.1:9000\", 2, 1, 3, 00000000)");
  CHECK(to_text(list_part{1, 9, {{5, 2, 0, true}}, {6}}) ==
        "list_part(1, 9, [listed_member(5, 2, 0, 1)], [6])");
}

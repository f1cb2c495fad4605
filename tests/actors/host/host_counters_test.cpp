#include "actors/host/host_counters.hpp"

#include <doctest/doctest.h>

#include <set>
#include <utility>

namespace {

using namespace starling;
using actors::host_counters;

TEST_CASE("every counter is a figure of its own name, and every refusal one of its reason") {
  host_counters counters;
  std::uint64_t next = 0;
  for (auto* c : {&counters.connections, &counters.connections_lost, &counters.handshakes_failed,
                  &counters.strangers, &counters.frames_sent, &counters.frames_received,
                  &counters.frames_dropped, &counters.chunks_spared, &counters.bytes_saved,
                  &counters.bytes_sent, &counters.hosts_died, &counters.datagrams_sent,
                  &counters.datagrams_received, &counters.misaddressed}) {
    actors::count(*c, ++next);
  }
  for (auto& c : counters.envelopes_refused) actors::count(c, ++next);
  for (auto& c : counters.payloads_refused) actors::count(c, ++next);
  for (auto& c : counters.parcels_refused) actors::count(c, ++next);
  for (auto& c : counters.bulk_refused) actors::count(c, ++next);
  for (auto& c : counters.datagrams_refused) actors::count(c, ++next);
  for (auto& c : counters.rumours_refused) actors::count(c, ++next);

  std::set<std::pair<std::string_view, std::string>> names;
  std::uint64_t expected = 0;
  for (const auto& f : figures(counters)) {
    CHECK(f.value == ++expected);
    CHECK((f.name == "refused") == !f.reason.empty());
    CHECK_MESSAGE(names.emplace(f.name, f.reason).second, f.reason);
  }
  CHECK(expected == next);
}

}  // namespace

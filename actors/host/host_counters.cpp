#include "actors/host/host_counters.hpp"

namespace starling::actors {

std::vector<host_figure> figures(const host_counters& c) {
  std::vector<host_figure> all = {
      {"connections", "", c.connections.load()},
      {"connections_lost", "", c.connections_lost.load()},
      {"handshakes_failed", "", c.handshakes_failed.load()},
      {"strangers", "", c.strangers.load()},
      {"frames_sent", "", c.frames_sent.load()},
      {"frames_received", "", c.frames_received.load()},
      {"frames_dropped", "", c.frames_dropped.load()},
      {"chunks_spared", "", c.chunks_spared.load()},
      {"bytes_saved", "", c.bytes_saved.load()},
      {"bytes_sent", "", c.bytes_sent.load()},
      {"died", "", c.hosts_died.load()},
      {"datagrams_sent", "", c.datagrams_sent.load()},
      {"datagrams_received", "", c.datagrams_received.load()},
      {"refused", "misaddressed", c.misaddressed.load()},
  };
  const auto add = [&all](const auto& names, const auto& counts, const char* of = "") {
    for (std::size_t i = 0; i < names.size(); ++i) {
      all.push_back({"refused", of + std::string(names[i]), counts[i].load()});
    }
  };
  add(messages::envelope_refusal_names, c.envelopes_refused);
  add(messages::codec_refusal_names, c.payloads_refused, "payload_");
  add(parcel_refusal_names, c.parcels_refused);
  add(bulk_refusal_names, c.bulk_refused);
  add(datagram_refusal_names, c.datagrams_refused);
  add(membership_refusal_names, c.rumours_refused, "rumour_");
  return all;
}

}  // namespace starling::actors

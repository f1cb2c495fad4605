#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "actors/host/bulk/bulk_receiver.hpp"
#include "actors/host/wire/frame_queue.hpp"
#include "actors/membership/rumours/membership_refusal.hpp"
#include "actors/membership/rumours/standing.hpp"
#include "actors/membership/wire/datagram_refusal.hpp"
#include "messages/codec/codec_refusal.hpp"
#include "messages/security/envelope/envelope_refusal.hpp"

namespace starling::actors {

/// Totals of what passed between this process and the others, written by many actors.
struct host_counters {
  using counter = std::atomic<std::uint64_t>;

  counter connections{0};        ///< Made, again after a loss included.
  counter connections_lost{0};   ///< Ended by the other side, or by its silence.
  counter handshakes_failed{0};  ///< Of TLS: nobody, too slow, or no certificate of the authority.
  counter strangers{0};          ///< Greetings by no name, or with no registration, of the file.
  counter frames_sent{0};
  counter frames_received{0};     ///< Opened.
  counter frames_dropped{0};      ///< To make room, or too long.
  counter chunks_spared{0};       ///< Of large tensors: the other host has had them.
  counter bytes_saved{0};         ///< By compression of tensors.
  counter bytes_sent{0};          ///< Sealed.
  counter hosts_died{0};          ///< Times that a host was declared dead here.
  counter datagrams_sent{0};      ///< Of the membership.
  counter datagrams_received{0};  ///< Whatever came.
  std::array<counter, standing_names.size()> members{};  ///< How many hosts are that now.
  counter misaddressed{0};  ///< Letters of members that do not live with their sender, or here.
  std::array<counter, messages::envelope_refusal_kinds> envelopes_refused{};
  std::array<counter, messages::codec_refusal_names.size()> payloads_refused{};
  std::array<counter, parcel_refusal_names.size()> parcels_refused{};
  std::array<counter, bulk_refusal_names.size()> bulk_refused{};
  std::array<counter, datagram_refusal_names.size()> datagrams_refused{};
  std::array<counter, membership_refusal_names.size()> rumours_refused{};
};

/// One of the totals, as metrics and results name it.
struct host_figure {
  std::string_view name;
  std::string reason;  ///< Of what was refused; empty otherwise.
  std::uint64_t value = 0;
};
/// All of them, in a fixed order; names of refusals are those of their enumerations.
std::vector<host_figure> figures(const host_counters& counters);

inline void count(std::atomic<std::uint64_t>& what, std::uint64_t by = 1) {
  what.fetch_add(by, std::memory_order_relaxed);
}

}  // namespace starling::actors

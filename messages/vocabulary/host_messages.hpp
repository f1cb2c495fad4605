#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "messages/types/byte_array.hpp"
#include "messages/vocabulary/round_messages.hpp"

namespace starling::messages {

/// Where a host is in the life of a run.
enum class host_phase : std::uint8_t {
  ready,     ///< It waits for the others to begin.
  running,   ///< Its nodes work.
  finished,  ///< Its nodes are done; it still answers.
  leaving,   ///< It goes, and says goodbye.
};
inline constexpr std::array<std::string_view, 4> host_phase_names = {"ready", "running", "finished",
                                                                     "leaving"};
constexpr std::size_t enumerators(host_phase) {
  return host_phase_names.size();
}

/// What a host tells another of itself.
struct host_status {
  host_phase phase = host_phase::ready;
  bool without_you = false;  ///< The run began before the receiver was ready.
  round_number round;        ///< The last that has closed there.

  static constexpr auto name = "host_status";
  static constexpr auto fields(auto& self) {
    return std::tie(self.phase, self.without_you, self.round);
  }
};

/// BLAKE2b-256 of its bytes.
using chunk_name = byte_array<struct chunk_tag, 32>;
inline constexpr std::size_t chunk_max = std::size_t{1} << 20U;  ///< Bytes of one chunk.

/// A letter whose tensor goes beside it, as it is or compressed, in chunks of `chunk_max` but for
/// the last. Signed where the letter would be: the names stand for the numbers.
struct outline {
  letter what;        ///< Its tensor is empty.
  bool wide = false;  ///< float64; else float32.
  std::uint64_t elements = 0;
  std::uint64_t packed = 0;  ///< Bytes that it was compressed to; 0: it was not.
  std::vector<chunk_name> chunks;

  static constexpr auto name = "outline";
  static constexpr auto fields(auto& self) {
    return std::tie(self.what, self.wide, self.elements, self.packed, self.chunks);
  }
};

/// A piece of a tensor, as its machine has it: little endian.
struct chunk {
  std::vector<std::uint8_t> bytes;

  static constexpr auto name = "chunk";
  static constexpr auto fields(auto& self) { return std::tie(self.bytes); }
};

/// "I have an outline, and these of its chunks are missing." None: "I have missed a tensor against
/// which you compress."
struct chunk_request {
  std::vector<chunk_name> chunks;

  static constexpr auto name = "chunk_request";
  static constexpr auto fields(auto& self) { return std::tie(self.chunks); }
};

/// All that hosts say to each other under seal.
using dispatch = std::variant<letter, host_status, outline, chunk, chunk_request>;

/// The first thing on a connection: who speaks. In the clear; the registration is signed.
struct greeting {
  std::string host;                        ///< Its name in the swarm file.
  std::vector<std::uint8_t> registration;  ///< As `write_registration` makes it.

  static constexpr auto name = "greeting";
  static constexpr auto fields(auto& self) { return std::tie(self.host, self.registration); }
};

/// Who is there, and where: what a host says on a datagram to those who may not have its keys yet.
/// In the clear; signed by the key that the registration names.
struct introduction {
  std::vector<std::uint8_t> registration;
  std::string listens_at;      ///< Where its members' letters are taken; at most 255 bytes.
  std::int64_t time = 0;       ///< When it was signed, in microseconds since 1970.
  bool answer_wanted = false;  ///< Whoever is addressed is asked to introduce itself, too.
  byte_array<struct introduction_signature_tag, 64> signature;

  static constexpr auto name = "introduction";
  static constexpr auto fields(auto& self) {
    return std::tie(self.registration, self.listens_at, self.time, self.answer_wanted,
                    self.signature);
  }
};

/// A piece of a frame; the pieces of one come in order, none of another in between.
struct parcel {
  std::uint32_t frame_size;         ///< Bytes of the whole.
  std::uint32_t offset;             ///< Where this piece begins.
  std::vector<std::uint8_t> bytes;  ///< At most `parcel_max`.

  static constexpr auto name = "parcel";
  static constexpr auto fields(auto& self) {
    return std::tie(self.frame_size, self.offset, self.bytes);
  }
};
inline constexpr std::size_t parcel_max = std::size_t{1} << 20U;

/// So many bytes of parcels were taken in: the sender may send as many more.
struct credit {
  byte_count bytes;

  static constexpr auto name = "credit";
  static constexpr auto fields(auto& self) { return std::tie(self.bytes); }
};

/// All that passes on a channel between two hosts.
using host_frame = std::variant<greeting, parcel, credit>;

}  // namespace starling::messages

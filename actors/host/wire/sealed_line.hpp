#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "messages/codec/codec_refusal.hpp"
#include "messages/security/envelope/envelope_endpoint.hpp"
#include "messages/vocabulary/host_messages.hpp"

namespace starling::actors {

/// Who this process is to the others of its swarm.
struct own_identity {
  messages::identity keys;
  messages::registration registration;
};

/// Why a frame gave nothing: the envelope was not opened, or what was in it is no dispatch.
using frame_refusal = std::variant<messages::envelope_refusal, messages::codec_refusal>;

/// Seals what goes to one other host and opens what comes from it. What members tell each other
/// about the model is signed, so that a liar can be shown to others; the rest is vouched for by the
/// key that only the two hosts have.
///
/// Not safe across threads. Memory: one endpoint, of one peer.
class sealed_line {
 public:
  /// `other`: 64 hexadecimal digits; the only peer that `meet` lets in.
  sealed_line(std::shared_ptr<const own_identity> self, const std::string& other,
              std::size_t frame_max);

  /// What to greet the other host with.
  [[nodiscard]] std::vector<std::uint8_t> introduction() const;
  /// Takes the other host's introduction; false: it is not that host.
  bool meet(std::span<const std::uint8_t> introduction);

  /// Errors: as `envelope_endpoint::seal`.
  messages::result<std::vector<std::uint8_t>, messages::envelope_refusal> seal(
      const messages::dispatch& what, messages::wall_time now);
  messages::result<messages::dispatch, frame_refusal> open(std::vector<std::uint8_t> frame,
                                                           messages::wall_time now);

 private:
  std::shared_ptr<const own_identity> self_;
  messages::peer_id other_;
  std::size_t frame_max_;
  messages::peer_registry registry_;
  messages::envelope_endpoint endpoint_;
  std::vector<std::byte> payload_;
};

}  // namespace starling::actors

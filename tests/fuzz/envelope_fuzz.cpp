#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "messages/codec/msgpack_writer.hpp"
#include "messages/security/envelope/envelope_endpoint.hpp"

using namespace starling::messages;

namespace {

/// When the golden envelopes, which are seeds, were sealed.
constexpr wall_time noon{std::chrono::seconds(1'800'000'000)};

void require(bool fine) {
  if (!fine) std::abort();
}

template <class Seed>
Seed counting(unsigned first) {
  Seed s;
  for (auto& b : s.mutate()) b = static_cast<std::byte>(first++);
  return s;
}

/// Peers 1 and 2 of the golden envelopes.
struct two_peers {
  identity one{counting<signing_seed>(1), counting<agreement_seed>(101)};
  identity two{counting<signing_seed>(2), counting<agreement_seed>(102)};
  registration first = make_registration(one, {role::contributor, {"lz4"}, noon, "digits"});
  registration second = make_registration(two, {role::contributor, {"lz4"}, noon, "digits"});
  peer_registry registry{[] {
    registry_options o;
    o.swarm = "digits";
    o.danger_open = true;
    return o;
  }()};
  two_peers() { require(registry.admit(first) && registry.admit(second)); }
};

/// A frame that is read is, to the byte, what its header and its body are written as.
void read(std::span<const std::byte> frame) {
  const auto r = read_frame(frame);
  if (r.refused) return;
  std::array<std::byte, envelope_header_max> buffer;
  const auto header = write_header(r.header, buffer);
  require(std::ranges::equal(header, r.header_bytes));
  std::vector<std::byte> rest(r.body.size() + 5);
  msgpack_writer writer(rest);
  std::ranges::copy(r.body, writer.binary_space(r.body.size()).begin());
  require(header.size() + writer.size() == frame.size());
  require(std::equal(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(writer.size()),
                     frame.begin() + static_cast<std::ptrdiff_t>(header.size())));
}

/// What is opened is opened once.
void open(const two_peers& peers, std::span<const std::byte> frame) {
  envelope_endpoint endpoint(peers.two, peers.second, peers.registry, {});
  std::vector<std::byte> copy(frame.begin(), frame.end());
  if (!endpoint.open({copy}, noon)) return;
  copy.assign(frame.begin(), frame.end());
  const auto again = endpoint.open({copy}, noon);
  require(!again && again.error() == envelope_refusal::replayed);
}

/// Anything at all where a signature and a payload should be, sealed with the right key, is refused
/// for its signature or for having none.
void open_inside(const two_peers& peers, std::span<const std::byte> inside) {
  const auto to = session_peer{peers.two.id(), peers.second.agreement};
  const auto roots = registered_session(peers.one, to, "digits");
  envelope_header header;
  header.swarm = "digits";
  header.epoch = *first_epoch(noon);
  header.by = inside.size() % 2 == 0 ? authentication::signed_by_sender : authentication::session;
  header.sender = peers.one.id();
  header.recipient = peers.two.id();
  header.sequence = sequence_number{1};
  header.time = noon;
  std::vector<std::byte> frame(envelope_header_max + inside.size() + aead_tag_size + 5);
  const auto header_bytes = write_header(header, frame);
  msgpack_writer writer(std::span<std::byte>(frame).subspan(header_bytes.size()));
  const auto body = writer.binary_space(inside.size() + aead_tag_size);
  std::ranges::copy(inside, body.begin());
  require(seal_in_place(aead_suite::xchacha20_poly1305, epoch_key(roots->outgoing, header.epoch),
                        envelope_nonce(header.sequence, noon), header_bytes, body));
  envelope_endpoint endpoint(peers.two, peers.second, peers.registry, {});
  const auto opened =
      endpoint.open({std::span(frame).first(header_bytes.size() + writer.size())}, noon);
  require(!opened && opened.error() == (inside.size() % 2 == 0 ? envelope_refusal::bad_signature
                                                               : envelope_refusal::unsigned_first));
}

}  // namespace

/// Any bytes, as a frame and as what a peer has sealed, give a payload or a refusal.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const two_peers peers;
  const auto bytes = std::as_bytes(std::span(data, size));
  read(bytes);
  open(peers, bytes);
  open_inside(peers, bytes);
  return 0;
}

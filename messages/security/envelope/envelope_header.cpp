#include "messages/security/envelope/envelope_header.hpp"

#include <limits>

#include "messages/codec/msgpack_reader.hpp"
#include "messages/codec/msgpack_writer.hpp"

namespace starling::messages {

namespace {

constexpr std::size_t fields_in_all = 13;
/// As many microseconds as a time can have, so that differences of two fit 64 bits.
constexpr std::uint64_t time_max = std::uint64_t{1} << 62U;

void write_time(msgpack_writer& out, wall_time t) {
  out.unsigned_number(static_cast<std::uint64_t>(t.time_since_epoch().count()));
}

wall_time read_time(msgpack_reader& in) {
  const auto since_1970 = static_cast<std::int64_t>(in.unsigned_number(time_max));
  return wall_time(std::chrono::microseconds(since_1970));
}

template <class Strong>
Strong read_strong(msgpack_reader& in) {
  using rep = typename Strong::rep;
  return Strong{static_cast<rep>(in.unsigned_number(std::numeric_limits<rep>::max()))};
}

peer_id read_peer(msgpack_reader& in) {
  const auto id = peer_id::from(in.binary(peer_id::size));
  if (!id) in.refuse(codec_refusal::out_of_range);
  return id.value_or(peer_id{});
}

void read_recipient(msgpack_reader& in, envelope_header& h) {
  if (in.peek() == msgpack_kind::binary) {
    h.recipient = read_peer(in);
    return;
  }
  h.topic = in.text(topic_max);
  if (h.topic.empty()) in.refuse(codec_refusal::out_of_range);
}

/// False where it is of another version, of which nothing more is known.
bool read_fields(msgpack_reader& in, envelope_header& h) {
  const std::size_t fields = in.array();
  const std::uint64_t version = in.unsigned_number();
  if (in.ok() && version != envelope_version) return false;
  if (fields != fields_in_all) in.refuse(codec_refusal::wrong_type);
  h.swarm = in.text(swarm_name_max);
  h.kind = read_strong<message_kind>(in);
  h.by = static_cast<authentication>(in.unsigned_number(1));
  h.compression = read_strong<compression_id>(in);
  h.session = read_strong<session_tag>(in);
  h.epoch = read_strong<epoch_number>(in);
  h.sender = read_peer(in);
  read_recipient(in, h);
  h.sequence = read_strong<sequence_number>(in);
  h.time = read_time(in);
  h.deadline = read_time(in);
  h.correlation = read_strong<correlation_id>(in);
  return true;
}

}  // namespace

std::span<std::byte> write_header(const envelope_header& h, std::span<std::byte> into) {
  if (h.swarm.size() > swarm_name_max || h.topic.size() > topic_max) return {};
  msgpack_writer out(into);
  out.array(fields_in_all);
  out.unsigned_number(envelope_version);
  out.text(h.swarm);
  out.unsigned_number(h.kind.value);
  out.unsigned_number(static_cast<std::uint8_t>(h.by));
  out.unsigned_number(h.compression.value);
  out.unsigned_number(h.session.value);
  out.unsigned_number(h.epoch.value);
  out.binary(h.sender.bytes());
  if (h.topic.empty()) {
    out.binary(h.recipient.bytes());
  } else {
    out.text(h.topic);
  }
  out.unsigned_number(h.sequence.value);
  write_time(out, h.time);
  write_time(out, h.deadline);
  out.unsigned_number(h.correlation.value);
  return out.written();
}

std::optional<envelope_header> read_header(std::span<const std::byte> bytes) {
  envelope_header header;
  msgpack_reader in(bytes);
  if (!read_fields(in, header)) return std::nullopt;
  in.finish();
  if (!in.ok()) return std::nullopt;
  return header;
}

frame_reading read_frame(std::span<const std::byte> frame) {
  frame_reading read;
  msgpack_reader in(frame);
  if (!read_fields(in, read.header)) {
    read.refused = envelope_refusal::wrong_version;
    return read;
  }
  read.header_bytes = frame.first(in.position());
  read.body = in.binary();
  in.finish();
  if (!in.ok()) read.refused = envelope_refusal::malformed;
  return read;
}

}  // namespace starling::messages

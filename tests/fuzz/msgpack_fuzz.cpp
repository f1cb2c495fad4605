#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "messages/codec/msgpack_reader.hpp"
#include "messages/codec/msgpack_writer.hpp"

using namespace starling::messages;

namespace {

void require(bool fine) {
  if (!fine) std::abort();
}

/// Writes again what it reads, container by container.
void copy(msgpack_reader& in, msgpack_writer& out) {
  while (in.remaining() > 0 && in.ok()) {
    switch (in.peek()) {
      case msgpack_kind::boolean:
        out.boolean(in.boolean());
        break;
      case msgpack_kind::unsigned_number:
        out.unsigned_number(in.unsigned_number());
        break;
      case msgpack_kind::signed_number:
        out.signed_number(in.signed_number());
        break;
      case msgpack_kind::real32:
        out.real32(in.real32());
        break;
      case msgpack_kind::real:
        out.real(in.real());
        break;
      case msgpack_kind::text:
        out.text(in.text());
        break;
      case msgpack_kind::binary:
        out.binary(in.binary());
        break;
      case msgpack_kind::array:
        out.array(in.array());
        break;
      case msgpack_kind::map:
        out.map(in.map());
        break;
      case msgpack_kind::extension: {
        const auto x = in.extension();
        out.extension(x.type, x.bytes);
        break;
      }
      default:
        in.nil(), out.nil();
    }
  }
}

/// Steps over whole values to the end or the first refusal.
std::size_t skipped(std::span<const std::byte> bytes, msgpack_forms forms) {
  msgpack_reader in(bytes, forms);
  std::size_t good = 0;
  while (in.ok() && in.remaining() > 0) {
    const std::size_t before = in.position();
    in.skip();
    require(in.position() > before && in.position() <= bytes.size());
    if (in.ok()) good = in.position();
  }
  return good;
}

}  // namespace

/// What the strict reader accepts is what the writer writes, to the byte; the lenient one accepts
/// more, and what it reads is never longer when it is written again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  std::vector<std::byte> room(size + 16);
  for (const auto forms : {msgpack_forms::minimal, msgpack_forms::any}) {
    msgpack_reader in(bytes, forms);
    msgpack_writer out(room);
    copy(in, out);
    require(out.ok());
    if (!in.ok()) continue;
    require(out.size() <= size);
    if (forms == msgpack_forms::minimal) require(std::ranges::equal(out.written(), bytes));
  }
  require(skipped(bytes, msgpack_forms::minimal) <= skipped(bytes, msgpack_forms::any));
  return 0;
}

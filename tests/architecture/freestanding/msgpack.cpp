#include "messages/codec/msgpack_reader.hpp"
#include "messages/codec/msgpack_writer.hpp"

// All of the msgpack reader and writer as firmware compiles it; WRONG=1 needs a heap.

#if WRONG == 1
#include <vector>
#endif

using namespace starling::messages;

std::size_t write_all(std::span<std::byte> into, std::span<const std::byte> bytes, double x);
std::size_t write_all(std::span<std::byte> into, std::span<const std::byte> bytes, double x) {
  msgpack_writer out(into);
  out.array(into.size());
  out.map(into.size());
  out.nil();
  out.boolean(into.empty());
  out.unsigned_number(bytes.size());
  out.signed_number(-static_cast<std::int64_t>(bytes.size()));
  out.real(x);
  out.real32(static_cast<float>(x));
  out.text({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  out.binary(bytes);
  out.extension(1, bytes);
  if (const auto space = out.binary_space(bytes.size()); !space.empty()) space[0] = bytes[0];
  if (const auto space = out.extension_space(1, bytes.size()); !space.empty()) space[0] = bytes[0];
#if WRONG == 1
  return out.size() + std::vector<std::byte>(bytes.size()).size();
#else
  return out.size();
#endif
}

double read_all(std::span<const std::byte> bytes, msgpack_forms forms);
double read_all(std::span<const std::byte> bytes, msgpack_forms forms) {
  msgpack_reader in(bytes, forms);
  in.nil();
  double sum = in.boolean() ? 1 : 0;
  sum += static_cast<double>(in.unsigned_number(1000));
  sum += static_cast<double>(in.signed_number(-5, 5));
  sum += in.real() + static_cast<double>(in.real32());
  sum += static_cast<double>(in.text().size() + in.binary().size() + in.array() + in.map());
  sum += static_cast<double>(in.extension().bytes.size());
  in.skip();
  in.finish();
  return in.ok() ? sum : static_cast<double>(in.error());
}

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "deploy/fleet/guard_talk.hpp"

using namespace starling::deploy;

namespace {

void require(bool fine) {
  if (!fine) std::abort();
}

struct shower {
  std::string operator()(const node_started& w) const { return std::to_string(w.process) + '\n'; }
  std::string operator()(const node_exited& w) const { return std::to_string(w.status) + '\n'; }
  std::string operator()(const file_began& w) const {
    require(w.name.find('/') == w.name.npos && !w.name.starts_with('.'));
    return w.name + '\n';
  }
  std::string operator()(const file_bytes& w) const { return w.bytes; }
  std::string operator()(const file_ended&) const { return "\n"; }
  std::string operator()(const talk_over&) const { return "over\n"; }
  std::string operator()(const talk_broken& w) const { return w.why + '\n'; }
};

std::string told(std::string_view bytes, std::size_t piece) {
  guard_talk talk;
  std::string text;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    for (const auto& word : talk.take(bytes.substr(0, piece))) text += std::visit(shower{}, word);
  }
  return text;
}

}  // namespace

/// What a guard told is the same in whatever pieces it comes, and no file has a name that leads out
/// of its folder.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);  // NOLINT
  require(told(bytes, 1) == told(bytes, size + 1));
  return 0;
}

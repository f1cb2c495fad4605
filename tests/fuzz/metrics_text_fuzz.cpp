#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "deploy/fleet/status/metrics_text.hpp"

using namespace starling::deploy;

namespace {

void require(bool fine) {
  if (!fine) std::abort();
}

}  // namespace

/// Any answer has a body or a sentence why not; any body gives figures up to a number, or a
/// sentence.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);  // NOLINT
  if (const auto body = http_body(bytes)) {
    require(bytes.ends_with(*body));
  } else {
    require(!body.error().empty());
  }
  if (const auto figures = read_metrics(bytes)) {
    require(figures->size() <= samples_max);
  } else {
    require(!figures.error().empty());
  }
  return 0;
}

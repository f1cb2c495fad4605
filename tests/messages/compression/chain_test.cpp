#include "messages/compression/chain.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace starling::messages;

namespace {

std::string refusal_of(std::string_view text) {
  const auto chain = parse_chain(text);
  return chain ? "" : chain.error();
}

}  // namespace

TEST_CASE("each step has its number on the wire, its place in the list") {
  for (std::size_t i = 0; i < compression_registry.size(); ++i) {
    CHECK(static_cast<std::size_t>(compression_registry[i].step) == i);
  }
  CHECK(compression_registry[2].name == "zstd");
  CHECK(compression_registry[8].name == "delta");
}

TEST_CASE("a chain comes back from its text") {
  for (const char* text :
       {"none", "lz4", "zstd", "zstd:19", "fp16", "int8", "int8:256", "int4:65536:stochastic",
        "int8:stochastic", "top_k:0.01", "random_k:1", "delta", "top_k:0.01+int8+zstd",
        "delta+random_k:0.125+int4:128+lz4", "delta+fp16+zstd:1"}) {
    const auto chain = parse_chain(text);
    REQUIRE_MESSAGE(chain, text);
    CHECK(to_text(*chain) == text);
  }
  CHECK(parse_chain("int8:1024+zstd:3").value() == parse_chain("int8+zstd").value());
}

TEST_CASE("a chain holds what its text says") {
  const auto chain = parse_chain("delta+top_k:0.25+int4:512:stochastic+zstd:7");
  REQUIRE(chain);
  CHECK(chain->delta);
  CHECK(chain->sparse == sparsifier::top_k);
  CHECK(chain->kept == 0.25);
  CHECK(chain->values == value_codec::int4);
  CHECK(chain->block == 512);
  CHECK(chain->rounding == rounding::stochastic);
  CHECK(chain->bytes == byte_codec::zstd);
  CHECK(chain->level == 7);
  CHECK(chain->lossy());
  CHECK_FALSE(parse_chain("zstd").value().lossy());
}

TEST_CASE("what is no chain is refused with what is accepted") {
  CHECK(refusal_of("gzip") ==
        "no compression 'gzip' (accepted: none, lz4, zstd, fp16, int8, int4, "
        "top_k, random_k, delta)");
  CHECK(refusal_of("top_k") == "'top_k' (accepted: top_k:FRACTION, in (0, 1])");
  for (const char* text : {"top_k:0", "top_k:1.5", "top_k:x", "top_k:nan", "random_k:-1",
                           "int8:100", "int8:0", "int4:65664", "int8:256:fast", "int8:256:256",
                           "zstd:0", "zstd:20", "zstd:3:3", "fp16:2", "none:1", "delta:1"}) {
    CHECK_MESSAGE(refusal_of(text).starts_with("'" + std::string(text) + "' (accepted: "), text);
  }
  for (const char* text : {"zstd+int8", "int8+int4", "fp16+top_k:0.1", "none+zstd", "zstd+none",
                           "top_k:0.1+delta", "lz4+lz4", "none+none"}) {
    CHECK_MESSAGE(refusal_of(text).find("cannot stand here") != std::string::npos, text);
  }
  for (const char* text : {"", "+", "int8+", "+int8", " int8"}) {
    CHECK_MESSAGE(refusal_of(text).starts_with("no compression '"), text);
  }
}

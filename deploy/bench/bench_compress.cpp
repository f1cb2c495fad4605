#include <algorithm>
#include <chrono>
#include <functional>

#include "actors/swarm/prepare.hpp"
#include "deploy/bench/bench.hpp"
#include "messages/compression/compress.hpp"
#include "messages/types/random.hpp"

namespace starling::deploy {

namespace {

using messages::tensor;

constexpr double sparse_share = 0.01;  // of elements that are not zero

/// Gaussian numbers; of an update 99 of 100 zeros.
tensor numbers(std::size_t elements, bool sparse) {
  messages::random_source random(messages::substream(1, "bench", sparse));
  tensor out(elements);
  for (float& v : out.mutate()) {
    if (!sparse || random.uniform() < sparse_share) v = static_cast<float>(random.normal());
  }
  return out;
}

/// Gigabytes a second that go through `work`, once per repetition.
std::vector<double> speeds(std::size_t bytes, std::size_t repetitions,
                           const std::function<void()>& work) {
  std::vector<double> out;
  for (std::size_t i = 0; i <= repetitions; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    if (i > 0) out.push_back(static_cast<double>(bytes) * 1e-9 / took.count());
  }
  return out;
}

double reading_speed(const tensor& x, std::size_t repetitions) {
  volatile std::uint64_t kept = 0;
  return median(speeds(x.bytes().size(), repetitions, [&] {
    const auto values = x.values();
    const auto* words = reinterpret_cast<const std::uint32_t*>(values.data());
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) sum += words[i];
    kept = sum;
  }));
}

template <class Value>
Value& value_of(messages::result<Value, messages::compression_refusal>& result) {
  if (result) return result.value();
  throw invalid_swarm("--chain", std::string(to_string(result.error())));
}

/// Speed there, speed back, and how much smaller.
std::vector<measurement> measure(const compress_case& c, const std::string& text, bool sparse) {
  const auto chain = messages::parse_chain(text);
  if (!chain) throw invalid_swarm("--chain", chain.error());
  tensor x = numbers(c.elements, sparse);
  const messages::compression_base base(tensor(c.elements));
  const messages::compression_inputs inputs{.seed = 1, .base = &base};
  const std::size_t size = x.bytes().size();
  std::vector<std::byte> room(messages::compressed_size_max(*chain, c.elements));
  std::size_t written = 0;
  measurement there{"compress",
                    {{"chain", '"' + text + '"'},
                     {"data", sparse ? "\"99 % zeros\"" : "\"gaussian\""},
                     {"elements", std::to_string(c.elements)}},
                    "GB/s of the tensor, compressing",
                    {},
                    "one thread that reads the tensor once",
                    reading_speed(x, c.repetitions)};
  measurement back = there;
  there.values = speeds(size, c.repetitions, [&] {
    static_cast<void>(x.mutate());  // whether it is finite is to be looked at each time
    auto made = compress(x, *chain, inputs, std::span<std::byte>(room));
    written = value_of(made).size();
  });
  back.unit = "GB/s of the tensor, decompressing";
  back.values = speeds(size, c.repetitions, [&] {
    auto made = decompress(std::span<const std::byte>(room).first(written),
                           {.elements_max = c.elements}, &base);
    static_cast<void>(value_of(made));
  });
  measurement ratio = there;
  ratio.unit = "times smaller";
  ratio.values = {static_cast<double>(size) / static_cast<double>(written)};
  ratio.limit_what = "computed: the tensor as it is";
  ratio.limit_value = 1;
  return {there, back, ratio};
}

}  // namespace

std::vector<measurement> bench_compress(const compress_case& c) {
  std::vector<measurement> out;
  for (const bool sparse : {false, true}) {
    for (const std::string& chain : c.chains) {
      for (measurement& m : measure(c, chain, sparse)) out.push_back(std::move(m));
    }
  }
  return out;
}

}  // namespace starling::deploy

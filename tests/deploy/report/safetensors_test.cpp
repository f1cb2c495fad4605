#include "deploy/report/safetensors.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <random>

using namespace starling;
using namespace starling::deploy;

namespace {

const std::vector<float> eight = {1, -2, 3.5F, 0, 1e-40F, 6, 7, 8};
const std::vector<parameter_block> two_blocks = {{"layers.0.bias", 6, {2}},
                                                 {"layers.0.weight", 0, {3, 2}}};

/// A file of `header` and `data`, from the format's definition.
std::string file(std::string header, const std::string& data) {
  std::string out(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) out[i] = static_cast<char>(header.size() >> (8 * i));
  return out + header + data;
}

/// Reads one tensor by the format's definition alone: length, JSON, offsets.
std::vector<float> read_by_hand(const std::string& bytes, const std::string& name) {
  std::size_t length = 0;
  for (std::size_t i = 8; i-- > 0;) length = length << 8U | static_cast<unsigned char>(bytes[i]);
  const auto header = nlohmann::json::parse(bytes.substr(8, length));
  const std::size_t begin = header[name]["data_offsets"][0];
  const std::size_t end = header[name]["data_offsets"][1];
  std::vector<float> out((end - begin) / 4);
  std::memcpy(out.data(), bytes.data() + 8 + length + begin, end - begin);
  return out;
}

std::string error_of(const std::string& bytes) {
  const auto read = from_safetensors(bytes);
  return read ? "accepted" : read.error();
}

}  // namespace

TEST_CASE("a written model is what the format's definition says") {
  const std::string bytes = to_safetensors(eight, two_blocks, {{"format", "starling"}});
  const std::size_t length = static_cast<unsigned char>(bytes[0]);
  CHECK(length % 8 == 0);
  CHECK(bytes.size() == 8 + length + 32);
  CHECK(bytes[8] == '{');
  const auto header = nlohmann::json::parse(bytes.substr(8, length));
  CHECK(header["__metadata__"]["format"] == "starling");
  CHECK(header["layers.0.weight"]["dtype"] == "F32");
  CHECK(header["layers.0.weight"]["shape"] == nlohmann::json{3, 2});
  CHECK(header["layers.0.bias"]["data_offsets"] == nlohmann::json{24, 32});
  CHECK(read_by_hand(bytes, "layers.0.weight") ==
        std::vector<float>(eight.begin(), eight.begin() + 6));
  CHECK(read_by_hand(bytes, "layers.0.bias") == std::vector<float>{7, 8});
}

TEST_CASE("a written model is read back to the bit") {
  std::vector<float> values = eight;
  values[3] = std::numeric_limits<float>::quiet_NaN();
  values[4] = -0.0F;
  const auto back = from_safetensors(to_safetensors(values, two_blocks, {{"name", "a\"b"}}));
  REQUIRE(back);
  CHECK(back->metadata.at("name") == "a\"b");
  REQUIRE(back->layout.size() == 2);
  CHECK(back->layout[0].name == "layers.0.weight");
  CHECK(back->layout[1].offset == 6);
  CHECK(back->layout[1].shape == std::vector<std::size_t>{2});
  CHECK(back->parameters == messages::tensor(values));
  const auto empty = from_safetensors(to_safetensors({}, {}, {}));
  REQUIRE(empty);
  CHECK(empty->parameters.empty());
}

TEST_CASE("a layout that does not tile the parameters gives way to a single tensor") {
  const std::vector<std::vector<parameter_block>> misfits = {
      {},
      {{"a", 0, {7}}},                         // too short
      {{"a", 0, {9}}},                         // too long
      {{"a", 0, {4}}, {"b", 5, {3}}},          // a gap
      {{"a", 0, {5}}, {"b", 4, {4}}},          // an overlap
      {{"a", 0, {4}}, {"a", 4, {4}}},          // one name twice
      {{"__metadata__", 0, {8}}},              // reserved
      {{"\xff", 0, {8}}},                      // no text
      {{"a", 0, {std::size_t{1} << 63U, 2}}},  // a product that overflows
  };
  for (const auto& layout : misfits) {
    const std::string bytes = to_safetensors(eight, layout, {});
    CHECK(read_by_hand(bytes, "parameters") == eight);
    CHECK(from_safetensors(bytes));
  }
}

TEST_CASE("scalars and empty tensors have their place") {
  const std::vector<parameter_block> layout = {
      {"scalar", 0, {}}, {"none", 1, {0, 4}}, {"rest", 1, {7}}};
  const auto back = from_safetensors(to_safetensors(eight, layout, {}));
  REQUIRE(back);
  REQUIRE(back->layout.size() == 3);
  CHECK(back->layout[0].shape.empty());
  CHECK(back->layout[1].name == "none");
}

TEST_CASE("a file that breaks the format is refused by what is wrong with it") {
  const std::string four(16, '\0');
  const auto tensor = [](const char* rest) {
    return R"({"a":{"dtype":"F32",)" + std::string(rest) + "}}";
  };
  CHECK(error_of("abc") == "the file ends within the header length");
  CHECK(error_of(std::string(8, '\xff')) == "the header exceeds 100 MB");
  CHECK(error_of(file("{}", "").substr(0, 9)) == "the file ends within the header");
  CHECK(error_of(file("[1]", "")) == "the header is not a JSON object");
  CHECK(error_of(file(tensor(R"("shape":[4],"data_offsets":[0,16])"), four)) == "accepted");
  CHECK(error_of(file(tensor(R"("shape":[4],"data_offsets":[0,16])"), four + "x")) ==
        "the tensors do not tile the file: a gap or an overlap");
  CHECK(error_of(file(tensor(R"("shape":[3],"data_offsets":[4,16])"), four)) ==
        "the tensors do not tile the file: a gap or an overlap");
  CHECK(error_of(file(tensor(R"("shape":[4],"data_offsets":[0,20])"), four)) ==
        "tensor \"a\": data_offsets lie outside the file");
  CHECK(error_of(file(tensor(R"("shape":[4],"data_offsets":[16,0])"), four)) ==
        "tensor \"a\": data_offsets lie outside the file");
  CHECK(error_of(file(tensor(R"("shape":[5],"data_offsets":[0,16])"), four)) ==
        "tensor \"a\": shape and data_offsets disagree");
  CHECK(error_of(file(tensor(R"("shape":[4294967296,4294967296,4294967296],"data_offsets":[0,16])"),
                      four)) == "tensor \"a\": shape and data_offsets disagree");
  CHECK(error_of(file(tensor(R"("shape":[-4],"data_offsets":[0,16])"), four)) ==
        "tensor \"a\": shape must be an array of sizes");
  CHECK(error_of(file(tensor(R"("shape":[4])"), four)) ==
        "tensor \"a\": dtype, shape and data_offsets must be present");
  CHECK(error_of(file(R"({"a":{"dtype":"F16","shape":[8],"data_offsets":[0,16]}})", four)) ==
        "tensor \"a\": dtype must be F32");
  CHECK(error_of(file(R"({"__metadata__":{"n":1}})", "")) ==
        "__metadata__ must map strings to strings");
  CHECK(error_of(file(R"({"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},)"
                      R"("a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}})",
                      four)) == "the header names a tensor twice");
  CHECK(error_of(file(R"({"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},)"
                      R"("b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}})",
                      four)) == "the tensors do not tile the file: a gap or an overlap");
}

TEST_CASE("any bytes give a model that tiles its parameters, or a sentence") {
  const std::string whole = to_safetensors(eight, two_blocks, {{"name", "x"}});
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CHECK_FALSE(from_safetensors(whole.substr(0, length)));
  }
  std::mt19937 random(5);
  std::size_t accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string mutated = whole;
    const int changes = 1 + static_cast<int>(random() % 4);
    for (int k = 0; k < changes; ++k) {
      const char printable = static_cast<char>(' ' + random() % 95);
      const char any = static_cast<char>(random());
      mutated[random() % mutated.size()] = random() % 2 == 0 ? printable : any;
    }
    const auto read = from_safetensors(mutated);
    if (!read) {
      CHECK_FALSE(read.error().empty());
      continue;
    }
    ++accepted;
    std::size_t elements = 0;
    for (const parameter_block& block : read->layout) {
      elements += std::accumulate(block.shape.begin(), block.shape.end(), std::size_t{1},
                                  std::multiplies<>());
    }
    CHECK(elements == read->parameters.size());
  }
  CHECK(accepted > 0);
  CHECK(accepted < 20'000);
}

#include "deploy/report/safetensors.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "deploy/report/figures.hpp"

namespace starling::deploy {

namespace {

static_assert(std::endian::native == std::endian::little, "tensors are copied byte by byte");

using json = nlohmann::json;
using messages::failure;
using refused = messages::failure<std::string>;

constexpr std::size_t header_bytes_max = 100'000'000;
constexpr std::size_t length_bytes = 8;

/// The product of the shape; none where it exceeds `limit`.
std::optional<std::size_t> elements(const std::vector<std::size_t>& shape, std::size_t limit) {
  if (std::find(shape.begin(), shape.end(), 0U) != shape.end()) return 0;
  std::size_t product = 1;
  for (const std::size_t extent : shape) {
    if (product > limit / extent) return std::nullopt;
    product *= extent;
  }
  return product > limit ? std::nullopt : std::optional(product);
}

bool tiles(const std::vector<parameter_block>& sorted, std::size_t dimension) {
  std::set<std::string_view> names;
  std::size_t next = 0;
  for (const parameter_block& block : sorted) {
    const auto size = elements(block.shape, dimension - next);
    if (block.offset != next || !size || !names.insert(block.name).second) return false;
    if (block.name == "__metadata__" || printable(block.name) != block.name) return false;
    next += *size;
  }
  return next == dimension;
}

/// By offset; of equal offsets the empty block first.
void sort_blocks(std::vector<parameter_block>& blocks) {
  std::stable_sort(blocks.begin(), blocks.end(), [](const auto& a, const auto& b) {
    if (a.offset != b.offset) return a.offset < b.offset;
    const auto empty = [](const parameter_block& x) {
      return std::find(x.shape.begin(), x.shape.end(), 0U) != x.shape.end();
    };
    return empty(a) && !empty(b);
  });
}

/// One level of the header knows each key once; the parser would keep the last silently.
std::optional<json> parse_header(std::string_view text, bool& repeated) {
  std::set<std::string> keys;
  const auto watch = [&](int depth, json::parse_event_t event, json& value) {
    if (depth == 1 && event == json::parse_event_t::key) {
      repeated |= !keys.insert(value.get_ref<const std::string&>()).second;
    }
    return true;
  };
  json header = json::parse(text, watch, false);
  if (header.is_discarded() || !header.is_object()) return std::nullopt;
  return header;
}

std::optional<std::vector<std::size_t>> to_sizes(const json& list) {
  if (!list.is_array()) return std::nullopt;
  std::vector<std::size_t> sizes;
  for (const json& item : list) {
    if (!item.is_number_unsigned()) return std::nullopt;
    sizes.push_back(item.get<std::size_t>());
  }
  return sizes;
}

messages::result<parameter_block, std::string> to_block(const std::string& name, const json& entry,
                                                        std::size_t data_bytes) {
  const auto refuse = [&](const std::string& why) {
    return refused{"tensor \"" + printable(name) + "\": " + why};
  };
  if (!entry.is_object() || !entry.contains("dtype") || !entry.contains("shape") ||
      !entry.contains("data_offsets")) {
    return refuse("dtype, shape and data_offsets must be present");
  }
  if (entry["dtype"] != "F32") return refuse("dtype must be F32");
  const auto shape = to_sizes(entry["shape"]);
  const auto offsets = to_sizes(entry["data_offsets"]);
  if (!shape) return refuse("shape must be an array of sizes");
  if (!offsets || offsets->size() != 2) return refuse("data_offsets must be [begin, end]");
  const std::size_t begin = offsets->front();
  const std::size_t end = offsets->back();
  if (begin > end || end > data_bytes) return refuse("data_offsets lie outside the file");
  const auto size = elements(*shape, data_bytes / sizeof(float));
  if (begin % sizeof(float) != 0 || !size || *size * sizeof(float) != end - begin) {
    return refuse("shape and data_offsets disagree");
  }
  return parameter_block{name, begin / sizeof(float), *shape};
}

std::optional<std::map<std::string, std::string>> to_metadata(const json& entry) {
  if (!entry.is_object()) return std::nullopt;
  std::map<std::string, std::string> metadata;
  for (const auto& [key, value] : entry.items()) {
    if (!value.is_string()) return std::nullopt;
    metadata[key] = value.get<std::string>();
  }
  return metadata;
}

bool without_gap_or_overlap(const std::vector<parameter_block>& sorted, std::size_t dimension) {
  std::size_t next = 0;
  for (const parameter_block& block : sorted) {
    if (block.offset != next) return false;
    next += elements(block.shape, dimension).value_or(0);
  }
  return next == dimension;
}

}  // namespace

std::string to_safetensors(std::span<const float> parameters,
                           const std::vector<parameter_block>& layout,
                           const std::map<std::string, std::string>& metadata) {
  std::vector<parameter_block> blocks = layout;
  sort_blocks(blocks);
  if (!tiles(blocks, parameters.size())) blocks = {{"parameters", 0, {parameters.size()}}};
  json notes = json::object();
  for (const auto& [key, value] : metadata) notes[printable(key)] = printable(value);
  std::string text = "{\"__metadata__\":" + notes.dump();
  for (const parameter_block& block : blocks) {
    const std::size_t begin = block.offset * sizeof(float);
    const std::size_t size = *elements(block.shape, parameters.size()) * sizeof(float);
    const json entry = {
        {"dtype", "F32"}, {"shape", block.shape}, {"data_offsets", {begin, begin + size}}};
    text += "," + json(block.name).dump() + ":" + entry.dump();
  }
  text += '}';
  text.append((8 - text.size() % 8) % 8, ' ');
  std::string out(length_bytes + text.size() + parameters.size_bytes(), '\0');
  const std::uint64_t length = text.size();
  std::memcpy(out.data(), &length, length_bytes);
  std::memcpy(out.data() + length_bytes, text.data(), text.size());
  if (!parameters.empty()) {
    std::memcpy(out.data() + length_bytes + text.size(), parameters.data(),
                parameters.size_bytes());
  }
  return out;
}

messages::result<safetensors_model, std::string> from_safetensors(std::string_view bytes) {
  const auto refuse = [](const char* why) { return refused{why}; };
  std::uint64_t length = 0;
  if (bytes.size() < length_bytes) return refuse("the file ends within the header length");
  std::memcpy(&length, bytes.data(), length_bytes);
  if (length > header_bytes_max) return refuse("the header exceeds 100 MB");
  if (length > bytes.size() - length_bytes) return refuse("the file ends within the header");
  bool repeated = false;
  const auto header = parse_header(bytes.substr(length_bytes, length), repeated);
  if (!header) return refuse("the header is not a JSON object");
  if (repeated) return refuse("the header names a tensor twice");

  const std::string_view data = bytes.substr(length_bytes + length);
  safetensors_model out;
  for (const auto& [name, entry] : header->items()) {
    if (name == "__metadata__") {
      auto metadata = to_metadata(entry);
      if (!metadata) return refuse("__metadata__ must map strings to strings");
      out.metadata = std::move(*metadata);
      continue;
    }
    auto block = to_block(name, entry, data.size());
    if (!block) return failure{block.error()};
    out.layout.push_back(std::move(*block));
  }
  sort_blocks(out.layout);
  if (data.size() % sizeof(float) != 0 ||
      !without_gap_or_overlap(out.layout, data.size() / sizeof(float))) {
    return refuse("the tensors do not tile the file: a gap or an overlap");
  }
  out.parameters = messages::tensor::uninitialised(data.size() / sizeof(float));
  if (!data.empty()) std::memcpy(out.parameters.mutate().data(), data.data(), data.size());
  return out;
}

}  // namespace starling::deploy

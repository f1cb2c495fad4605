#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "deploy/report/report_input.hpp"
#include "messages/types/result.hpp"
#include "messages/types/tensor.hpp"

/// The safetensors format: 8 bytes header length (little-endian), a JSON header padded with spaces
/// to a multiple of 8, then the tensors, little-endian, one after the other without gaps.
namespace starling::deploy {

/// A model as a safetensors file holds it.
struct safetensors_model {
  std::map<std::string, std::string> metadata;
  std::vector<parameter_block> layout;  ///< Tiles `parameters`, ascending by offset.
  messages::tensor parameters;
};

/// The bytes of a file with one F32 tensor per block of `layout`. A layout that does not tile the
/// parameters exactly, by distinct names, is set aside for a single tensor named "parameters".
std::string to_safetensors(std::span<const float> parameters,
                           const std::vector<parameter_block>& layout,
                           const std::map<std::string, std::string>& metadata);

/// Any bytes give a model or one sentence that says why not: F32 only, header ≤ 100 MB, offsets
/// that tile the rest of the file.
messages::result<safetensors_model, std::string> from_safetensors(std::string_view bytes);

}  // namespace starling::deploy

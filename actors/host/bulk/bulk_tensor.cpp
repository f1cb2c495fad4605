#include "actors/host/bulk/bulk_tensor.hpp"

#include <algorithm>

#include "messages/types/content_hash.hpp"

namespace starling::actors {

messages::tensor* tensor_of(messages::content& what) {
  if (auto* update = std::get_if<messages::model_update>(&what)) return &update->parameters;
  if (auto* order = std::get_if<messages::start_round>(&what)) return &order->model;
  if (auto* snapshot = std::get_if<messages::model_snapshot>(&what)) return &snapshot->model;
  return nullptr;
}

std::span<const std::byte> chunk_of(std::span<const std::byte> bytes, std::size_t i) {
  const auto rest = bytes.subspan(i * messages::chunk_max);
  return rest.first(std::min(rest.size(), messages::chunk_max));
}

messages::chunk_name name_of(std::span<const std::byte> chunk) {
  messages::content_hash hash;
  hash.add(chunk);
  return {hash.digest()};
}

std::vector<messages::chunk_name> names_of(std::span<const std::byte> bytes) {
  std::vector<messages::chunk_name> names;
  for (std::size_t i = 0; i < chunks_of(bytes.size()); ++i) {
    names.push_back(name_of(chunk_of(bytes, i)));
  }
  return names;
}

}  // namespace starling::actors

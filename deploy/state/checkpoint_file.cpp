#include "deploy/state/checkpoint_file.hpp"

#include <cstring>
#include <nlohmann/json.hpp>

#include "deploy/config/swarm_file.hpp"
#include "messages/types/content_hash.hpp"

namespace starling::deploy {

namespace {

using json = nlohmann::json;
using messages::failure;

constexpr std::string_view format = "starling checkpoint 1";

std::string hash_of(std::string_view bytes) {
  messages::content_hash hash;
  hash.add(std::as_bytes(std::span(bytes)));
  return hash.hex();
}

failure<std::string> damaged(const char* why) {
  return failure{std::string(why)};
}

}  // namespace

std::string checkpoint_bytes(const actors::checkpoint& what, std::string_view swarm) {
  std::string body;
  json sizes = json::array();
  for (const auto& state : what.states) {
    sizes.push_back(state.size());
    body.append(reinterpret_cast<const char*>(state.data()), state.size());
  }
  const json head = {{"format", format},
                     {"swarm", swarm},
                     {"round", what.round.value},
                     {"hash", hash_of(body)},
                     {"sizes", std::move(sizes)}};
  return head.dump() + '\n' + body;
}

messages::result<actors::checkpoint, std::string> read_checkpoint(std::string_view bytes,
                                                                  std::string_view swarm) {
  const auto end = bytes.find('\n');
  if (end == std::string_view::npos) return damaged("it is no checkpoint");
  const json head = json::parse(bytes.substr(0, end), nullptr, false);
  if (!head.is_object() || head.value("format", json()) != format) {
    return damaged("it is no checkpoint");
  }
  if (head.value("swarm", json()) != swarm) {
    return damaged("it is of another swarm, or its file has been changed since");
  }
  auto body = bytes.substr(end + 1);
  const json round = head.value("round", json());
  const json sizes = head.value("sizes", json());
  if (!round.is_number_unsigned() || !sizes.is_array() ||
      head.value("hash", json()) != hash_of(body)) {
    return damaged("it is cut or damaged");
  }
  actors::checkpoint out;
  out.round = {round.get<std::uint64_t>()};
  for (const auto& size : sizes) {
    if (!size.is_number_unsigned() || size.get<std::uint64_t>() > body.size()) {
      return damaged("it is cut or damaged");
    }
    const auto length = size.get<std::size_t>();
    auto& state = out.states.emplace_back(length);
    if (length > 0) std::memcpy(state.data(), body.data(), length);
    body.remove_prefix(length);
  }
  if (!body.empty()) return damaged("it is cut or damaged");
  return out;
}

std::string swarm_identity(const swarm_options& options) {
  auto what = options;
  what.rounds.max = 1;
  what.rounds.until_loss_below = 0;
  what.checkpoint = {};
  what.evaluation = {};
  return hash_of(to_yaml(what));
}

}  // namespace starling::deploy

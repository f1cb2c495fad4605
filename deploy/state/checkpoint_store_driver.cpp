#include "deploy/state/checkpoint_store_driver.hpp"

#include <utility>

#include "deploy/report/run_directory.hpp"
#include "deploy/state/checkpoint_file.hpp"
#include "deploy/state/key_file_driver.hpp"

namespace starling::deploy {

namespace {

using messages::failure;

std::string sentence(messages::sealed_file_refusal why) {
  switch (why) {
    case messages::sealed_file_refusal::unsealed:
      return "it is not sealed, and checkpoint.key names a key";
    case messages::sealed_file_refusal::wrong_key:
      return "it is sealed with another key than that of checkpoint.key";
    case messages::sealed_file_refusal::damaged:
      break;
  }
  return "it is cut or damaged";
}

}  // namespace

messages::result<checkpoint_store, std::string> checkpoint_store::of(const swarm_options& options) {
  checkpoint_store store;
  store.path_ = options.checkpoint.path;
  store.swarm_ = swarm_identity(options);
  store.writes_ = options.checkpoint.every > 0 && !store.path_.empty();
  if (!options.checkpoint.key.empty()) {
    auto key = read_file_key(options.checkpoint.key);
    if (!key) return failure{key.error()};
    store.key_ = std::make_shared<const messages::file_key>(*std::move(key));
  }
  return store;
}

std::string checkpoint_store::write(const actors::checkpoint& what) const {
  auto bytes = checkpoint_bytes(what, swarm_);
  if (key_) bytes = messages::seal_file(bytes, *key_, fresh_salt());
  const auto written = write_whole(path_, bytes);
  return written ? std::string() : written.error();
}

messages::result<actors::checkpoint, std::string> checkpoint_store::read(
    const std::filesystem::path& from) const {
  auto bytes = read_whole(from);
  if (!bytes) return failure{bytes.error()};
  const auto refused = [&from](const std::string& why) {
    return failure{from.string() + ": " + why};
  };
  if (key_) {
    auto opened = messages::open_file(*bytes, *key_);
    if (!opened) return refused(sentence(opened.error()));
    *bytes = *std::move(opened);
  } else if (bytes->starts_with(messages::sealed_file_begin)) {
    return refused("it is sealed, and checkpoint.key names no key");
  }
  auto read = read_checkpoint(*bytes, swarm_);
  if (!read) return refused(read.error());
  return *std::move(read);
}

}  // namespace starling::deploy

#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "actors/swarm/plan.hpp"
#include "messages/security/sealed_file.hpp"
#include "messages/types/result.hpp"

namespace starling::deploy {

/// Where the checkpoints of one swarm are written and read; sealed, where its file names a key.
/// Whoever has a key believes nothing that is not sealed with it.
class checkpoint_store {
 public:
  /// Errors: a sentence where the key file cannot be used.
  static messages::result<checkpoint_store, std::string> of(const swarm_options& options);

  /// Whether there are to be any.
  [[nodiscard]] bool writes() const { return writes_; }

  /// Whole or not at all, in place of the one before. Returns what is wrong, or nothing.
  [[nodiscard]] std::string write(const actors::checkpoint& what) const;

  /// Errors: a sentence where the file cannot be read, is not sealed with this key, or is no
  ///         checkpoint of this swarm.
  [[nodiscard]] messages::result<actors::checkpoint, std::string> read(
      const std::filesystem::path& from) const;

 private:
  std::filesystem::path path_;
  std::string swarm_;
  bool writes_ = false;
  std::shared_ptr<const messages::file_key> key_;  ///< Null: in the clear.
};

}  // namespace starling::deploy

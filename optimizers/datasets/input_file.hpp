#pragma once

#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <variant>

#include "messages/types/result.hpp"
#include "optimizers/datasets/dataset.hpp"

namespace starling::optimizers {

/// A binary file read once from front to back; gzip is undone on the way.
class input_file {
 public:
  /// Fails where the file is missing or not readable.
  static messages::result<input_file, data_error> open(const std::filesystem::path& path);

  /// Fills `out` or fails: the file ends, or its compression is damaged. `what` names the bytes.
  messages::result<std::monostate, data_error> read(std::span<unsigned char> out,
                                                    const std::string& what);
  /// All that is left, or fails: it is more than `bytes_max`, or its compression is damaged.
  messages::result<std::string, data_error> rest(std::uint64_t bytes_max);
  /// Fails where anything is left, or where the gzip check sum is wrong.
  messages::result<std::monostate, data_error> expect_end();

  /// Bytes that were read; a place in the unpacked file.
  [[nodiscard]] std::uint64_t offset() const { return offset_; }
  /// The unpacked file has no more bytes than this: checked before memory is taken for a promise.
  [[nodiscard]] std::uint64_t size_max() const { return size_max_; }
  /// An error at byte `at`.
  [[nodiscard]] data_error error(std::uint64_t at, std::string expected, std::string found) const;

 private:
  struct closer {
    void operator()(gzFile_s* f) const { gzclose(f); }
  };
  input_file() = default;

  struct piece {
    std::size_t bytes;
    bool damaged;  ///< The compression is, behind these bytes.
  };
  /// As many bytes as there are.
  piece read_some(std::span<unsigned char> out);

  std::string name_;
  std::unique_ptr<gzFile_s, closer> file_;
  std::uint64_t offset_ = 0;
  std::uint64_t size_max_ = 0;
};

}  // namespace starling::optimizers

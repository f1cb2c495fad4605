#include "optimizers/datasets/input_file.hpp"

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

namespace starling::optimizers {
namespace {

/// Deflate never packs more than 1032 bytes into one (zlib's technical notes).
constexpr std::uint64_t deflate_ratio_max = 1032;
constexpr unsigned buffer_bytes = 1U << 18U;

}  // namespace

messages::result<input_file, data_error> input_file::open(const std::filesystem::path& path) {
  input_file out;
  out.name_ = path.string();
  std::error_code failed;
  const bool regular = std::filesystem::is_regular_file(path, failed);
  const std::uint64_t bytes = regular ? std::filesystem::file_size(path, failed) : 0;
  if (!regular || failed) {
    const bool folder = std::filesystem::is_directory(path, failed);
    return messages::failure{out.error(0, "a file", folder ? "a folder" : "no such file")};
  }
  out.file_.reset(gzopen(path.c_str(), "rb"));
  if (!out.file_) return messages::failure{out.error(0, "a readable file", "no right to read it")};
  gzbuffer(out.file_.get(), buffer_bytes);
  out.size_max_ = gzdirect(out.file_.get()) != 0 ? bytes : bytes * deflate_ratio_max;
  return out;
}

input_file::piece input_file::read_some(std::span<unsigned char> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    const auto ask = static_cast<unsigned>(std::min<std::size_t>(out.size() - done, 1U << 30U));
    const int n = gzread(file_.get(), out.data() + done, ask);
    if (n < 0) return {done, true};
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  // zlib reads ahead and may know of an early end before all bytes up to there were handed out.
  if (done == out.size()) return {done, false};
  int code = Z_OK;
  gzerror(file_.get(), &code);
  return {done, code != Z_OK && code != Z_STREAM_END};
}

messages::result<std::monostate, data_error> input_file::read(std::span<unsigned char> out,
                                                              const std::string& what) {
  const piece got = read_some(out);
  const std::uint64_t start = std::exchange(offset_, offset_ + got.bytes);
  if (got.bytes == out.size()) return std::monostate{};
  return messages::failure{error(offset_,
                                 what + " up to byte " + std::to_string(start + out.size()),
                                 got.damaged ? "damaged or cut gzip data" : "the end")};
}

messages::result<std::string, data_error> input_file::rest(std::uint64_t bytes_max) {
  std::string out;
  std::vector<unsigned char> chunk(buffer_bytes);
  for (;;) {
    const piece got = read_some(chunk);
    offset_ += got.bytes;
    if (got.damaged) {
      return messages::failure{error(offset_, "the rest of the file", "damaged or cut gzip data")};
    }
    if (out.size() + got.bytes > bytes_max) {
      return messages::failure{
          error(offset_, "at most " + std::to_string(bytes_max) + " bytes", "more")};
    }
    out.append(chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(got.bytes));
    if (got.bytes < chunk.size()) return out;
  }
}

messages::result<std::monostate, data_error> input_file::expect_end() {
  unsigned char more = 0;
  const piece got = read_some({&more, 1});
  if (got.bytes == 0 && !got.damaged) return std::monostate{};
  return messages::failure{error(offset_, "the end of the file",
                                 got.damaged ? "damaged or cut gzip data" : "more bytes")};
}

data_error input_file::error(std::uint64_t at, std::string expected, std::string found) const {
  return {.file = name_, .offset = at, .expected = std::move(expected), .found = std::move(found)};
}

}  // namespace starling::optimizers

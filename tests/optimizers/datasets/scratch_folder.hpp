#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace starling::tests {

/// A folder of this process alone; gone when the test is over.
class scratch_folder {
 public:
  scratch_folder()
      : path_(std::filesystem::temp_directory_path() /
              ("starling-datasets-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~scratch_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  std::filesystem::path write(const std::string& name, std::string_view bytes) const {
    std::ofstream out(path_ / name, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

/// A folder of real data; empty where it is absent.
inline std::filesystem::path real_data(const std::string& name) {
  const char* chosen = std::getenv("STARLING_TEST_DATA");
  const auto folder = std::filesystem::path(chosen ? chosen : STARLING_TEST_DATA_DEFAULT) / name;
  return std::filesystem::is_directory(folder) ? folder : std::filesystem::path();
}

}  // namespace starling::tests

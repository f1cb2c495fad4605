#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

// Runs a fuzz target over the files of a folder, each whole and cut at every length.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  if (argc != 2 || !std::filesystem::is_directory(argv[1])) {
    std::fputs("usage: replay FOLDER\n", stderr);
    return 2;
  }
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
    ++files;
    for (std::size_t size = bytes.size();; size = size > 4096 ? size / 2 : size - 1) {
      // A copy of exactly this size: a sanitizer sees a read past its end.
      const auto* first = reinterpret_cast<const std::uint8_t*>(bytes.data());
      const std::vector<std::uint8_t> part(first, first + size);
      LLVMFuzzerTestOneInput(part.data(), part.size());
      if (size == 0) break;
    }
  }
  std::printf("%zu files replayed\n", files);
  return files > 0 ? 0 : 1;
}

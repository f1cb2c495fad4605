#include "optimizers/datasets/idx.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "optimizers/datasets/input_file.hpp"

namespace starling::optimizers {
namespace {

using messages::failure;
using messages::result;

/// The magic number's third byte says unsigned bytes, its fourth the number of dimensions.
constexpr std::uint32_t images_magic = 0x00000803;
constexpr std::uint32_t labels_magic = 0x00000801;
constexpr std::size_t chunk_bytes = 1U << 18U;

std::string hexadecimal(std::uint32_t value) {
  std::string text = "0x00000000";
  for (std::size_t i = 9; i >= 2; --i, value >>= 4U) text[i] = "0123456789abcdef"[value & 15U];
  return text;
}

result<std::uint32_t, data_error> read_number(input_file& file, const std::string& what) {
  std::array<unsigned char, 4> bytes{};
  if (auto done = file.read(bytes, what); !done) return failure{done.error()};
  std::uint32_t value = 0;
  for (unsigned char b : bytes) value = (value << 8U) | b;
  return value;
}

/// Magic number and sizes; refuses what the file cannot hold before anyone takes memory for it.
template <std::size_t Dimensions>
result<std::array<std::uint64_t, Dimensions>, data_error> read_header(input_file& file,
                                                                      std::uint32_t magic) {
  auto found = read_number(file, "the magic number " + hexadecimal(magic));
  if (!found) return failure{found.error()};
  if (*found != magic) {
    return failure{file.error(0, "the magic number " + hexadecimal(magic), hexadecimal(*found))};
  }
  std::array<std::uint64_t, Dimensions> sizes{};
  std::uint64_t product = 1;
  for (auto& size : sizes) {
    const std::uint64_t at = file.offset();
    auto number = read_number(file, "a size");
    if (!number) return failure{number.error()};
    size = *number;
    if (size == 0) return failure{file.error(at, "a size above 0", "0")};
    if (size > elements_max / product) {
      return failure{file.error(at, "at most " + std::to_string(elements_max) + " numbers in all",
                                std::to_string(product) + " × " + std::to_string(size))};
    }
    product *= size;
  }
  if (product > file.size_max() - std::min(file.size_max(), file.offset())) {
    return failure{file.error(file.offset(), std::to_string(product) + " bytes of data",
                              "a file of at most " + std::to_string(file.size_max()) + " bytes")};
  }
  return sizes;
}

/// Hands `count` bytes in chunks to `use(chunk, first)`.
template <class Use>
result<std::monostate, data_error> read_all(input_file& file, std::uint64_t count,
                                            const std::string& what, Use use) {
  std::vector<unsigned char> chunk(std::min<std::uint64_t>(count, chunk_bytes));
  for (std::uint64_t first = 0; first < count; first += chunk.size()) {
    chunk.resize(std::min<std::uint64_t>(count - first, chunk_bytes));
    if (auto done = file.read(chunk, what); !done) return done;
    if (auto done = use(std::span<const unsigned char>(chunk), first); !done) return done;
  }
  return file.expect_end();
}

result<std::monostate, data_error> read_images(const std::filesystem::path& path, dataset& out) {
  auto file = input_file::open(path);
  if (!file) return failure{file.error()};
  auto sizes = read_header<3>(*file, images_magic);
  if (!sizes) return failure{sizes.error()};
  const auto [count, rows, columns] = *sizes;
  out.features = rows * columns;
  out.inputs.reserve(count * out.features);
  return read_all(*file, count * out.features, "pixels",
                  [&out](auto chunk, std::uint64_t) -> result<std::monostate, data_error> {
                    for (unsigned char p : chunk) {
                      out.inputs.push_back(static_cast<float>(p) / 255.0F);
                    }
                    return std::monostate{};
                  });
}

result<std::monostate, data_error> read_labels(const std::filesystem::path& path,
                                               const std::filesystem::path& images, dataset& out) {
  auto file = input_file::open(path);
  if (!file) return failure{file.error()};
  auto sizes = read_header<1>(*file, labels_magic);
  if (!sizes) return failure{sizes.error()};
  const std::uint64_t count = (*sizes)[0];
  if (const std::size_t pictures = out.inputs.size() / out.features; count != pictures) {
    return failure{file->error(
        4, std::to_string(pictures) + " labels, one for each image in " + images.string(),
        std::to_string(count))};
  }
  out.targets.reserve(count);
  constexpr std::uint64_t start = 8;  // Bytes of header.
  auto take = [&](auto chunk, std::uint64_t first) -> result<std::monostate, data_error> {
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      const unsigned label = chunk[i];
      if (label > idx_label_max) {
        return failure{file->error(start + first + i,
                                   "a label from 0 to " + std::to_string(idx_label_max),
                                   std::to_string(label))};
      }
      out.targets.push_back(static_cast<float>(label));
      out.classes = std::max<std::size_t>(out.classes, label + std::size_t{1});
    }
    return std::monostate{};
  };
  return read_all(*file, count, "labels", take);
}

/// The file as it is or gzipped, whichever is there; the plain name where neither is.
std::filesystem::path find(const std::filesystem::path& folder, const std::string& name) {
  std::error_code ignored;
  auto zipped = folder / (name + ".gz");
  if (!std::filesystem::exists(folder / name, ignored) &&
      std::filesystem::exists(zipped, ignored)) {
    return zipped;
  }
  return folder / name;
}

}  // namespace

result<dataset, data_error> read_idx(const std::filesystem::path& images,
                                     const std::filesystem::path& labels) {
  dataset out;
  out.name = images.parent_path().filename().string();
  if (auto done = read_images(images, out); !done) return failure{done.error()};
  if (auto done = read_labels(labels, images, out); !done) return failure{done.error()};
  return out;
}

result<data_split, data_error> load_idx(const starling::dataset::idx& options) {
  const auto read = [&options](const std::string& part) {
    return read_idx(find(options.path, part + "-images-idx3-ubyte"),
                    find(options.path, part + "-labels-idx1-ubyte"));
  };
  auto train = read("train");
  if (!train) return failure{train.error()};
  auto test = read("t10k");
  if (!test) return failure{test.error()};
  if (train->features != test->features) {
    const auto file = find(options.path, "t10k-images-idx3-ubyte").string();
    return failure{data_error{
        .file = file,
        .offset = 8,
        .expected = std::to_string(train->features) + " pixels per image, as in training",
        .found = std::to_string(test->features)}};
  }
  train->classes = test->classes = std::max(train->classes, test->classes);
  return data_split{std::make_shared<dataset>(std::move(*train)),
                    std::make_shared<dataset>(std::move(*test))};
}

}  // namespace starling::optimizers

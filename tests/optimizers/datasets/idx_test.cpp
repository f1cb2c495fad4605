#include "optimizers/datasets/idx.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include <numeric>

#include "messages/types/random.hpp"
#include "tests/optimizers/datasets/scratch_folder.hpp"

using namespace starling;
using optimizers::data_error;
using tests::scratch_folder;

namespace {

std::string big_endian(std::uint32_t v) {
  return {static_cast<char>(v >> 24U), static_cast<char>(v >> 16U), static_cast<char>(v >> 8U),
          static_cast<char>(v)};
}
std::string images(std::uint32_t n, std::uint32_t rows, std::uint32_t columns,
                   const std::string& pixels) {
  return big_endian(0x803) + big_endian(n) + big_endian(rows) + big_endian(columns) + pixels;
}
std::string labels(std::uint32_t n, const std::string& values) {
  return big_endian(0x801) + big_endian(n) + values;
}

std::filesystem::path write_gzip(const std::filesystem::path& path, const std::string& bytes) {
  gzFile out = gzopen(path.c_str(), "wb");
  gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(out);
  return path;
}

const std::string good_pixels("\x00\xff\x33\x00\x66\xcc\x01\x02\x03\x04\x05\x06", 12);
const std::string good_images = images(3, 2, 2, good_pixels);
const std::string good_labels = labels(3, std::string("\x01\x00\x04", 3));

data_error refused(const scratch_folder& folder, const std::string& i, const std::string& l) {
  const auto read = optimizers::read_idx(folder.write("i", i), folder.write("l", l));
  REQUIRE_FALSE(read);
  return read.error();
}

}  // namespace

TEST_CASE("idx: images and labels come back as written, pixels as parts of 255") {
  const scratch_folder folder;
  const auto set =
      optimizers::read_idx(folder.write("i", good_images), folder.write("l", good_labels));
  REQUIRE(set);
  CHECK(set->features == 4);
  CHECK(set->classes == 5);
  CHECK(set->targets == std::vector<float>{1, 0, 4});
  for (std::size_t p = 0; p < 12; ++p) {
    CHECK(set->inputs[p] == static_cast<float>(static_cast<unsigned char>(good_pixels[p])) / 255);
  }
}

TEST_CASE("idx: a gzipped file reads like the plain one, and a folder may mix both") {
  const scratch_folder folder;
  folder.write("train-images-idx3-ubyte", good_images);
  write_gzip(folder.path() / "train-labels-idx1-ubyte.gz", good_labels);
  write_gzip(folder.path() / "t10k-images-idx3-ubyte.gz", images(1, 2, 2, "abcd"));
  folder.write("t10k-labels-idx1-ubyte", labels(1, "\x07"));
  const auto set = optimizers::load_idx({folder.path()});
  REQUIRE(set);
  CHECK(set->train->targets == std::vector<float>{1, 0, 4});
  CHECK(set->test->targets == std::vector<float>{7});
  CHECK(set->train->classes == 8);
  CHECK(set->test->classes == 8);
}

TEST_CASE("idx: a valid file cut anywhere, or longer by a byte, is refused at that place") {
  const scratch_folder folder;
  for (std::size_t n = 0; n < good_images.size(); ++n) {
    const auto e = refused(folder, good_images.substr(0, n), good_labels);
    CHECK(e.file == folder.path() / "i");
    CHECK(e.offset <= n);
  }
  for (std::size_t n = 0; n < good_labels.size(); ++n) {
    const auto e = refused(folder, good_images, good_labels.substr(0, n));
    CHECK(e.file == folder.path() / "l");
    CHECK(e.offset <= n);
  }
  CHECK(refused(folder, good_images + "x", good_labels).offset == good_images.size());
  CHECK(refused(folder, good_images, good_labels + "x").offset == good_labels.size());
}

TEST_CASE("idx: a cut gzipped file is refused at the byte where its content ends") {
  const scratch_folder folder;
  const auto path = write_gzip(folder.path() / "z", good_images);
  std::string packed;
  {
    std::ifstream in(path, std::ios::binary);
    packed.assign(std::istreambuf_iterator<char>(in), {});
  }
  constexpr std::size_t trailer_bytes = 8;
  packed.resize(packed.size() - trailer_bytes);
  const auto read = optimizers::read_idx(folder.write("i", packed), folder.write("l", good_labels));
  REQUIRE_FALSE(read);
  CHECK(read.error().offset == good_images.size());
  CHECK(read.error().found == "damaged or cut gzip data");
}

TEST_CASE("idx: a gzipped file cut or damaged anywhere gives a value or an error") {
  const scratch_folder folder;
  const auto path = write_gzip(folder.path() / "z", good_images);
  std::string packed;
  {
    std::ifstream in(path, std::ios::binary);
    packed.assign(std::istreambuf_iterator<char>(in), {});
  }
  const auto l = folder.write("l", good_labels);
  for (std::size_t n = 0; n < packed.size(); ++n) {
    CHECK_FALSE(optimizers::read_idx(folder.write("i", packed.substr(0, n)), l));
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string damaged = packed;
      damaged[n] = static_cast<char>(static_cast<unsigned char>(damaged[n]) ^ (1U << bit));
      const auto read = optimizers::read_idx(folder.write("i", damaged), l);
      if (read) CHECK(read->inputs.size() == 12);
    }
  }
}

TEST_CASE("idx: the error names the wrong field, what was expected and what was found") {
  const scratch_folder folder;
  auto e = refused(folder, labels(3, "abc"), good_labels);
  CHECK(e.offset == 0);
  CHECK(e.expected == "the magic number 0x00000803");
  CHECK(e.found == "0x00000801");

  e = refused(folder, good_images, labels(3, std::string("\x01\x00\x0a", 3)));
  CHECK(e.file == folder.path() / "l");
  CHECK(e.offset == 10);
  CHECK(e.found == "10");

  e = refused(folder, good_images, labels(2, "\x01\x02"));
  CHECK(e.offset == 4);
  CHECK(e.expected.find("3 labels") == 0);
  CHECK(e.found == "2");

  CHECK(refused(folder, images(0, 2, 2, ""), good_labels).offset == 4);
}

TEST_CASE("idx: a header that promises more than the file can hold is refused before reading") {
  const scratch_folder folder;
  CHECK(refused(folder, images(100'000, 28, 28, "few"), good_labels).offset == 16);
  const std::uint32_t most = 0xffffffffU;
  CHECK(refused(folder, images(most, most, most, "few"), good_labels).offset == 4);
  CHECK(refused(folder, images(65536, 65536, 1, "few"), good_labels).offset == 8);
  const auto zipped = write_gzip(folder.path() / "z", images(1U << 20U, 28, 28, "few"));
  const auto read = optimizers::read_idx(zipped, folder.write("l", good_labels));
  REQUIRE_FALSE(read);
  CHECK(read.error().offset == 16);
}

TEST_CASE("idx: random bytes after a valid start give a value or an error") {
  const scratch_folder folder;
  messages::random_source random(17);
  for (int trial = 0; trial < 300; ++trial) {
    std::string bytes = good_images.substr(0, random.below(17));
    while (bytes.size() < 40) bytes.push_back(static_cast<char>(random.below(256)));
    const auto read = optimizers::read_idx(folder.write("i", bytes), folder.write("l", bytes));
    if (read) CHECK(read->inputs.size() == read->size() * read->features);
  }
}

TEST_CASE("idx: test images of another size than the training images are refused") {
  const scratch_folder folder;
  folder.write("train-images-idx3-ubyte", good_images);
  folder.write("train-labels-idx1-ubyte", good_labels);
  folder.write("t10k-images-idx3-ubyte", images(1, 1, 2, "ab"));
  folder.write("t10k-labels-idx1-ubyte", labels(1, "\x01"));
  const auto set = optimizers::load_idx({folder.path()});
  REQUIRE_FALSE(set);
  CHECK(set.error().file == folder.path() / "t10k-images-idx3-ubyte");
}

TEST_CASE("idx: the real MNIST has its known sizes, first labels and mean pixel") {
  const auto folder = tests::real_data("mnist");
  if (folder.empty()) {
    MESSAGE("skipped: no mnist in STARLING_TEST_DATA");
    return;
  }
  const auto set = optimizers::load_idx({folder});
  REQUIRE(set);
  CHECK(set->train->size() == 60'000);
  CHECK(set->test->size() == 10'000);
  CHECK(set->train->features == 784);
  CHECK(set->train->classes == 10);
  const auto first = [](const auto& half) {
    return std::vector<float>(half->targets.begin(), half->targets.begin() + 5);
  };
  CHECK(first(set->train) == std::vector<float>{5, 0, 4, 1, 9});
  CHECK(first(set->test) == std::vector<float>{7, 2, 1, 0, 4});
  const auto& x = set->train->inputs;
  const double mean = std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
  CHECK(mean == doctest::Approx(0.1306605).epsilon(1e-6));
}

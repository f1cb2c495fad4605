#include "optimizers/datasets/npy.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "messages/types/random.hpp"
#include "tests/optimizers/datasets/scratch_folder.hpp"

using namespace starling;
using optimizers::data_error;
using tests::scratch_folder;

namespace {

using floats = std::vector<float>;

/// The numbers' bytes on this (little-endian) machine.
template <class T>
std::string bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

std::string npy(std::string header, const std::string& data, int version = 1) {
  const std::size_t prefix = version == 1 ? 10 : 12;
  while ((prefix + header.size() + 1) % 64 != 0) header.push_back(' ');
  header.push_back('\n');
  std::string out = "\x93NUMPY";
  out.push_back(static_cast<char>(version));
  out.push_back(0);
  for (std::size_t i = 0; i < prefix - 8; ++i) {
    out.push_back(static_cast<char>(header.size() >> (8 * i)));
  }
  return out + header + data;
}

std::string dictionary(const std::string& type, const std::string& shape, bool fortran = false) {
  return "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") +
         ", 'shape': " + shape + ", }";
}

template <class T>
void check_type(const scratch_folder& folder, const std::string& type) {
  const std::vector<T> values{T(0), T(1), T(100), T(T(0) - T(3)) > T(0) ? T(7) : T(-3)};
  CAPTURE(type);
  for (int version : {1, 2, 3}) {
    const auto read = optimizers::read_npy(
        folder.write("t.npy", npy(dictionary(type, "(4,)"), bytes_of(values), version)));
    REQUIRE(read);
    CHECK(read->shape == std::vector<std::size_t>{4});
    CHECK(read->values == floats(values.begin(), values.end()));
  }
}

data_error refused(const scratch_folder& folder, const std::string& bytes) {
  const auto path = folder.write("t.npy", bytes);
  const auto read = optimizers::read_npy(path);
  REQUIRE_FALSE(read);
  CHECK(read.error().file == path);
  return read.error();
}

const std::string six = bytes_of(std::vector<float>{1, 2, 3, 4, 5, 6});

}  // namespace

TEST_CASE("npy: all number types and versions come back as written") {
  const scratch_folder folder;
  check_type<float>(folder, "<f4");
  check_type<double>(folder, "<f8");
  check_type<std::int8_t>(folder, "|i1");
  check_type<std::uint8_t>(folder, "|u1");
  check_type<std::int16_t>(folder, "<i2");
  check_type<std::uint16_t>(folder, "<u2");
  check_type<std::int32_t>(folder, "<i4");
  check_type<std::uint32_t>(folder, "<u4");
  check_type<std::int64_t>(folder, "<i8");
  check_type<std::uint64_t>(folder, "<u8");
}

TEST_CASE("npy: C order is taken as it is, Fortran order is turned") {
  const scratch_folder folder;
  const auto c = optimizers::read_npy(folder.write("c.npy", npy(dictionary("<f4", "(2, 3)"), six)));
  REQUIRE(c);
  CHECK(c->values == floats{1, 2, 3, 4, 5, 6});
  const auto f =
      optimizers::read_npy(folder.write("f.npy", npy(dictionary("<f4", "(2, 3)", true), six)));
  REQUIRE(f);
  CHECK(f->shape == std::vector<std::size_t>{2, 3});
  CHECK(f->values == floats{1, 3, 5, 2, 4, 6});
}

TEST_CASE("npy: the header may be written in other ways that mean the same") {
  const scratch_folder folder;
  for (const char* header : {
           "{\"shape\":(2,3),\"descr\":\"<f4\",\"fortran_order\":False}",
           "{ 'fortran_order' : False , 'shape' : ( 2 , 3 , ) , 'descr' : '<f4' }",
       }) {
    CHECK(optimizers::read_npy(folder.write("t.npy", npy(header, six))));
  }
}

TEST_CASE("npy: a file that is something else is refused where it differs") {
  const scratch_folder folder;
  CHECK(refused(folder, "PK\x03\x04 and so on").expected == "\\x93NUMPY");
  std::string version4 = npy(dictionary("<f4", "(6,)"), six);
  version4[6] = 4;
  CHECK(refused(folder, version4).offset == 6);
  const auto type = refused(folder, npy(dictionary(">f4", "(6,)"), six));
  CHECK(type.offset == 20);
  CHECK(type.found == "'>f4'");
  for (const char* other : {"<c8", "|O", "<U5", "<f2", "", "f4", "<i3", "<f1"}) {
    CHECK(refused(folder, npy(dictionary(other, "(6,)"), six)).offset == 20);
  }
  CHECK(refused(folder, npy(dictionary("<f4", "(3, 2, 1)", true), six)).found ==
        "Fortran order with 3");
  CHECK(optimizers::read_npy(folder.path() / "none.npy").error().found == "no such file");
}

TEST_CASE("npy: headers that are no such dictionary are refused") {
  const scratch_folder folder;
  for (const char* header :
       {"", "{", "{}", "[]", "{'descr': '<f4'}", "{'descr': '<f4', 'descr': '<f4'}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (6,)} x",
        "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (6,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-6,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (6}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': 6}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,6)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (0,)}",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (6,), 'more': 1}"}) {
    CAPTURE(header);
    const auto e = refused(folder, npy(header, six));
    CHECK(e.offset >= 10);
  }
}

TEST_CASE("npy: a header that promises more than the file holds is refused before reading") {
  const scratch_folder folder;
  CHECK_FALSE(refused(folder, npy(dictionary("<f4", "(7,)"), six)).found.empty());
  CHECK(refused(folder, npy(dictionary("<f4", "(1000000000,)"), six)).offset == 128);
  refused(folder, npy(dictionary("<f4", "(4294967296, 4294967296)"), six));
  refused(folder, npy(dictionary("<f4", "(99999999999999999999999,)"), six));
  std::string long_header = npy(dictionary("<f4", "(6,)"), six, 2);
  long_header[11] = '\x7f';
  CHECK(refused(folder, long_header).offset == 8);
}

TEST_CASE("npy: numbers that are not finite are refused with their place") {
  const scratch_folder folder;
  const auto f4 = npy(dictionary("<f4", "(3,)"),
                      bytes_of(floats{1, 2, std::numeric_limits<float>::quiet_NaN()}));
  CHECK(refused(folder, f4).offset == f4.size() - 4);
  const auto f8 = npy(dictionary("<f8", "(2,)"), bytes_of(std::vector<double>{1, 1e300}));
  CHECK(refused(folder, f8).offset == f8.size() - 8);
}

TEST_CASE("npy: a valid file cut anywhere, too long, or with any byte changed") {
  const scratch_folder folder;
  const std::string good = npy(dictionary("<f4", "(2, 3)"), six);
  for (std::size_t n = 0; n < good.size(); ++n) {
    CHECK(refused(folder, good.substr(0, n)).offset <= n);
  }
  CHECK(refused(folder, good + "x").offset == good.size());
  messages::random_source random(29);
  for (std::size_t n = 0; n < good.size(); ++n) {
    for (int trial = 0; trial < 8; ++trial) {
      std::string changed = good;
      changed[n] = static_cast<char>(random.below(256));
      const auto read = optimizers::read_npy(folder.write("t.npy", changed));
      if (read) CHECK(read->values.size() <= 6);
    }
  }
}

TEST_CASE("npy: inputs of any shape are taken flat, with one label for each") {
  const scratch_folder folder;
  const auto x =
      folder.write("x.npy", npy(dictionary("|u1", "(4, 1, 2)"),
                                bytes_of(std::vector<std::uint8_t>{0, 10, 1, 11, 2, 12, 3, 13})));
  const auto y = folder.write(
      "y.npy", npy(dictionary("<i8", "(4,)"), bytes_of(std::vector<std::int64_t>{0, 1, 2, 3})));
  const auto set = optimizers::load_npy({.inputs = x, .labels = y, .test_fraction = 0.25}, 3);
  REQUIRE(set);
  CHECK(set->train->size() == 3);
  CHECK(set->test->size() == 1);
  CHECK(set->train->features == 2);
  CHECK(set->train->classes == 4);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(set->train->input(i)[0] == set->train->targets[i]);
    CHECK(set->train->input(i)[1] == set->train->targets[i] + 10);
  }
}

TEST_CASE("whoever says so reads what is not finite too, and what no 32-bit float can hold") {
  const scratch_folder folder;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> values{1, std::numeric_limits<double>::quiet_NaN(), -infinity, 1e300};
  const auto path = folder.write("t.npy", npy(dictionary("<f8", "(2, 2)"), bytes_of(values)));
  CHECK_FALSE(optimizers::read_npy(path));
  const auto read = optimizers::read_npy(path, optimizers::npy_values::any);
  REQUIRE(read);
  CHECK(read->values[0] == 1);
  CHECK(std::isnan(read->values[1]));
  CHECK(read->values[2] == -static_cast<float>(infinity));
  CHECK(read->values[3] == static_cast<float>(infinity));
  CHECK((read->kind == 'f' && read->value_bytes == 8));
}

TEST_CASE("npy: labels that do not fit the inputs are refused, real targets only for regression") {
  const scratch_folder folder;
  const auto x = folder.write("x.npy", npy(dictionary("<f4", "(3, 2)"), six));
  const auto labels = [&](const std::string& type, const std::string& shape,
                          const std::string& data, bool regression) {
    const auto y = folder.write("y.npy", npy(dictionary(type, shape), data));
    return optimizers::load_npy({.inputs = x, .labels = y, .regression = regression}, 3);
  };
  const auto two = labels("<f4", "(2,)", bytes_of(floats{0, 1}), false);
  REQUIRE_FALSE(two);
  CHECK(two.error().found == "2");
  CHECK(labels("<f4", "(3, 1)", bytes_of(floats{0, 1, 2}), false));
  CHECK_FALSE(labels("<f4", "(1, 3)", bytes_of(floats{0, 1, 2}), false));
  const auto half = labels("<f4", "(3,)", bytes_of(floats{0, 1, 0.5}), false);
  REQUIRE_FALSE(half);
  CHECK(half.error().offset == 128 + 8);
  CHECK_FALSE(labels("<i4", "(3,)", bytes_of(std::vector<std::int32_t>{0, -1, 1}), false));
  CHECK_FALSE(labels("<i4", "(3,)", bytes_of(std::vector<std::int32_t>{0, 1, 1 << 30}), false));
  const auto real = labels("<f4", "(3,)", bytes_of(floats{0.5, -1, 7}), true);
  REQUIRE(real);
  CHECK(real->train->classes == 0);
}

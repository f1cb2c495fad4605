#include "optimizers/datasets/csv.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "messages/types/random.hpp"
#include "tests/optimizers/datasets/scratch_folder.hpp"

using namespace starling;
using optimizers::data_error;
using tests::scratch_folder;

namespace {

auto read(const scratch_folder& folder, const std::string& text, const std::string& label = {},
          bool regression = false) {
  return optimizers::read_csv(
      {.path = folder.write("t.csv", text), .label = label, .regression = regression});
}

data_error refused(const scratch_folder& folder, const std::string& text,
                   const std::string& label = {}, bool regression = false) {
  const auto table = read(folder, text, label, regression);
  REQUIRE_FALSE(table);
  CHECK(table.error().file == folder.path() / "t.csv");
  CHECK(table.error().unit == data_error::place::line);
  return table.error();
}

using floats = std::vector<float>;

}  // namespace

TEST_CASE("csv: the last column is the label unless another is named") {
  const scratch_folder folder;
  const std::string text = "a,kind,b\n1,2,0.5\n-3e1,1,.25\n";
  const auto last = read(folder, text);
  REQUIRE(last);
  CHECK(last->features == 2);
  CHECK(last->inputs == floats{1, 2, -30, 1});
  CHECK(last->targets == floats{1, 0});
  const auto named = read(folder, text, "kind");
  REQUIRE(named);
  CHECK(named->inputs == floats{1, .5, -30, .25});
  CHECK(named->targets == floats{1, 0});
  CHECK(named->classes == 2);
  CHECK(named->name == "t");
}

TEST_CASE("csv: text labels are numbered in sorted order, numbers by value") {
  const scratch_folder folder;
  const auto text = read(folder, "x,y\n1,rose\n2,iris\n3,lily\n4,iris\n");
  REQUIRE(text);
  CHECK(text->classes == 3);
  CHECK(text->targets == floats{2, 0, 1, 0});
  const auto numbers = read(folder, "x,y\n1,10\n2,9\n3,-1\n4,9.0\n");
  REQUIRE(numbers);
  CHECK(numbers->classes == 3);
  CHECK(numbers->targets == floats{2, 1, 0, 1});
}

TEST_CASE("csv: regression keeps real targets") {
  const scratch_folder folder;
  const auto table = read(folder, "x,y\n1,2.5\n2,-4\n", {}, true);
  REQUIRE(table);
  CHECK(table->classes == 0);
  CHECK(table->targets == floats{2.5, -4});
  CHECK(refused(folder, "x,y\n1,high\n", {}, true).expected == "a number in column 'y'");
}

TEST_CASE("csv: quotes, CR LF, blanks, empty lines, a byte order mark and no last line end") {
  const scratch_folder folder;
  const auto table = read(folder,
                          "\xEF\xBB\xBF\"a, b\",\"the \"\"label\"\"\"\r\n"
                          "\" 1 \" , \t\"x\ny\"\r\n\r\n+2,\"x\ny\"\r\n 3 ,z",
                          "the \"label\"");
  REQUIRE_FALSE(table);  // A quote after a blank is text: the column then has a line end too few.
  const auto good = read(folder,
                         "\xEF\xBB\xBF\"a, b\",\"the \"\"label\"\"\"\r\n"
                         "\" 1 \",\"x\ny\"\r\n\r\n+2,\"x\ny\"\r\n 3 ,z",
                         "the \"label\"");
  REQUIRE(good);
  CHECK(good->inputs == floats{1, 2, 3});
  CHECK(good->targets == floats{0, 0, 1});
}

TEST_CASE("csv: errors name the line, the column and the text that stands there") {
  const scratch_folder folder;
  auto e = refused(folder, "width,kind\n1,a\n\n\"2\",\"b\nb\"\ntwelve,a\n");
  CHECK(e.offset == 6);
  CHECK(e.expected == "a number in column 'width'");
  CHECK(e.found == "'twelve'");
  CHECK(refused(folder, "x,y\n1,a\n,b\n").found == "nothing");
  for (const char* bad : {"nan", "inf", "1e999", "0x10", "1 2", "--1", "+-1", "1e39", "1,"}) {
    CAPTURE(bad);
    CHECK(refused(folder, "x,y\n1,a\n" + std::string(bad) + ",b\n").offset == 3);
  }
  e = refused(folder, "x,y\n1,a\n1,b,c\n");
  CHECK(e.offset == 3);
  CHECK(e.expected == "2 columns as in the header");
  CHECK(e.found == "3");
  CHECK(refused(folder, "x,y\n1,a\n", "kind").expected == "one column named 'kind'");
  CHECK(refused(folder, "y,y\n1,a\n", "y").found == "2");
  CHECK(refused(folder, "x,y\n1,\"a\n").expected == "a closing quote");
  CHECK(refused(folder, "x,y\n1,\"a\"b\n").found == "'b'");
}

TEST_CASE("csv: a file without a header, a row, a feature or a second class is refused") {
  const scratch_folder folder;
  CHECK(refused(folder, "").found == "an empty file");
  CHECK(refused(folder, "\n\n").found == "an empty file");
  CHECK(refused(folder, "x,y\n").expected == "at least one row");
  CHECK(refused(folder, "y\n1\n").offset == 1);
  CHECK(refused(folder, "x,y\n1,a\n2,a\n").found == "one");
  const auto missing = optimizers::read_csv({.path = folder.path() / "none.csv"});
  REQUIRE_FALSE(missing);
  CHECK(missing.error().found == "no such file");
  CHECK_FALSE(optimizers::read_csv({.path = folder.path()}));
}

TEST_CASE("csv: limits on columns, record length and classes are errors with a line") {
  const scratch_folder folder;
  CHECK(refused(folder, std::string(optimizers::csv_columns_max, ',') + "\n").offset == 1);
  const std::string endless(optimizers::csv_record_bytes_max + 1, 'x');
  CHECK(refused(folder, "x,y\n1," + endless + "\n").offset == 2);
  CHECK(refused(folder, "x,y\n1,\"" + endless + "\"\n").offset == 2);
  std::string many = "x,y\n";
  for (std::size_t i = 0; i <= optimizers::classes_max; ++i)
    many += "0," + std::to_string(i) + "\n";
  CHECK(refused(folder, many).offset == optimizers::classes_max + 2);
}

TEST_CASE("csv: the split is drawn from the seed and keeps rows together") {
  const scratch_folder folder;
  std::string text = "x,y\n";
  for (int i = 0; i < 100; ++i) text += std::to_string(i) + "," + std::to_string(i % 4) + "\n";
  const starling::dataset::csv options{.path = folder.write("t.csv", text)};
  const auto a = optimizers::load_csv(options, 1);
  const auto b = optimizers::load_csv(options, 2);
  REQUIRE((a && b));
  CHECK(a->train->size() == 80);
  CHECK(a->test->size() == 20);
  CHECK(a->test->inputs != b->test->inputs);
  CHECK(a->test->inputs == optimizers::load_csv(options, 1)->test->inputs);
  for (std::size_t i = 0; i < 20; ++i) {
    CHECK(a->test->targets[i] == static_cast<float>(static_cast<int>(a->test->inputs[i]) % 4));
  }
}

TEST_CASE("csv: a valid file cut anywhere and random text give a value or an error") {
  const scratch_folder folder;
  const std::string text = "a,\"b\"\"c\",y\r\n1,2,\"p, q\"\r\n3,4,r\r\n";
  for (std::size_t n = 0; n < text.size(); ++n) {
    const auto table = read(folder, text.substr(0, n));
    if (table) CHECK(table->inputs.size() == table->size() * table->features);
  }
  messages::random_source random(23);
  constexpr std::string_view alphabet = "01.,,\n\r\"-e x";
  for (int trial = 0; trial < 2000; ++trial) {
    std::string noise = trial % 2 == 0 ? "a,b\n" : "";
    for (int i = 0; i < 30; ++i) {
      noise.push_back(trial % 5 == 0 ? static_cast<char>(random.below(256))
                                     : alphabet[random.below(alphabet.size())]);
    }
    const auto table = read(folder, noise);
    if (table) CHECK(table->inputs.size() == table->size() * table->features);
  }
}

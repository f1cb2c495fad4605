#include "optimizers/datasets/csv_record.hpp"

#include <doctest/doctest.h>

#include <sstream>

using starling::optimizers::csv_records;

namespace {

std::vector<std::vector<std::string>> records(const std::string& text) {
  std::stringbuf source(text);
  csv_records reader(source);
  std::vector<std::vector<std::string>> out;
  for (;;) {
    const auto more = reader.next();
    REQUIRE(more);
    if (!*more) return out;
    out.emplace_back();
    for (std::size_t i = 0; i < reader.columns(); ++i) out.back().emplace_back(reader.field(i));
  }
}

using table = std::vector<std::vector<std::string>>;

}  // namespace

TEST_CASE("csv records: fields are what lies between commas, without blanks around") {
  CHECK(records("a,b\n1, 2 \n") == table{{"a", "b"}, {"1", "2"}});
  CHECK(records("a,b\r\n,\r\n") == table{{"a", "b"}, {"", ""}});
  CHECK(records("a") == table{{"a"}});
  CHECK(records("").empty());
}

TEST_CASE("csv records: quotes keep commas and line ends, two of them are one") {
  CHECK(records("\"a,\nb\",\"\"\"\"\n") == table{{"a,\nb", "\""}});
  CHECK(records("a\"b,\"\"\n") == table{{"a\"b", ""}});
}

TEST_CASE("csv records: a record knows the line on which it begins") {
  std::stringbuf source("a\n\n\"b\nc\"\nd\n");
  csv_records reader(source);
  std::vector<std::uint64_t> lines;
  while (*reader.next()) lines.push_back(reader.line());
  CHECK(lines == std::vector<std::uint64_t>{1, 3, 5});
}

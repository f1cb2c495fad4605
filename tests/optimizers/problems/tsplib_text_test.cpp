#include "optimizers/problems/tsplib_text.hpp"

#include <doctest/doctest.h>

using starling::optimizers::integer_of;
using starling::optimizers::tsplib_text;

TEST_CASE("tsplib text: a key, a colon with or without blanks, and what follows it on its line") {
  tsplib_text text("NAME : eil51\nTYPE:TSP \r\n\n COMMENT: a: b \nEMPTY:\nSECTION\n 1 2", "f");
  auto e = text.next_entry();
  CHECK(e->key == "NAME");
  CHECK(e->value == "eil51");
  e = text.next_entry();
  CHECK(e->key == "TYPE");
  CHECK(e->value == "TSP");
  e = text.next_entry();
  CHECK(e->key == "COMMENT");
  CHECK(e->value == "a: b");
  e = text.next_entry();
  CHECK(e->key == "EMPTY");
  CHECK(e->value == "");
  e = text.next_entry();
  CHECK(e->key == "SECTION");
  CHECK_FALSE(e->value);
  CHECK(text.next_integer() == 1);
  CHECK_FALSE(text.at_end());
  CHECK(text.next_integer() == 2);
  CHECK(text.at_end());
  CHECK_FALSE(text.next_integer());
  CHECK_FALSE(text.next_entry());
}

TEST_CASE("tsplib text: numbers are whole words, real ones finite") {
  CHECK(integer_of("12") == 12);
  CHECK(integer_of("+12") == 12);
  CHECK(integer_of("-1") == -1);
  for (const auto* word : {"", "+", "+-1", "1.0", "0x1", "99999999999999999999", "1a"}) {
    CHECK_FALSE(integer_of(word));
  }
  tsplib_text text("1.5 +2e+1 -.5 nan inf 1e999 1,5", "f");
  CHECK(text.next_real() == 1.5);
  CHECK(text.next_real() == 20);
  CHECK(text.next_real() == -0.5);
  for (int i = 0; i < 4; ++i) CHECK_FALSE(text.next_real());
}

TEST_CASE("tsplib text: an error names the line and shows what stands there, cut and printable") {
  const std::string content = "A: 1\nB\x01: 2\n" + std::string(50, 'x');
  tsplib_text text(content, "file.tsp");
  CHECK(text.next_entry());
  CHECK(text.next_entry());
  CHECK(to_string(text.unexpected("a key")) == "file.tsp, line 2: expected a key, found 'B?'");
  CHECK_FALSE(text.next_real());
  CHECK(text.unexpected("a number").offset == 3);
  CHECK(text.unexpected("a number").found == "'" + std::string(40, 'x') + "…'");
  CHECK_FALSE(text.next_real());
  CHECK(text.unexpected("a number").found == "the end of the file");

  tsplib_text colon(" : x", "f");
  CHECK_FALSE(colon.next_entry());
  CHECK(colon.unexpected("a key").found == "nothing before the colon");
}

TEST_CASE("tsplib text: what is left holds no more numbers than every second byte") {
  tsplib_text text("S\n1 2 3", "f");
  CHECK(text.next_entry());
  CHECK(text.may_hold(3));
  CHECK_FALSE(text.may_hold(4));
  CHECK_FALSE(text.may_hold(~std::uint64_t{0}));
}

#include "aggregation/reputation/book_text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "messages/types/random.hpp"

using namespace starling::aggregation;
using starling::reputation_options;
using starling::messages::node_id;

namespace {

reputation_books lived(std::uint64_t seed) {
  starling::messages::random_source random(seed);
  reputation_books books;
  for (int round = 0; round < 40; ++round) {
    const node_id member{static_cast<std::uint32_t>(random.below(3) * 1'000'000'000)};
    auto& book = books.try_emplace(member, reputation_options{}).first->second;
    for (int i = 0; i < 5; ++i) {
      book.note(node_id{static_cast<std::uint32_t>(random.below(4))},
                static_cast<conduct>(random.below(5)));
    }
    book.close_round();
  }
  return books;
}

book_error refused(const std::string& text) {
  const auto read = books_from_text(text, {});
  REQUIRE_FALSE(read);
  return read.error().why;
}

const std::string header = "starling reputation 1\n";

}  // namespace

TEST_CASE("books survive being written and read, to the last bit") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto books = lived(seed);
    const auto text = to_text(books);
    const auto read = books_from_text(text, {});
    REQUIRE(read);
    REQUIRE(read->size() == books.size());
    for (const auto& [member, book] : books) {
      CHECK(read->at(member).records() == book.records());
    }
    CHECK(to_text(*read) == text);
  }
  CHECK(to_text({}) == header);
  CHECK(books_from_text(header, {})->empty());
}

TEST_CASE("a line is as documented") {
  reputation_book book(reputation_options{});
  book.restore(node_id{3}, {2.5, 0.1, standing::on_parole, 7});
  reputation_books books;
  books.emplace(node_id{10}, book);
  CHECK(to_text(books) == header + "10 3 2.5 0.1 on_parole 7\n");
}

TEST_CASE("what is not a set of books is refused by name and line") {
  CHECK(refused("") == book_error::wrong_header);
  CHECK(refused("starling reputation 2\n") == book_error::wrong_header);
  CHECK(refused("starling reputation 1") == book_error::malformed_line);
  CHECK(refused(header + "1 2 0 0 free 0") == book_error::malformed_line);
  CHECK(refused(header + "\n") == book_error::malformed_line);
  CHECK(refused(header + "1 2 0 0 free\n") == book_error::malformed_line);
  CHECK(refused(header + "1 2 0 0 free 0 0\n") == book_error::malformed_line);
  CHECK(refused(header + "1  2 0 0 free 0\n") == book_error::malformed_line);
  for (const char* bad : {"-1", "nan", "inf", "1e13", "1e999", "x", "1x", "+1", "-0"}) {
    CAPTURE(bad);
    CHECK(refused(header + "1 2 " + bad + " 0 free 0\n") == book_error::number_invalid);
    CHECK(refused(header + "1 2 0 " + bad + " free 0\n") == book_error::number_invalid);
    CHECK(refused(header + bad + " 2 0 0 free 0\n") == book_error::number_invalid);
  }
  CHECK(refused(header + "4294967296 2 0 0 free 0\n") == book_error::number_invalid);
  CHECK(refused(header + "1 2 0 0 jailed 0\n") == book_error::standing_unknown);
  CHECK(refused(header + "1 2 0 0 free 0\n1 2 0 0 free 0\n") == book_error::out_of_order);
  CHECK(refused(header + "2 1 0 0 free 0\n1 2 0 0 free 0\n") == book_error::out_of_order);
  CHECK(refused(std::string(book_text_max + 1, '1')) == book_error::too_long);
  CHECK(books_from_text(header + "1 2 0 0 free 0\n1 1 0 0 free 0\n", {}).error().line == 3);
  for (unsigned char e = 0; e <= static_cast<unsigned char>(book_error::out_of_order); ++e) {
    CHECK_FALSE(to_string(static_cast<book_error>(e)).empty());
  }
}

TEST_CASE("any bytes give books or a refusal, and what is accepted is written as it was meant") {
  starling::messages::random_source random(11);
  const std::string alphabet("0123456789 .e-\nfreequarantined_on_parole\0x", 42);
  for (int i = 0; i < 20'000; ++i) {
    std::string text = i % 4 == 0 ? header : to_text(lived(random.below(20)));
    for (std::uint64_t edits = random.below(4); edits > 0; --edits) {
      const auto at = random.below(text.size() + 1);
      if (random.below(3) == 0) {
        text.erase(at, random.below(8));
      } else {
        text.insert(at, 1, alphabet[random.below(alphabet.size())]);
      }
    }
    const auto read = books_from_text(text, {});
    if (!read) {
      CHECK(read.error().line >= 1);
      continue;
    }
    const auto again = books_from_text(to_text(*read), {});
    REQUIRE(again);
    CHECK(to_text(*again) == to_text(*read));
    for (const auto& [member, book] : *read) {
      for (const auto& [peer, what] : book.records()) {
        CHECK(book.reputation(peer) > 0);
        CHECK(book.reputation(peer) < 1);
      }
    }
  }
}

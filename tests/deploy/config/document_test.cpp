#include "deploy/config/document.hpp"

#include <doctest/doctest.h>

#include <string>

using starling::deploy::config_error;
using starling::deploy::document_bytes_max;
using starling::deploy::document_depth_max;
using starling::deploy::node;
using starling::deploy::parse_document;

namespace {

config_error refusal(const std::string& text) {
  const auto parsed = parse_document(text, "f.yaml");
  REQUIRE_FALSE(parsed);
  return parsed.error();
}

std::string repeated(const std::string& piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

}  // namespace

TEST_CASE("a document keeps names, values and their places") {
  const auto parsed = parse_document("a: 1\nb:\n  c: [x, 'y z']\n  d:\n", "f.yaml");
  REQUIRE(parsed);
  REQUIRE(parsed->what == node::kind::map);
  REQUIRE(parsed->children.size() == 2);
  const node& a = parsed->children[0];
  CHECK(a.key == "a");
  CHECK(a.text == "1");
  CHECK(a.line == 1);
  CHECK(a.column == 4);
  const node& c = parsed->children[1].children[0];
  CHECK(c.key == "c");
  CHECK(c.key_line == 3);
  CHECK(c.key_column == 3);
  REQUIRE(c.children.size() == 2);
  CHECK(c.children[1].text == "y z");
  CHECK(c.children[1].line == 3);
  CHECK(c.children[1].column == 10);
  const node& d = parsed->children[1].children[1];
  CHECK(d.what == node::kind::null);
  CHECK(d.line == 4);
}

TEST_CASE("a key given twice is refused at its second place, also in a flow map") {
  const auto block = refusal("rounds:\n  max: 1\n  quorum: 1\n  max: 2\n");
  CHECK(block.line == 4);
  CHECK(block.column == 3);
  CHECK(block.key == "rounds.max");
  CHECK(block.message == "given twice, first on line 2");
  CHECK(refusal("a: 1\nb: 2\na: 3\n").key == "a");
  CHECK(refusal("l: {e: {x: 1, y: 2, x: 3}}").key == "l.e.x");
  CHECK(refusal("a: {x: 1}\nb: 2\nb: 3\n").key == "b");
}

TEST_CASE("anchors, aliases, tags, second documents and keys that are no words are refused") {
  const auto no_word = "a key is a word, and none stands here; is a bracket left open?";
  CHECK(refusal("a: &x 1\nb: *x\n").message == "an anchor (&) is not part of a swarm file");
  CHECK(refusal("a: 1\nb: !!int 3\n").line == 2);
  CHECK(refusal("a: !python/object x\n").message.find("a tag") == 0);
  CHECK(refusal("a: 1\n---\nb: 2\n").message == "a second document begins; a swarm file is one");
  CHECK(refusal("? [a, b]\n: 1\n").message == no_word);
  CHECK(refusal("? {a: b}\n: 1\n").message == no_word);
  CHECK(refusal("~: 1\n").message == no_word);
  CHECK(refusal("'': 1\n").message == no_word);
}

TEST_CASE("what is not YAML is refused at its place") {
  const auto tab = refusal("a: 1\nb:\n\t- 2\n");
  CHECK(tab.line == 3);
  CHECK(tab.message.find("this is not YAML") == 0);
  const auto open = refusal("a: [1, 2\n");
  CHECK(open.message.find("this is not YAML") == 0);
  CHECK(refusal("a: b: c\n").line == 1);
}

TEST_CASE("an expanding document is refused before it expands") {
  const std::string bomb =
      "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b]\n";
  const auto error = refusal(bomb);
  CHECK(error.line == 1);
  CHECK(error.column == 4);
}

TEST_CASE("depth, values, keys and bytes are limited") {
  const auto nested = [](std::size_t depth) {
    return "a: " + repeated("[", depth) + repeated("]", depth);
  };
  CHECK(parse_document(nested(document_depth_max - 1), "f"));
  CHECK(refusal(nested(document_depth_max)).message == "nested more than 16 deep");
  CHECK(refusal("a: [" + repeated("1,", 100'001) + "]").message == "more than 100000 values");
  std::string many;
  for (int i = 0; i < 257; ++i) many += "k" + std::to_string(i) + ": 1\n";
  CHECK(refusal(many).message == "more than 256 keys in one section");
  CHECK(parse_document("#" + std::string(document_bytes_max - 1, 'x'), "f"));
  CHECK(refusal("#" + std::string(document_bytes_max, 'x')).message == "larger than 1 MiB");
}

TEST_CASE("a mebibyte of one character is read or refused") {
  const std::string characters = "[]{},:?-&*!|>'\"%@`#~ \n\t\\a0";
  for (const char c : characters) {
    CAPTURE(c);
    const auto parsed = parse_document(std::string(document_bytes_max, c), "f");
    CHECK((parsed || !parsed.error().message.empty()));
  }
}

TEST_CASE("errors show a value without its control characters, cut between characters") {
  node value;
  value.what = node::kind::scalar;
  value.text = "a\x1b[31m\n";
  CHECK(starling::deploy::describe(value) == "\"a?[31m?\"");
  value.text = std::string(59, 'a') + "é" + "tail";
  CHECK(starling::deploy::describe(value) == '"' + std::string(59, 'a') + "…\"");
}

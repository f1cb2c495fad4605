#include "deploy/fleet/guard_talk.hpp"

#include <doctest/doctest.h>

#include <string>

#include "messages/types/random.hpp"

using namespace starling::deploy;

namespace {

struct shower {
  std::string operator()(const node_started& w) const {
    return "started " + std::to_string(w.process);
  }
  std::string operator()(const node_exited& w) const {
    return "exited " + std::to_string(w.status);
  }
  std::string operator()(const file_began& w) const { return '<' + w.name + '>'; }
  std::string operator()(const file_bytes& w) const { return w.bytes; }
  std::string operator()(const file_ended&) const { return "</>"; }
  std::string operator()(const talk_over&) const { return "over"; }
  std::string operator()(const talk_broken& w) const { return "broken: " + w.why; }
};

std::string shown(const std::vector<guard_word>& words) {
  std::string text;
  for (const auto& word : words) text += std::visit(shower{}, word);
  return text;
}

std::string told(std::string_view bytes) {
  return shown(guard_talk().take(bytes));
}

const std::string whole = "started 17\nexited 1\nfile 5 a.json\n{\n}\nxfile 0 empty\nover\n";
const std::string whole_shown = "started 17exited 1<a.json>{\n}\nx</><empty></>over";

}  // namespace

TEST_CASE("a guard tells what its node does and hands over its files") {
  CHECK(told(whole) == whole_shown);
}

TEST_CASE("it does not matter in which pieces it comes") {
  for (std::size_t piece = 1; piece < whole.size(); ++piece) {
    guard_talk talk;
    std::string text;
    for (std::size_t at = 0; at < whole.size(); at += piece) {
      text += shown(talk.take(std::string_view(whole).substr(at, piece)));
    }
    CHECK(text == whole_shown);
  }
}

TEST_CASE("whatever is no guard's word breaks the talk for good") {
  const std::string ran = "started 1\nexited 0\n";
  for (const auto& text :
       {std::string("hello\n"), std::string("exited 0\n"), std::string("started x\n"),
        std::string("started 1\nexited 256\n"), std::string("started 1\nstarted 1\n"),
        ran + "file 3\n", ran + "file 3 ../x\n", ran + "file 3 a/b\n", ran + "file 3 .ssh\n",
        ran + "file 3 \n", ran + "file -3 a\n", ran + "over\nover\n", ran + "file 1073741825 a\n",
        std::string(600, 'x')}) {
    INFO(text);
    guard_talk talk;
    const auto words = talk.take(text);
    CHECK(std::holds_alternative<talk_broken>(words.back()));
    CHECK(talk.take(whole).empty());
  }
}

TEST_CASE("files are taken up to a number, and up to a size of all together") {
  std::string many = "started 1\nexited 0\n";
  for (std::size_t i = 0; i < collected_files_max; ++i) many += "file 0 f\n";
  CHECK(told(many).find("broken") == std::string::npos);
  CHECK(told(many + "file 0 f\n").ends_with("broken: more files than a run leaves"));
  CHECK(told("started 1\nexited 0\nfile 1 a\nxfile 1073741824 b\n")
            .ends_with("broken: more bytes than are taken"));
}

TEST_CASE("any bytes are told or break the talk") {
  starling::messages::random_source random(5);
  for (int i = 0; i < 2'000; ++i) {
    std::string text = whole;
    for (int changes = 0; changes < 3; ++changes) {
      text[random() % text.size()] = static_cast<char>(random());
    }
    std::size_t broken = 0;
    for (const auto& word : guard_talk().take(text)) {
      broken += std::holds_alternative<talk_broken>(word) ? 1U : 0U;
    }
    CHECK(broken <= 1);
  }
}

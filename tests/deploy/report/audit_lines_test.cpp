#include "deploy/report/audit_lines.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "messages/types/random.hpp"

using namespace starling;
using namespace starling::deploy;

namespace {

run_result audited() {
  run_result r;
  r.audit.push_back(
      {audit_record::kind::rule_in_force, 1, {}, {}, {}, "krum", 0, 0, "byzantine 2"});
  r.audit.push_back({audit_record::kind::refused,
                     3,
                     {4},
                     {8},
                     messages::refusal::outvoted,
                     "krum",
                     1.25,
                     0.5,
                     ""});
  r.audit.push_back(
      {audit_record::kind::round_failed, 4, {5}, {}, {}, "krum", 0, 0, "too \"few\"\n"});
  r.audit_left_out = 7;
  return r;
}

}  // namespace

TEST_CASE("an audit has one line per record and reads back as it was") {
  const auto text = audit_lines(audited());
  CHECK(text == R"({"what":"rule_in_force","round":1,"rule":"krum","detail":"byzantine 2"})"
                "\n"
                R"({"what":"refused","round":3,"by":4,"rule":"krum","peer":8,"why":"outvoted",)"
                R"("measured":1.25,"limit":0.5})"
                "\n"
                R"({"what":"round_failed","round":4,"by":5,"rule":"krum","detail":"too \"few\"?"})"
                "\n"
                R"({"left_out":7})"
                "\n");
  run_result back;
  REQUIRE(read_audit_lines(text, back));
  CHECK(audit_lines(back) == text);
  CHECK(back.audit_left_out == 7);
}

TEST_CASE("a number that is not finite is null, and reads back as no number") {
  auto r = audited();
  r.audit[1].measured = std::numeric_limits<double>::infinity();
  run_result back;
  REQUIRE(read_audit_lines(audit_lines(r), back));
  CHECK(std::isnan(back.audit[1].measured));
}

TEST_CASE("a broken audit is refused with its line") {
  run_result r;
  for (const char* line :
       {"{}", "[]", "nonsense", R"({"what":"refused","round":1,"rule":"krum","by":-1})",
        R"({"what":"guessed","round":1,"rule":"krum","by":1,"detail":""})",
        R"({"what":"refused","round":1,"rule":"k","by":1,"peer":1,"why":"?"})"}) {
    CAPTURE(line);
    const auto read = read_audit_lines(R"({"left_out":1})"
                                       "\n" +
                                           std::string(line),
                                       r);
    REQUIRE_FALSE(read);
    CHECK(read.error().starts_with("line 2: "));
  }
  CHECK_FALSE(read_audit_lines(std::string(5000, ' '), r));
  CHECK(read_audit_lines("", r));
}

TEST_CASE("any bytes are an audit or are refused") {
  messages::random_source random(5);
  const auto text = audit_lines(audited());
  for (int i = 0; i < 2000; ++i) {
    auto broken = text;
    for (int k = 0; k < 3; ++k) {
      broken[random.below(broken.size())] = static_cast<char>(random.below(256));
    }
    run_result back;
    if (read_audit_lines(broken.substr(0, random.below(broken.size() + 1)), back)) {
      CHECK(back.audit.size() <= 4);
    }
  }
}

#include "deploy/fleet/status/metrics_text.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "messages/types/random.hpp"

using namespace starling::deploy;

namespace {

const std::string sample = R"(# HELP starling_rounds_total Rounds closed
# TYPE starling_rounds_total counter
starling_rounds_total 12
starling_refused_total{reason="late"} 3
starling_refused_total{reason="odd } \" one",other="x"} 4 1712345678
starling_loss Nan
starling_big 1.5e+09
starling_round_duration_seconds_bucket{le="+Inf"} 12
)";

}  // namespace

TEST_CASE("figures are found by name, those with labels summed up") {
  const auto read = read_metrics(sample);
  REQUIRE(read);
  CHECK(read->at("starling_rounds_total") == 12);
  CHECK(read->at("starling_refused_total") == 7);
  CHECK(std::isnan(read->at("starling_loss")));
  CHECK(read->at("starling_big") == 1.5e9);
  CHECK(read->size() == 4);
  CHECK(read_metrics("")->empty());
}

TEST_CASE("what is no metric is shown") {
  for (const char* text : {"hello", "a b", "a{x=\"1\" 2", "a{x=\"1\"}2", " 5", "a 5x", "<html>"}) {
    INFO(text);
    REQUIRE_FALSE(read_metrics(text));
    CHECK(read_metrics(text).error().starts_with("not a metric: "));
  }
}

TEST_CASE("there is a limit to how many figures are taken") {
  std::string many;
  for (std::size_t i = 0; i < samples_max; ++i) many += 'a' + std::to_string(i) + " 1\n";
  CHECK(read_metrics(many));
  CHECK_FALSE(read_metrics(many + "b 1\n"));
}

TEST_CASE("any text gives figures or a sentence") {
  starling::messages::random_source random(9);
  std::size_t refused = 0;
  for (int i = 0; i < 2'000; ++i) {
    std::string text = sample;
    for (int changes = 0; changes < 4; ++changes) {
      text[random() % text.size()] = static_cast<char>(random());
    }
    const auto read = read_metrics(text);
    if (!read) refused += read.error().empty() ? 0U : 1U;
  }
  CHECK(refused > 100);
}

TEST_CASE("the body of an answer is what comes after the head, if it is whole") {
  CHECK(*http_body("HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody\r\n\r\nmore") == "body\r\n\r\nmore");
  CHECK(*http_body("HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nbody") == "body");
  CHECK(http_body("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nbody").error() ==
        "the answer was cut short");
  CHECK(http_body("HTTP/1.0 200 OK\r\n").error() == "the answer was cut short");
  CHECK(http_body("HTTP/1.1 404 Not Found\r\n\r\n").error() ==
        "the answer is HTTP/1.1 404 Not Found");
  CHECK(http_body("SSH-2.0-OpenSSH\r\n").error() == "what answers is no HTTP server");
  CHECK(http_body("HTTP/1.\r\n\r\n").error() == "the answer is HTTP/1.");
}

TEST_CASE("a request names whom it asks and wants the connection closed") {
  CHECK(scrape_request("h:1") == "GET /metrics HTTP/1.0\r\nHost: h:1\r\nConnection: close\r\n\r\n");
}

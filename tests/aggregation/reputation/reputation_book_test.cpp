#include "aggregation/reputation/reputation_book.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace starling::aggregation;
using starling::reputation_options;
using starling::messages::node_id;
using starling::messages::refusal;

namespace {

constexpr node_id peer{4};

void live(reputation_book& book, conduct what, std::size_t rounds = 1) {
  for (std::size_t i = 0; i < rounds; ++i) {
    book.note(peer, what);
    book.close_round();
  }
}

}  // namespace

TEST_CASE("a reputation is the expectation of a Beta distribution over evidence that fades") {
  const reputation_options policy{.forgetting = 0.8};
  reputation_book book(policy);
  CHECK(book.reputation(peer) == doctest::Approx(2.0 / 3));
  const std::vector<conduct> life = {conduct::good,     conduct::good, conduct::late,
                                     conduct::repeated, conduct::good, conduct::lying};
  double good = 0;
  double bad = 0;
  for (std::size_t i = 0; i < life.size(); ++i) {
    live(book, life[i]);
    const double fade = std::pow(0.8, static_cast<double>(life.size() - 1 - i));
    if (life[i] == conduct::good) good += fade;
    if (life[i] == conduct::late) bad += 0.1 * fade;
    if (life[i] == conduct::repeated) bad += 0.3 * fade;
    if (life[i] == conduct::lying) bad += 3 * fade;
  }
  CHECK(book.reputation(peer) == doctest::Approx((2 + good) / (3 + good + bad)));
}

TEST_CASE("of several things seen in a round the gravest counts, and no good beside an offence") {
  reputation_book once(reputation_options{});
  live(once, conduct::lying);
  reputation_book often(reputation_options{});
  for (const auto what : {conduct::good, conduct::late, conduct::lying, conduct::lying}) {
    often.note(peer, what);
  }
  CHECK(often.reputation(peer) == reputation_book::newcomer);  // the round is open
  often.close_round();
  CHECK(often.records() == once.records());

  reputation_book slow(reputation_options{});
  slow.note(peer, conduct::late);
  slow.note(peer, conduct::good);
  slow.close_round();
  CHECK(slow.records().at(peer).good == 1);
  CHECK(slow.records().at(peer).bad == 0.1);
}

TEST_CASE("an honest slow node stays above one half, a liar is in quarantine within ten rounds") {
  reputation_book slow(reputation_options{});
  reputation_book absent(reputation_options{});
  reputation_book liar(reputation_options{});
  for (int round = 0; round < 200; ++round) {
    live(slow, round % 2 == 0 ? conduct::late : conduct::good);
    CHECK(slow.reputation(peer) > 0.5);
    live(absent, conduct::late);
    CHECK(absent.reputation(peer) >= 0.5);
    live(liar, round % 5 == 0 ? conduct::good : conduct::lying);
    if (round >= 9) CHECK(liar.standing_of(peer) == standing::quarantined);
    if (round >= 9) CHECK(liar.reputation(peer) < 0.25);
    if (round == 9) CHECK(liar.reputation(peer) < 0.2);
  }
  CHECK(slow.standing_of(peer) == standing::free);
  CHECK(absent.standing_of(peer) == standing::free);
}

TEST_CASE("one false alarm in twenty rounds costs an honest node nothing but reputation") {
  reputation_book book(reputation_options{});
  for (int round = 0; round < 200; ++round) {
    live(book, round % 20 == 0 ? conduct::lying : conduct::good);
    CHECK(book.standing_of(peer) == standing::free);
  }
  CHECK(book.reputation(peer) > 0.7);
}

TEST_CASE("good conduct over the parole period ends a quarantine, one lie on parole renews it") {
  const reputation_options policy{.parole = 6};
  reputation_book book(policy);
  live(book, conduct::lying, 5);
  REQUIRE(book.standing_of(peer) == standing::quarantined);
  live(book, conduct::good, 5);
  live(book, conduct::late, 20);  // neither here nor there
  CHECK(book.standing_of(peer) == standing::quarantined);
  live(book, conduct::lying);  // and again from the start
  live(book, conduct::good, 5);
  CHECK(book.standing_of(peer) == standing::quarantined);
  live(book, conduct::good);
  CHECK(book.standing_of(peer) == standing::on_parole);
  live(book, conduct::malformed);
  CHECK(book.standing_of(peer) == standing::quarantined);
  live(book, conduct::good, 6);
  CHECK(book.standing_of(peer) == standing::on_parole);
  live(book, conduct::good, 40);
  CHECK(book.standing_of(peer) == standing::free);
}

TEST_CASE("at most so many are in quarantine: the worst reputed, in a fixed order") {
  reputation_book book(reputation_options{});
  for (int round = 0; round < 8; ++round) {
    for (const std::uint32_t id : {7U, 2U, 5U}) book.note(node_id{id}, conduct::lying);
    if (round >= 2) book.note(node_id{9}, conduct::lying);
    book.note(node_id{1}, conduct::good);
    book.close_round();
  }
  const std::vector<node_id> all = {{1}, {2}, {5}, {7}, {9}, {11}};
  CHECK(book.quarantined(all, 9) == std::vector<node_id>{{2}, {5}, {7}, {9}});
  CHECK(book.quarantined(all, 3) == std::vector<node_id>{{2}, {5}, {7}});
  CHECK(book.quarantined(all, 1) == std::vector<node_id>{{2}});
  CHECK(book.quarantined(all, 0).empty());
  CHECK(book.quarantined(std::vector<node_id>{{9}, {1}}, 2) == std::vector<node_id>{{9}});
}

TEST_CASE("to be outvoted, or in quarantine, is no evidence; what a refusal names is") {
  CHECK(conduct_of(refusal::outvoted) == conduct::good);
  CHECK(conduct_of(refusal::quarantined) == conduct::good);
  CHECK(conduct_of(refusal::unknown_sender) == conduct::good);
  CHECK(conduct_of(refusal::late) == conduct::late);
  CHECK(conduct_of(refusal::too_stale) == conduct::late);
  CHECK(conduct_of(refusal::duplicate) == conduct::repeated);
  CHECK(conduct_of(refusal::wrong_shape) == conduct::malformed);
  CHECK(conduct_of(refusal::non_finite) == conduct::malformed);
  CHECK(conduct_of(refusal::suspected) == conduct::lying);
}

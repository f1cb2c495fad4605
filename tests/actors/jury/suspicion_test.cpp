#include "actors/jury/suspicion.hpp"

#include <doctest/doctest.h>

#include "actors/jury/jury.hpp"
#include "tests/actors/small_swarm.hpp"

using namespace starling;
using actors::refused_proposal;
using actors::suspicion;
using aggregation::conduct;
using messages::node_id;
using messages::refusal;

namespace {

constexpr node_id self{0};

std::shared_ptr<actors::plan> wary(const topology::options& graph, std::size_t nodes,
                                   aggregation_options how) {
  auto p = small_swarm::plan_of(graph, nodes, 10);
  p->options.aggregation = std::move(how);
  p->books = actors::empty_books(*p);
  return p;
}

std::vector<messages::contribution> said(const std::vector<float>& numbers) {
  std::vector<messages::contribution> all;
  for (std::uint32_t i = 0; i < numbers.size(); ++i) {
    all.push_back({node_id{i}, small_swarm::number(numbers[i]), {1}, 2, 0});
  }
  return all;
}

/// So often that it is in quarantine.
void blacken(actors::plan& p, node_id member, node_id peer) {
  for (int i = 0; i < 5; ++i) {
    p.books->at(member).note(peer, conduct::lying);
    p.books->at(member).close_round();
  }
}

}  // namespace

TEST_CASE("without a word in the options nothing is held against anyone, and nothing is kept") {
  const auto plain = wary(topology::mesh{}, 5, {});
  CHECK(plain->books == nullptr);
  CHECK(suspicion::make(self, *plain) == nullptr);
  for (int i = 0; i < 4; ++i) {
    aggregation_options o;
    if (i == 0) o.detect = detector::distance;
    if (i == 1) o.reputation.enabled = true;
    if (i == 2) o.weights.reputation = true;
    if (i == 3) o.weights.topology = true;
    CHECK(suspicion::make(self, *wary(topology::mesh{}, 5, o)) != nullptr);
  }
}

TEST_CASE("those that combine keep books: the nodes among peers, the aggregators of a tree") {
  CHECK(wary(topology::mesh{}, 5, {.detect = detector::distance})->books->size() == 5);
  const auto star = wary(topology::star{}, 5, {.detect = detector::distance});
  CHECK(star->books->size() == 1);
  CHECK(star->books->contains(node_id{5}));
}

TEST_CASE("whoever is in quarantine does not reach the rule, and n and f shrink alike") {
  const auto p = wary(topology::mesh{}, 7, {.detect = detector::distance});
  blacken(*p, self, node_id{3});
  blacken(*p, self, node_id{5});
  p->books->at(self).note(node_id{5}, conduct::lying);  // the worse of the two
  p->books->at(self).close_round();
  blacken(*p, node_id{1}, node_id{2});  // another member's opinion
  const auto judge = suspicion::make(self, *p);
  const auto heard = said({1, 1, 1, 1, 1, 1, 1});
  const auto senders = [&](std::size_t byzantine, std::size_t left, std::size_t heard_min = 1) {
    std::vector<refused_proposal> refused;
    const auto in = judge->admit(heard, byzantine, heard_min, refused);
    CHECK(in.byzantine == left);
    CHECK(in.heard.size() + refused.size() == heard.size());
    std::vector<std::uint32_t> out;
    for (const auto& r : refused) {
      CHECK(r.why == refusal::quarantined);
      CHECK(r.measured < r.limit);
      CHECK(r.limit == 0.2);
      out.push_back(r.peer.value);
    }
    return out;
  };
  CHECK(senders(3, 1) == std::vector<std::uint32_t>{3, 5});
  CHECK(senders(2, 0) == std::vector<std::uint32_t>{3, 5});
  CHECK(senders(1, 0) == std::vector<std::uint32_t>{5});
  CHECK(senders(0, 0) == std::vector<std::uint32_t>{3, 5});  // a minority, though the rule has no f
  CHECK(senders(2, 1, 6) == std::vector<std::uint32_t>{5});  // the rule needs six
  CHECK(senders(0, 0, 9).empty());
}

TEST_CASE("weights are multiplied by reputation and by trust") {
  const auto heard = said({1, 1, 1, 1, 1});
  const auto weights = [&](const actors::plan& p) {
    std::vector<refused_proposal> refused;
    std::vector<double> out;
    for (const auto& c : suspicion::make(self, p)->admit(heard, 0, 1, refused).heard) {
      out.push_back(c.weight);
    }
    return out;
  };
  const auto plain = wary(topology::mesh{}, 5, {.reputation = {.enabled = true}});
  CHECK(weights(*plain) == std::vector<double>(5, 2));
  const auto reputed = wary(topology::mesh{}, 5, {.weights = {.reputation = true}});
  reputed->books->at(self).note(node_id{2}, conduct::lying);
  reputed->books->at(self).close_round();
  const auto by_reputation = weights(*reputed);
  CHECK(by_reputation[0] == 2);  // oneself is believed
  CHECK(by_reputation[1] == doctest::Approx(2 * 2.0 / 3));
  CHECK(by_reputation[2] == doctest::Approx(2 * 2.0 / 6));
  const auto ring = wary(topology::ring{}, 5, {.weights = {.topology = true}});
  const auto by_trust = weights(*ring);
  CHECK(by_trust[0] == 2);
  CHECK(by_trust[1] == by_trust[4]);
  CHECK(by_trust[2] == by_trust[3]);
  CHECK(by_trust[1] < by_trust[0]);
  CHECK(by_trust[2] < by_trust[1]);
  CHECK(by_trust[2] > 0);
}

TEST_CASE("a detector's findings are reported and enter the book; oneself is never suspected") {
  const auto p = wary(topology::mesh{}, 7, {.detect = detector::distance});
  const auto judge = suspicion::make(self, *p);
  std::vector<refused_proposal> refused = {{node_id{2}, refusal::outvoted, 1, 0}};
  judge->examine(said({900, 1.1F, 1.2F, 1.3F, 900, 1.4F, 1}), 2, refused);
  REQUIRE(refused.size() == 2);
  CHECK(refused[1].peer == node_id{4});
  CHECK(refused[1].why == refusal::suspected);
  CHECK(refused[1].measured > refused[1].limit);
  const auto& book = p->books->at(self);
  CHECK_FALSE(book.records().contains(self));
  CHECK(book.reputation(node_id{2}) == doctest::Approx(3.0 / 4));  // outvoted: no evidence
  CHECK(book.reputation(node_id{4}) == doctest::Approx(2.0 / 6));
  CHECK(book.reputation(node_id{6}) == doctest::Approx(3.0 / 4));
}

TEST_CASE("what liars only try enters no book, what a member decides does") {
  const auto p = wary(topology::mesh{}, 7, {.detect = detector::distance});
  const auto all = said({0, 1, 2, 0, 1, 2, 500});
  REQUIRE(actors::jury::without_book(self, p).decide(all, {1}, {}).combined);
  CHECK(p->books->at(self).records().empty());
  REQUIRE(actors::jury(self, p).decide(all, {1}, {}).combined);
  CHECK_FALSE(p->books->at(self).records().empty());
}

TEST_CASE("refusals and absences are noted, one's own judgements not twice") {
  const auto p = wary(topology::mesh{}, 9, {.reputation = {.enabled = true}});
  const auto judge = suspicion::make(self, *p);
  const std::vector<refused_proposal> refused = {
      {node_id{1}, refusal::non_finite}, {node_id{2}, refusal::duplicate},
      {node_id{3}, refusal::late},       {node_id{4}, refusal::suspected},
      {node_id{5}, refusal::outvoted},   {self, refusal::wrong_shape}};
  judge->note(refused, std::vector{node_id{6}, self});
  std::vector<refused_proposal> none;
  judge->examine({}, 0, none);
  const auto& records = p->books->at(self).records();
  CHECK(records.size() == 4);
  CHECK(records.at(node_id{1}).bad == 3);
  CHECK(records.at(node_id{2}).bad == 0.3);
  CHECK(records.at(node_id{3}).bad == 0.1);
  CHECK(records.at(node_id{6}).bad == 0.1);
}

TEST_CASE("what a swarm thinks of a peer is the mean over honest members that have seen it") {
  const auto p = wary(topology::mesh{}, 4, {.detect = detector::distance});
  const auto note = [&](std::uint32_t member, std::uint32_t peer, conduct what) {
    p->books->at(node_id{member}).note(node_id{peer}, what);
    p->books->at(node_id{member}).close_round();
  };
  note(0, 3, conduct::lying);  // 2/6
  note(1, 3, conduct::good);   // 3/4
  note(0, 1, conduct::good);
  note(3, 1, conduct::lying);  // a liar's opinion
  const auto means = actors::mean_reputations(*p->books, std::vector{node_id{3}});
  CHECK(means.size() == 2);
  CHECK(means.at(node_id{3}) == doctest::Approx((2.0 / 6 + 3.0 / 4) / 2));
  CHECK(means.at(node_id{1}) == doctest::Approx(3.0 / 4));
}

TEST_CASE("trust costs members times edges times the steps of the walk") {
  CHECK(actors::trust_cost(*wary(topology::ring{}, 16, {})->graph) == 16 * 32 * 4);
  CHECK(actors::trust_cost(*wary(topology::mesh{}, 10, {})->graph) == 10 * 90 * 4);
}

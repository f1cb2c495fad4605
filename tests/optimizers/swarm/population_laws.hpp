#pragma once

#include <doctest/doctest.h>

#include "tests/optimizers/swarm/evolution_functions.hpp"

// What holds for every population. `Make` gives one for a task.

namespace evolution {

constexpr std::size_t room = 64;  ///< Particles that the laws look at.

template <class Make>
void check_same_seed_same_bits(Make make) {
  const auto a = make(task(over(rastrigin, 4, -5, 5), 0));
  const auto b = make(task(over(rastrigin, 4, -5, 5), 0));
  const auto other = make(task(over(rastrigin, 4, -5, 5), 0, 2));
  for (auto* p : {a.get(), b.get(), other.get()}) spend(*p, 1000);
  CHECK(a->evaluations() == b->evaluations());
  CHECK(all_positions(*a, room, 4) == all_positions(*b, room, 4));
  CHECK(a->best().point == b->best().point);
  CHECK(all_positions(*a, room, 4) != all_positions(*other, room, 4));
}

/// `evaluations`: when it is saved; `more`: how far both go on.
template <class Make>
void check_goes_on_from_a_saved_state(Make make, std::uint64_t evaluations, std::uint64_t more) {
  const auto t = task(over(rosenbrock, 3, -5, 5), 0);
  const auto a = make(t);
  a->advance();
  const std::vector told{news({1, 1, 0.5}, 25), news({0.5, 0.5, 0.5}, 13)};
  a->hear(told);
  spend(*a, evaluations);
  state written;
  a->exchange(written);
  const auto b = make(t);
  state read(written.written());
  b->exchange(read);
  CHECK_FALSE(read.broken());
  CHECK(b->told().point == a->told().point);
  for (auto* p : {a.get(), b.get()}) spend(*p, evaluations + more);
  CHECK(a->evaluations() == b->evaluations());
  CHECK(all_positions(*a, room, 3) == all_positions(*b, room, 3));
  CHECK(a->best().value == b->best().value);
  CHECK(a->best().point == b->best().point);
  CHECK(a->told().point == b->told().point);

  auto bytes = written.written();
  for (const std::size_t part : {3U, 2U, 1U}) {
    state cut(
        std::vector(bytes.begin(), bytes.begin() + static_cast<long>(bytes.size() / 4 * part)));
    make(t)->exchange(cut);
    CHECK(cut.broken());
  }
  bytes.push_back(std::byte{});
  state longer(bytes);
  make(t)->exchange(longer);
  CHECK(longer.broken());
}

template <class Make>
void check_stays_in_the_box(Make make) {
  using starling::objective::bounds;
  for (const auto policy : {bounds::clamp, bounds::reflect, bounds::resample}) {
    // Down towards a corner, so that every policy has much to do.
    const search_space box{{1, -7, 2}, {2, -3, 9}, policy};
    bool outside = false;
    const auto what = std::make_shared<any_objective>(
        [&](std::span<const double> p) {
          outside = outside || !box.contains(p);
          return p[0] - p[1] + p[2];
        },
        box);
    const auto p = make(task(what, 0));
    const double before = (p->advance(), p->best().value);
    spend(*p, 600);
    CHECK_FALSE(outside);
    CHECK(p->best().value < before);
    CHECK(box.contains(point_of(p->best())));
  }
}

template <class Make>
void check_not_a_number_is_never_best(Make make) {
  const auto p = make(task(over(nowhere, 3, -5, 5), 0));
  p->hear(std::vector{news({1, 1, 1}, std::numeric_limits<double>::quiet_NaN())});
  CHECK(p->best().point.empty());
  CHECK(p->best().value == std::numeric_limits<double>::infinity());
  spend(*p, 600);
  CHECK(p->best().value == sphere(point_of(p->best())));
  CHECK(point_of(p->best())[0] <= 0);

  const auto never = [](std::span<const double>) {
    return std::numeric_limits<double>::quiet_NaN();
  };
  const auto q = make(task(over(never, 3, -5, 5), 0));
  spend(*q, 600);
  CHECK(q->told().value == std::numeric_limits<double>::infinity());
  CHECK(q->told().point.size() == 3);
}

template <class Make>
void check_what_is_told_was_evaluated_here(Make make) {
  const auto what = over(sphere, 3, -5, 5);
  const auto p = make(task(what, 0));
  CHECK(p->told().point.empty());
  p->advance();
  const auto told = p->told();
  CHECK(told.value == sphere(point_of(told)));
  CHECK(p->told().point.same_storage(told.point));
  p->hear(std::vector{news({0, 0, 0}, 0)});
  CHECK(p->best().value == 0);
  CHECK(p->told().value == told.value);
  const auto kept = point_of(told);
  spend(*p, 600);
  CHECK(point_of(told) == kept);
  CHECK(p->told().value == sphere(point_of(p->told())));
  CHECK(p->told().value < told.value);
}

/// Who heard of the best valley, which is not at the origin, gets lower than who did not.
template <class Make>
void check_hearing_helps(Make make, std::uint64_t evaluations, int neighbours = 1) {
  const auto moved = [](std::span<const double> p) {
    values x(p.begin(), p.end());
    for (double& c : x) c -= 1.7;
    return rastrigin(x);
  };
  int helped = 0;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto t = task(over(moved, 10, -3.42, 6.82), 0, seed);
    const auto alone = make(t);
    const auto one = make(t);
    std::vector<starling::messages::contribution> told;
    for (int k = 0; k < neighbours; ++k) {
      const values point(10, 1.75 + 0.002 * k);
      told.push_back(news(point, moved(point)));
    }
    one->hear(told);
    for (auto* p : {alone.get(), one.get()}) spend(*p, evaluations);
    helped += one->told().value < alone->told().value ? 1 : 0;
  }
  CHECK(helped >= 4);
}

}  // namespace evolution

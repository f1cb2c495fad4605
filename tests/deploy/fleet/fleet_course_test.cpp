#include "deploy/fleet/fleet_course.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace starling::deploy;
using namespace std::chrono_literals;
using state = host_outcome::state;

namespace {

std::string shown(const course_effects& effects) {
  std::string text;
  for (const auto& effect : effects) {
    if (const auto* one = std::get_if<launch>(&effect)) {
      text += "launch " + std::to_string(one->host) + (one->again ? " again; " : "; ");
    } else {
      const auto& spoken = std::get<say>(effect);
      text += std::string(spoken.word) + ' ' + std::to_string(spoken.host) + "; ";
    }
  }
  return text;
}

/// A course whose clock is a number of seconds.
struct timed {
  fleet_course course;

  explicit timed(std::size_t hosts, std::size_t restarts_max = 0)
      : course(hosts, {restarts_max, 2s, 30s}) {
    CHECK_FALSE(course.begin(at(0)).empty());
  }
  static starling::messages::time_point at(int seconds) {
    return starling::messages::time_point{} + std::chrono::seconds(seconds);
  }
  std::string step(const course_event& event, int seconds) {
    return shown(course.step(event, at(seconds)));
  }
  [[nodiscard]] state of(std::size_t host) const { return course.outcomes()[host].now; }
};

}  // namespace

TEST_CASE("all hosts are started, and it is over when all have ended well") {
  fleet_course course(2, {});
  CHECK(shown(course.begin(timed::at(0))) == "launch 0; launch 1; ");
  for (std::size_t host : {0U, 1U}) {
    CHECK_FALSE(course.over());
    CHECK(course.step(node_runs{host}, timed::at(1)).empty());
    CHECK(course.step(node_ended{host, 0}, timed::at(2)).empty());
    CHECK(course.step(guard_ended{host, 0}, timed::at(2)).empty());
    CHECK(course.outcomes()[host].now == state::succeeded);
  }
  CHECK(course.over());
  CHECK_FALSE(course.next_deadline());
}

TEST_CASE("guards hear that somebody is there, several times in the silence they bear") {
  timed t(2);
  CHECK(t.step(deadline_passed{}, 0) == "alive 0; alive 1; ");
  CHECK(*t.course.next_deadline() == timed::at(5));
  CHECK(t.step(deadline_passed{}, 4).empty());
  t.step(guard_ended{0, 1}, 4);
  CHECK(t.step(deadline_passed{}, 5) == "alive 1; ");
}

TEST_CASE("a node that fails ends as failed where no restart is allowed") {
  timed t(1);
  t.step(node_runs{0}, 1);
  t.step(node_ended{0, 137}, 2);
  t.step(guard_ended{0, 0}, 2);
  CHECK(t.of(0) == state::failed);
  CHECK(t.course.outcomes()[0].status == 137);
  CHECK(t.course.over());
}

TEST_CASE(
    "a node that fails is started again from its checkpoint, later each time, and no more "
    "often than allowed") {
  timed t(1, 2);
  int now = 0;
  for (const int rest : {2, 4}) {
    t.step(node_runs{0}, now);
    t.step(node_ended{0, 1}, now);
    t.step(guard_ended{0, 0}, now);
    CHECK(t.of(0) == state::resting);
    CHECK(t.step(deadline_passed{}, now + rest - 1).find("launch") == std::string::npos);
    now += rest;
    CHECK(t.step(deadline_passed{}, now).find("launch 0 again; ") == 0);
  }
  t.step(node_ended{0, 1}, now);
  t.step(guard_ended{0, 0}, now);
  CHECK(t.of(0) == state::failed);
  CHECK(t.course.outcomes()[0].restarts == 2);
}

TEST_CASE("the rest before a restart is a minute at most") {
  timed t(1, 100);
  for (int i = 0, now = 0; i < 20; ++i) {
    t.step(node_ended{0, 1}, now);
    t.step(guard_ended{0, 0}, now);
    now += 60;
    CHECK(t.step(deadline_passed{}, now).find("launch 0; ") == 0);
  }
}

TEST_CASE("a host that no connection leads to is lost, and waits for its guard to know it") {
  timed t(1, 1);
  t.step(guard_ended{0, 255}, 1);
  CHECK(t.of(0) == state::resting);
  CHECK(t.step(deadline_passed{}, 30).empty());
  CHECK(t.step(deadline_passed{}, 31).find("launch 0; ") == 0);  // nothing ran: from the beginning
  t.step(node_runs{0}, 32);
  t.step(guard_ended{0, 255}, 33);
  CHECK(t.of(0) == state::lost);
  CHECK(t.course.outcomes()[0].why == "the connection was lost");
}

TEST_CASE("a file that a node does not understand is not tried again") {
  timed t(1, 5);
  t.step(node_ended{0, 2}, 1);
  t.step(guard_ended{0, 0}, 1);
  CHECK(t.of(0) == state::failed);
}

TEST_CASE("Ctrl-C asks the nodes to leave, the next one kills them, and nobody rests any more") {
  timed t(3, 5);
  t.step(node_runs{0}, 1);
  t.step(node_ended{2, 1}, 1);
  t.step(guard_ended{2, 0}, 1);
  CHECK(t.step(stop_asked{}, 2) == "TERM 0; TERM 1; ");
  CHECK(t.of(2) == state::stopped);
  t.step(node_ended{0, 1}, 3);
  t.step(guard_ended{0, 0}, 3);
  CHECK(t.of(0) == state::stopped);
  CHECK(t.step(stop_asked{}, 4) == "KILL 1; ");
  t.step(guard_ended{1, 255}, 5);
  CHECK(t.of(1) == state::stopped);
  CHECK(t.course.over());
}

TEST_CASE("a node that ended well and left a report that is not here has not succeeded") {
  timed t(1, 5);
  t.step(node_ended{0, 0}, 1);
  t.step(guard_ended{0, 255, "its report did not come back"}, 1);
  CHECK(t.of(0) == state::failed);
  CHECK(t.course.outcomes()[0].why == "its report did not come back");
}

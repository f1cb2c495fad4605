#include "transports/fallback/route_choice.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <vector>

using namespace std::chrono_literals;
using starling::transports::choose_route;
using starling::transports::route_policy;
using starling::transports::route_view;

namespace {

/// Rank 0 is slow and sure, 1 fast and dear, 2 cheap and unsure.
std::vector<route_view> three() {
  return {{true, 0, 50ms, 0, 0.5}, {true, 1, 1ms, 2, 0.9}, {true, 2, 20ms, 5, 0.1}};
}

}  // namespace

TEST_CASE("each policy takes the route that is best by its measure") {
  const auto routes = three();
  CHECK(choose_route(routes, route_policy::order, {}) == 0);
  CHECK(choose_route(routes, route_policy::latency, {}) == 1);
  CHECK(choose_route(routes, route_policy::reliability, {}) == 0);
  CHECK(choose_route(routes, route_policy::power, {}) == 2);
}

TEST_CASE("a route that cannot be used is not taken, and where none can there is none") {
  auto routes = three();
  routes[1].usable = false;
  CHECK(choose_route(routes, route_policy::latency, 1) == 2);
  for (auto& r : routes) r.usable = false;
  CHECK_FALSE(choose_route(routes, route_policy::latency, 1));
  CHECK_FALSE(choose_route({}, route_policy::order, {}));
}

TEST_CASE("a route in use is kept unless another is better by a quarter") {
  std::vector<route_view> routes = {{true, 0, 10ms, 0, 0}, {true, 1, 8ms, 0, 0}};
  CHECK(choose_route(routes, route_policy::latency, {}) == 1);
  CHECK(choose_route(routes, route_policy::latency, 0) == 0);
  routes[1].latency = 7ms;
  CHECK(choose_route(routes, route_policy::latency, 0) == 1);
}

TEST_CASE("by order the preferred route is taken back as soon as it can be used") {
  auto routes = three();
  routes[0].usable = false;
  CHECK(choose_route(routes, route_policy::order, 0) == 1);
  routes[0].usable = true;
  CHECK(choose_route(routes, route_policy::order, 1) == 0);
}

TEST_CASE("of two alike the lower rank is taken") {
  const std::vector<route_view> routes = {{true, 5, 1ms, 0, 0}, {true, 3, 1ms, 0, 0}};
  CHECK(choose_route(routes, route_policy::power, {}) == 1);
}

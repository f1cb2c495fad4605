#include "transports/fallback/route_choice.hpp"

#include <chrono>

namespace starling::transports {

namespace {

constexpr double better_by = 0.75;

double cost_of(const route_view& r, route_policy policy) {
  switch (policy) {
    case route_policy::order:
      return r.rank;
    case route_policy::latency:
      return std::chrono::duration<double>(r.latency).count();
    case route_policy::reliability:
      return r.failures;
    case route_policy::power:
      return r.power;
  }
  return 0;
}

}  // namespace

std::optional<std::size_t> choose_route(std::span<const route_view> routes, route_policy policy,
                                        std::optional<std::size_t> in_use) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < routes.size(); ++i) {
    if (!routes[i].usable) continue;
    const double mine = cost_of(routes[i], policy);
    const double least = best ? cost_of(routes[*best], policy) : 0;
    if (!best || mine < least || (mine == least && routes[i].rank < routes[*best].rank)) best = i;
  }
  const bool keeps = best && in_use && *in_use < routes.size() && routes[*in_use].usable &&
                     policy != route_policy::order;
  if (!keeps) return best;
  const double now = cost_of(routes[*in_use], policy);
  return cost_of(routes[*best], policy) < better_by * now ? best : in_use;
}

}  // namespace starling::transports

// Compiles as it is; each WRONG puts a type into the message that CAF must not serialise.
#include <tuple>
#include <variant>
#include <vector>

#include "messages/vocabulary/fields.hpp"

#if WRONG == 1
using payload = float;
#elif WRONG == 2
using payload = double;
#elif WRONG == 3
using payload = std::vector<float>;
#elif WRONG == 4
struct payload {
  double inner;
  static constexpr auto name = "payload";
  static constexpr auto fields(auto& self) { return std::tie(self.inner); }
};
#elif WRONG == 5
using payload = std::variant<int, double>;
#else
using payload = starling::messages::real;
#endif

struct report {
  starling::messages::node_id sender;
  payload value;
  static constexpr auto name = "report";
  static constexpr auto fields(auto& self) { return std::tie(self.sender, self.value); }
};

/// Takes anything, as CAF's inspectors do.
struct inspector {
  using result_type = bool;
  bool operator()(auto&...) { return true; }
};

bool example(report& message) {
  inspector f;
  using starling::messages::inspect;
  return inspect(f, message);
}

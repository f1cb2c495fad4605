#include "optimizers/problems/catalogue.hpp"

#include "optimizers/problems/standard_functions.hpp"
#include "optimizers/problems/tour_problem.hpp"

namespace starling::optimizers {

messages::result<std::shared_ptr<const objective>, std::string> make_objective(
    const starling::objective::options& what) {
  if (const auto* f = std::get_if<starling::objective::function>(&what)) return make_function(*f);
  if (const auto* file = std::get_if<starling::objective::tsp>(&what)) {
    auto problem = load_tour_problem(
        file->path,
        file->optimum > 0 ? std::optional(static_cast<std::int64_t>(file->optimum)) : std::nullopt);
    if (!problem) return messages::failure{to_string(problem.error())};
    return std::shared_ptr<const objective>(*std::move(problem));
  }
  return messages::failure{std::string("it names nothing to look for the least value of")};
}

}  // namespace starling::optimizers

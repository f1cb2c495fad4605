#include "aggregation/attacks/catalogue.hpp"

#include <array>
#include <variant>

#include "aggregation/attacks/gaussian.hpp"
#include "aggregation/attacks/label_flip.hpp"
#include "aggregation/attacks/sign_flip.hpp"

namespace starling::aggregation {

namespace options = starling::attack;

namespace {

struct entry {
  std::string_view name;
  bool (*holds)(const options::options&);
  std::unique_ptr<attack> (*make)(const options::options&);
  options::options (*describe)(double scale);
};

template <class Options, class Attack>
constexpr entry entry_of(std::string_view name) {
  return {name, [](const options::options& o) { return std::holds_alternative<Options>(o); },
          [](const options::options& o) -> std::unique_ptr<attack> {
            return std::make_unique<Attack>(std::get<Options>(o));
          },
          [](double scale) -> options::options { return Options{scale}; }};
}

constexpr std::array attacks = {
    entry_of<options::sign_flip, sign_flip>("sign_flip"),
    entry_of<options::gaussian, gaussian>("gaussian"),
    entry_of<options::label_flip, label_flip>("label_flip"),
};
static_assert(attacks.size() == std::variant_size_v<options::options>);

const entry& entry_for(const options::options& o) {
  std::size_t i = 0;
  while (!attacks[i].holds(o)) ++i;
  return attacks[i];
}

}  // namespace

std::unique_ptr<attack> make_attack(const options::options& o) {
  return entry_for(o).make(o);
}

poison poison_of(const options::options& o) {
  return {.flip_labels = std::holds_alternative<options::label_flip>(o)};
}

std::vector<std::string> attack_names() {
  std::vector<std::string> names;
  for (const entry& a : attacks) names.emplace_back(a.name);
  return names;
}

std::string_view attack_name(const options::options& o) {
  return entry_for(o).name;
}

messages::result<options::options, std::string> attack_options_by_name(std::string_view name,
                                                                       double scale) {
  std::string sentence = "there is no attack '" + std::string(name) + "'; there are";
  std::string_view separator = " ";
  for (const entry& a : attacks) {
    if (a.name == name) return a.describe(scale);
    sentence += separator;
    sentence += a.name;
    separator = ", ";
  }
  return messages::failure{sentence};
}

}  // namespace starling::aggregation

#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "actors/swarm/swarm_options.hpp"
#include "deploy/config/value.hpp"

namespace starling::deploy {

/// One key of the swarm file: the single place that says what it means, what it accepts, and which
/// part of `swarm_options` it stands for.
struct key {
  struct alternative {
    std::string name, sentence;
  };
  /// Its default, beside a kind of its section ("" where the section has none).
  struct kind_default {
    std::string kind, value;
  };

  std::string path;      ///< "data.partition.alpha".
  std::string section;   ///< "data.partition".
  std::string name;      ///< "alpha".
  std::string type;      ///< "number".
  std::string accepted;  ///< "more than 0".
  std::string sentence;
  bool is_list = false;
  bool required = false;                  ///< No default: a kind that has it needs it.
  std::vector<part_description> parts;    ///< Of each map in a list of maps.
  std::vector<alternative> alternatives;  ///< Where this key chooses the kind of its section.
  std::string chooser;                    ///< The path of the key that chooses; may be empty.
  std::vector<kind_default> defaults;     ///< One for each kind that it belongs to.

  std::function<outcome(const node&, const std::filesystem::path& folder, swarm_options&)> read;
  /// None where the key does not belong to the kind that is held.
  std::function<std::optional<std::string>(const swarm_options&)> write;

  [[nodiscard]] bool chooses() const { return !alternatives.empty(); }
  [[nodiscard]] bool belongs(const swarm_options& o) const { return write(o).has_value(); }
};

struct section {
  std::string path, sentence;
};

/// All keys, in the order of the file.
std::span<const key> keys();
/// All sections, parents first.
std::span<const section> sections();
const key* find_key(std::string_view path);
const section* find_section(std::string_view path);
/// The keys and sections directly below a section ("" is the top); given options, only the keys
/// that belong to the kinds they hold.
std::vector<std::string> names_below(std::string_view path, const swarm_options* holding);
/// The known key or section that `path` most likely means; empty where nothing is near.
std::string nearest_key(std::string_view path);
/// How many letters to insert, delete or replace (Levenshtein 1966).
std::size_t edit_distance(std::string_view a, std::string_view b);

// The table, by section.
std::vector<key> swarm_keys();
std::vector<key> learning_keys();
std::vector<key> swarm_strategy_keys();  ///< The rest of the section that learning_keys() begins.
std::vector<key> objective_keys();
std::vector<key> belief_keys();
std::vector<key> adversary_keys();
std::vector<key> link_keys();
std::vector<key> suspicion_keys();
std::vector<key> operation_keys();
std::vector<key> host_keys();

// How the table is written.

key described(std::string path, std::string type, std::string accepted, std::string sentence);

/// A key that stands for something in each kind that has it: `where(options)` points to it or to
/// nothing.
template <class T, class Where>
key make_key(std::string path, value<T> how, std::string sentence, Where where) {
  key made = described(std::move(path), how.type, how.accepted, std::move(sentence));
  made.is_list = how.is_list;
  made.parts = how.parts;
  made.read = [=](const node& from, const std::filesystem::path& folder,
                  swarm_options& options) -> outcome {
    T* held = where(options);
    return held == nullptr ? std::nullopt : how.read(from, folder, *held);
  };
  made.write = [=](const swarm_options& options) -> std::optional<std::string> {
    const T* held = where(options);
    if (held == nullptr) return std::nullopt;
    return how.write(*held);
  };
  return made;
}

/// For a key that exists in some alternatives of a variant only: those for which `get` compiles.
/// `member` finds the variant in the options.
template <class T, class Member, class Get>
key held_key(std::string path, value<T> how, std::string sentence, Member member, Get get) {
  return make_key(std::move(path), std::move(how), std::move(sentence),
                  [=]<class Options>(Options& options) {
                    using pointer = std::conditional_t<std::is_const_v<Options>, const T*, T*>;
                    return std::visit(
                        [&](auto& alternative) -> pointer {
                          if constexpr (std::is_invocable_v<Get, decltype(alternative)>) {
                            return get(alternative);
                          } else {
                            return nullptr;
                          }
                        },
                        std::invoke(member, options));
                  });
}

/// The alternative of `Variant` with number `index`, as a file that says nothing else has it.
template <class Variant, std::size_t I = 0>
Variant alternative_at(std::size_t index) {
  if constexpr (I + 1 < std::variant_size_v<Variant>) {
    if (index != I) return alternative_at<Variant, I + 1>(index);
  }
  return Variant(std::in_place_index<I>);
}

/// The key that chooses the alternative of a variant, by name and in the variant's order.
template <class Variant, class Where>
key choice_key(std::string path, std::string sentence, std::vector<key::alternative> alternatives,
               Where where) {
  std::vector<named<std::size_t>> words;
  for (std::size_t i = 0; i < alternatives.size(); ++i) words.push_back({alternatives[i].name, i});
  const value<std::size_t> how = one_of<std::size_t>(std::move(words));
  key made = described(std::move(path), how.type, how.accepted, std::move(sentence));
  made.read = [=](const node& from, const std::filesystem::path& folder,
                  swarm_options& options) -> outcome {
    std::size_t index = 0;
    if (auto wrong = how.read(from, folder, index)) return wrong;
    swarm_options fresh;
    if (where(fresh)->index() != index) {
      *where(options) = alternative_at<Variant>(index);
    } else {  // not the whole variant: g++ takes its unused bytes for a mistake
      std::visit([&](const auto& own) { *where(options) = own; }, *where(fresh));
    }
    return std::nullopt;
  };
  made.write = [=](const swarm_options& options) -> std::optional<std::string> {
    return how.write(where(options)->index());
  };
  made.alternatives = std::move(alternatives);
  return made;
}

}  // namespace starling::deploy

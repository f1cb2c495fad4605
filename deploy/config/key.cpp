#include "deploy/config/key.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace starling::deploy {
namespace {

/// Which kinds a key belongs to, and what it is there when the file says nothing: asked of the key
/// itself, once for each kind.
std::vector<key::kind_default> defaults_of(const key& one, const key* chooser) {
  std::vector<key::kind_default> found;
  if (chooser == nullptr || chooser == &one) {
    found.push_back({"", one.write(swarm_options{}).value_or("")});
    return found;
  }
  for (const auto& alternative : chooser->alternatives) {
    swarm_options options;
    node word;
    word.what = node::kind::scalar;
    word.text = alternative.name;
    (void)chooser->read(word, {}, options);
    if (auto text = one.write(options)) found.push_back({alternative.name, *text});
  }
  return found;
}

std::vector<key> complete_table() {
  std::vector<key> all = swarm_keys();
  for (auto more : {objective_keys(), learning_keys(), belief_keys(), suspicion_keys(),
                    adversary_keys(), link_keys(), operation_keys(), host_keys()}) {
    std::ranges::move(more, std::back_inserter(all));
  }
  for (auto& one : all) {
    const auto chooser = std::ranges::find_if(
        all, [&](const key& k) { return k.chooses() && k.section == one.section; });
    if (chooser != all.end()) one.chooser = chooser->path;
    one.defaults = defaults_of(one, chooser == all.end() ? nullptr : &*chooser);
  }
  return all;
}

bool is_below(std::string_view path, std::string_view section) {
  if (section.empty()) return path.find('.') == std::string_view::npos;
  return path.size() > section.size() + 1 && path.starts_with(section) &&
         path[section.size()] == '.' &&
         path.find('.', section.size() + 1) == std::string_view::npos;
}

std::string_view last_word(std::string_view path) {
  return path.substr(path.rfind('.') + 1);
}

}  // namespace

key described(std::string path, std::string type, std::string accepted, std::string sentence) {
  key made;
  const std::size_t dot = path.rfind('.');
  made.section = path.substr(0, dot);
  made.name = path.substr(dot + 1);
  made.path = std::move(path);
  made.type = std::move(type);
  made.accepted = std::move(accepted);
  made.sentence = std::move(sentence);
  return made;
}

std::span<const key> keys() {
  static const std::vector<key> all = complete_table();
  return all;
}

std::span<const section> sections() {
  static const std::array all{
      section{"swarm", "The swarm as a whole."},
      section{"topology", "Who hears whom."},
      section{"rounds",
              "One propose–combine–adopt step after another: when each closes, and when "
              "the run ends."},
      section{"objective", "What the least value is looked for of, where no model is learned."},
      section{"model", "What is learned."},
      section{"strategy", "How one node improves it between two exchanges."},
      section{"data", "What it is learned from."},
      section{"data.partition", "How the training examples are divided over the nodes."},
      section{"aggregation", "Whom to believe: how what was heard becomes one."},
      section{"aggregation.verify", "Whether a point is worth what its finder claims."},
      section{"aggregation.weights", "What the weight of a proposal is the product of."},
      section{"aggregation.reputation",
              "What a member makes of how its peers behave, over rounds."},
      section{"adversaries", "Nodes that lie on purpose."},
      section{"links", "How the nodes hear each other."},
      section{"links.emulate", "A worse link than memory is."},
      section{"population", "Particles that come, go and move while the swarm runs."},
      section{"checkpoint", "What a run can go on from."},
      section{"faults", "What goes wrong on purpose. Nodes are numbered from 0, rounds from 1."},
      section{"evaluation", "How often the nodes are tested, on how much."},
      section{"supervision", "A crashed node is restarted, the others are not."},
      section{"heartbeat", "Signs of life between the rounds."},
      section{"hosts", "The processes of a swarm that spans several; `starling node` runs one."}};
  return all;
}

const key* find_key(std::string_view path) {
  const auto found = std::ranges::find(keys(), path, &key::path);
  return found == keys().end() ? nullptr : &*found;
}

const section* find_section(std::string_view path) {
  const auto found = std::ranges::find(sections(), path, &section::path);
  return found == sections().end() ? nullptr : &*found;
}

std::vector<std::string> names_below(std::string_view path, const swarm_options* holding) {
  std::vector<std::string> names;
  for (const key& one : keys()) {
    if (one.section == path && (holding == nullptr || one.belongs(*holding))) {
      names.push_back(one.name);
    }
  }
  for (const section& one : sections()) {
    if (is_below(one.path, path)) names.emplace_back(last_word(one.path));
  }
  return names;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row.back();
}

std::string nearest_key(std::string_view path) {
  constexpr std::size_t considered_max = 100;
  if (path.size() > considered_max) return {};
  std::string best;
  std::size_t best_distance = 3;  // Two slips of the pen at most.
  const auto consider = [&](const std::string& known) {
    const std::size_t distance = edit_distance(path, known);
    if (distance < best_distance && distance * 2 < last_word(known).size() + 1) {
      best = known;
      best_distance = distance;
    }
  };
  for (const section& one : sections()) consider(one.path);
  for (const key& one : keys()) consider(one.path);
  if (!best.empty()) return best;
  for (const key& one : keys()) {  // The right word in the wrong section.
    if (one.name == last_word(path) && !one.chooses()) return one.path;
  }
  return {};
}

}  // namespace starling::deploy

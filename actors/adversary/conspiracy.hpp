#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "actors/adversary/whisper.hpp"
#include "actors/swarm/plan.hpp"
#include "messages/types/time.hpp"
#include "messages/vocabulary/contribution.hpp"

namespace starling::actors {

/// Adversaries that know what the honest propose before they speak.
///
/// It overhears the honest and forges for the liars of a round, once it knows as many proposals as
/// the quorum asks of the honest who take part, or a quarter of the deadline after the first liar
/// asked. Not waited for: who has crashed, and who has already spoken in a later round. A liar who
/// comes later is answered at once. Asynchronous: all are, from the latest each honest node said.
///
/// Memory: proposals of at most `rounds_max` rounds: of those before the newest one overheard in
///         full only where a liar has yet to ask. Of more rounds, the oldest is forged with what
///         there is and forgotten; a liar who asks in it later forges as if nobody were overheard.
/// Cost:   O(n) to begin a round, O(rounds) per whisper, and what the attack costs per liar.
class conspiracy {
 public:
  static constexpr std::size_t rounds_max = 16;

  /// `shared` has an attack that eavesdrops.
  explicit conspiracy(std::shared_ptr<const plan> shared);

  struct instruction {
    messages::node_id to;
    forgery what;
  };
  void hear(const whisper& heard, messages::time_point now, std::vector<instruction>& out);
  /// `member` has crashed; it is not waited for until it speaks again.
  void lose(messages::node_id member, messages::time_point now, std::vector<instruction>& out);
  /// Whenever `next_deadline` has passed.
  void wake(messages::time_point now, std::vector<instruction>& out);
  [[nodiscard]] std::optional<messages::time_point> next_deadline() const;

 private:
  /// What is known of one round.
  struct plot {
    std::vector<bool> awaited;             ///< By node: honest, takes part, unheard.
    std::size_t awaited_count = 0;         ///< How many of them.
    std::size_t enough = 0;                ///< How many proposals are worth waiting for.
    std::vector<messages::node_id> liars;  ///< Who take part; ascending.
    std::size_t nodes = 0;                 ///< How many take part, liars included.
    std::vector<messages::contribution> overheard;
    std::vector<whisper> asking;              ///< Liars not answered yet.
    std::optional<messages::time_point> due;  ///< While any asks.
    bool spoken = false;                      ///< Whoever asks now is answered at once.
    /// What the last one was told, and on what ground; only where all forge alike.
    struct {
      messages::tensor base;
      std::optional<messages::node_id> parent;
      std::size_t overheard = 0;
      std::optional<messages::tensor> forged;
    } last;
  };

  plot& plot_of(messages::round_number r);
  void enlist(const whisper& liar, plot& p, messages::time_point now);
  static void overhear(const whisper& heard, plot& p);
  static void excuse(plot& p, std::size_t node);
  void settle(messages::time_point now, std::vector<instruction>& out);
  void speak(plot& p, std::vector<instruction>& out) const;
  /// `forge`, or what was forged for one who stands in the same place.
  [[nodiscard]] forgery forge_once(const whisper& asked, plot& p) const;
  void forget(messages::round_number complete, std::vector<instruction>& out);
  [[nodiscard]] bool all_asked(messages::round_number r, const plot& p) const;
  [[nodiscard]] forgery forge(const whisper& asked,
                              std::span<const messages::contribution> overheard,
                              const plot* where) const;
  [[nodiscard]] std::optional<messages::tensor> defend(
      std::span<const messages::contribution> heard, const whisper& asked) const;
  [[nodiscard]] std::vector<messages::contribution> latest_of_all() const;
  [[nodiscard]] bool asynchronous() const {
    return plan_->options.rounds.mode == round_mode::asynchronous;
  }

  std::shared_ptr<const plan> plan_;
  std::map<messages::round_number, plot> plots_;
  messages::round_number floor_;                  ///< Rounds before it are forgotten.
  std::vector<messages::round_number> furthest_;  ///< By node: the latest it was heard in.
  std::vector<bool> lost_;                        ///< By node: has crashed since.
  std::vector<messages::contribution> latest_;    ///< By node; empty: unheard. Asynchronous only.
};

}  // namespace starling::actors

#pragma once

#include <filesystem>
#include <fstream>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <poll.h>

#include "deploy/fleet/child_driver.hpp"
#include "deploy/fleet/fleet_course.hpp"
#include "deploy/fleet/guard_talk.hpp"

namespace starling::deploy {

/// One guard at a time, what it tells and what its node leaves.
///
/// Not thread-safe; nothing here blocks on a guard.
class node_watch {
 public:
  /// `folder` is there; `relay` may be null.
  node_watch(std::size_t host, std::string name, std::filesystem::path folder, std::ostream* relay);

  /// Runs `command`, which hears `opening`. Errors: one sentence.
  std::string start(const std::vector<std::string>& command, std::string_view opening);
  void say(std::string_view word);

  /// Adds the streams to wait for.
  void wait_for(std::vector<pollfd>& streams) const;
  /// Its end has to be asked for: no stream tells it.
  [[nodiscard]] bool silent() const { return guard_ && guard_->out() < 0; }
  /// Reads and writes what can be; what has happened, in its order.
  std::vector<course_event> look();

 private:
  void hear(const guard_word& word, std::vector<course_event>& events);
  void relay(std::string_view text);
  void relay_line();
  void keep(const file_began& file);
  void keep_end();

  std::size_t host_;
  std::string name_;
  std::filesystem::path folder_;
  std::ostream* relay_;
  std::ofstream log_;
  std::unique_ptr<child> guard_;
  guard_talk talk_;
  std::string line_;  ///< Of what the node says, as far as it has come.
  std::string last_;  ///< The line before.
  bool ran_ = false;
  std::filesystem::path file_;
  std::ofstream into_;
  bool owes_report_ = false;
  std::string why_;  ///< What went wrong here.
};

}  // namespace starling::deploy

#include "deploy/config/config_error.hpp"

namespace starling::deploy {

std::string to_string(const config_error& error) {
  std::string text = error.file;
  if (error.line > 0) {
    text += ':' + std::to_string(error.line) + ':' + std::to_string(error.column);
  }
  if (!error.key.empty() && !text.ends_with(error.key)) {
    text += (text.empty() ? "" : ": ") + error.key;
  }
  text += (text.empty() ? "" : ": ") + error.message;
  if (!error.accepted.empty()) text += " (accepted: " + error.accepted + ')';
  return text;
}

}  // namespace starling::deploy

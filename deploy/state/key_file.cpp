#include "deploy/state/key_file.hpp"

namespace starling::deploy {

namespace {

constexpr std::string_view first_line = "starling key 1";

/// Cuts the first line off.
std::string_view take_line(std::string_view& text) {
  const auto line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

template <class Seed>
bool read_seed(std::string_view& text, std::string_view name, Seed& seed) {
  auto line = take_line(text);
  if (!line.starts_with(name)) return false;
  line.remove_prefix(name.size());
  return messages::from_hex(line, seed.mutate());
}

}  // namespace

std::string key_text(const messages::signing_seed& signing,
                     const messages::agreement_seed& agreement) {
  return std::string(first_line) + "\nsigning " + messages::to_hex(signing.bytes()) +
         "\nagreement " + messages::to_hex(agreement.bytes()) + "\n";
}

messages::result<messages::identity, std::string> read_key(std::string_view text) {
  const auto wrong = [](const char* why) { return messages::failure{std::string(why)}; };
  messages::signing_seed signing;
  messages::agreement_seed agreement;
  if (take_line(text) != first_line) return wrong("its first line is not 'starling key 1'");
  if (!read_seed(text, "signing ", signing)) {
    return wrong("its second line is not 'signing' and 64 hexadecimal digits");
  }
  if (!read_seed(text, "agreement ", agreement)) {
    return wrong("its third line is not 'agreement' and 64 hexadecimal digits");
  }
  if (!text.empty()) return wrong("something follows its third line");
  return messages::identity(signing, agreement);
}

}  // namespace starling::deploy

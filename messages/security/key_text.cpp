#include "messages/security/key_text.hpp"

#include <optional>

namespace starling::messages {

namespace {

constexpr std::string_view first_line = "starling-key 1";
constexpr std::string_view signing_line = "signing ";
constexpr std::string_view agreement_line = "agreement ";
constexpr std::string_view first_file_key_line = "starling-file-key 1";
constexpr std::string_view sealing_line = "sealing ";

/// The lines that say something, one after the other.
class said_lines {
 public:
  explicit said_lines(std::string_view text) : rest_(text) {}

  /// None at the end.
  std::optional<std::string_view> next() {
    while (!rest_.empty()) {
      const auto end = rest_.find('\n');
      const auto line = rest_.substr(0, end);
      rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
      if (!line.empty() && line.front() != '#') return line;
    }
    return std::nullopt;
  }

 private:
  std::string_view rest_;
};

/// Reads "NAME DIGITS".
bool read_seed(const std::optional<std::string_view>& line, std::string_view name,
               std::span<std::byte> into) {
  return line && line->starts_with(name) && from_hex(line->substr(name.size()), into);
}

void add_key(std::string& text, std::string_view name, std::span<const std::byte> bytes) {
  std::string digits = to_hex(bytes);
  text.append(name).append(digits).append("\n");
  sodium_memzero(digits.data(), digits.size());
}

}  // namespace

std::string secret_text(const identity_seeds& seeds) {
  std::string text;
  text.reserve(key_text_max);  // it never moves, so that no part of it is left behind
  text.append("# Secret: whoever has this file is this peer.\n").append(first_line).append("\n");
  add_key(text, signing_line, seeds.signing.bytes());
  add_key(text, agreement_line, seeds.agreement.bytes());
  return text;
}

result<identity_seeds, key_text_refusal> seeds_from_text(std::string_view text) {
  if (text.size() > key_text_max) return failure{key_text_refusal::too_long};
  said_lines lines(text);
  if (lines.next() != first_line) return failure{key_text_refusal::wrong_version};
  identity_seeds seeds;
  if (!read_seed(lines.next(), signing_line, seeds.signing.mutate()) ||
      !read_seed(lines.next(), agreement_line, seeds.agreement.mutate())) {
    return failure{key_text_refusal::malformed};
  }
  if (lines.next()) return failure{key_text_refusal::trailing};
  return seeds;
}

std::string secret_text(const file_key& key) {
  std::string text;
  text.reserve(key_text_max);
  text.append("# Secret: whoever has this file reads what it sealed.\n");
  text.append(first_file_key_line).append("\n");
  add_key(text, sealing_line, key.bytes());
  return text;
}

result<file_key, key_text_refusal> file_key_from_text(std::string_view text) {
  if (text.size() > key_text_max) return failure{key_text_refusal::too_long};
  said_lines lines(text);
  if (lines.next() != first_file_key_line) return failure{key_text_refusal::wrong_version};
  file_key key;
  if (!read_seed(lines.next(), sealing_line, key.mutate())) {
    return failure{key_text_refusal::malformed};
  }
  if (lines.next()) return failure{key_text_refusal::trailing};
  return key;
}

std::string public_text(const identity& self) {
  return "starling-peer 1\nid " + to_hex(self.id().bytes()) + "\nverification " +
         to_hex(self.signing().public_key().bytes()) + "\nagreement " +
         to_hex(self.agreement().public_key().bytes()) + '\n';
}

}  // namespace starling::messages

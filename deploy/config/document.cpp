#include "deploy/config/document.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

namespace starling::deploy {
namespace {

/// Ends the parser from inside a handler: the library knows no other way.
struct refused {
  config_error error;
};

std::size_t from_one(int position) {
  return static_cast<std::size_t>(std::max(position, 0)) + 1;
}

/// Builds the tree while the text is read, so that a hostile text is refused before it is expanded.
class tree_builder final : public YAML::EventHandler {
 public:
  explicit tree_builder(std::string file) : file_(std::move(file)) {}

  node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark& mark, const std::string&) override {
    refuse(mark, "an anchor (&) is not part of a swarm file");
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(mark, "an alias (*) is not part of a swarm file");
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    add(mark, node::kind::null, "", {});
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    add(mark, node::kind::scalar, tag, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(mark, node::kind::sequence, tag);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    open(mark, node::kind::map, tag);
  }
  void OnMapEnd() override { close(); }

 private:
  /// A collection that is being filled. The pointer stays valid: a parent grows only after its last
  /// child has been closed.
  struct level {
    node* filled;
    std::string key{};  ///< Of the value that is being read; empty between two.
    std::size_t line = 0;
    std::size_t column = 0;
    bool expects_value = false;
  };

  [[noreturn]] void refuse(const YAML::Mark& mark, std::string message) const {
    throw refused{
        {file_, from_one(mark.line), from_one(mark.column), path(), std::move(message), ""}};
  }

  [[nodiscard]] std::string path() const {
    std::string text;
    for (const auto& l : open_) {
      if (!l.key.empty()) text += (text.empty() ? "" : ".") + l.key;
    }
    return text;
  }

  void open(const YAML::Mark& mark, node::kind what, const std::string& tag) {
    if (open_.size() >= document_depth_max) {
      refuse(mark, "nested more than " + std::to_string(document_depth_max) + " deep");
    }
    node* opened = add(mark, what, tag, {});
    open_.push_back({opened});
  }

  void close() {
    open_.pop_back();
    if (!open_.empty()) open_.back().key.clear();
  }

  node* add(const YAML::Mark& mark, node::kind what, const std::string& tag,
            const std::string& text) {
    if (++nodes_ > document_nodes_max) {
      refuse(mark, "more than " + std::to_string(document_nodes_max) + " values");
    }
    if (!tag.empty() && tag != "?" && tag != "!") {
      refuse(mark, "a tag (" + tag.substr(0, 40) + ") is not part of a swarm file");
    }
    node added{what, text, {}, from_one(mark.line), from_one(mark.column), {}, 0, 0};
    if (open_.empty()) {
      root_ = std::move(added);
      return &root_;
    }
    level& top = open_.back();
    if (top.filled->what == node::kind::map) {
      if (!top.expects_value) {
        name(mark, top, added);
        return nullptr;
      }
      take_name(top, added);
    }
    top.filled->children.push_back(std::move(added));
    return &top.filled->children.back();
  }

  static void take_name(level& top, node& value) {
    value.key = top.key;
    value.key_line = top.line;
    value.key_column = top.column;
    if (value.what == node::kind::null) {  // The library places an absent value at the next token.
      value.line = top.line;
      value.column = top.column;
    }
    top.expects_value = false;
    const bool is_collection = value.what == node::kind::sequence || value.what == node::kind::map;
    if (!is_collection) top.key.clear();
  }

  void name(const YAML::Mark& mark, level& top, const node& key) {
    if (key.what != node::kind::scalar || key.text.empty()) {
      refuse(mark, "a key is a word, and none stands here; is a bracket left open?");
    }
    if (top.filled->children.size() >= document_keys_max) {
      refuse(mark, "more than " + std::to_string(document_keys_max) + " keys in one section");
    }
    top.key = key.text;
    top.line = key.line;
    top.column = key.column;
    top.expects_value = true;
    for (const node& earlier : top.filled->children) {
      if (earlier.key == key.text) {
        refuse(mark, "given twice, first on line " + std::to_string(earlier.key_line));
      }
    }
  }

  std::string file_;
  node root_;
  std::vector<level> open_;
  std::size_t nodes_ = 0;
};

}  // namespace

messages::result<node, config_error> parse_document(std::string_view text,
                                                    const std::string& file) {
  if (text.size() > document_bytes_max) {
    return messages::failure{config_error{file, 0, 0, "", "larger than 1 MiB", ""}};
  }
  std::istringstream stream{std::string(text)};
  tree_builder builder(file);
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) return node{};
    node document = builder.take();
    tree_builder second(file);
    if (parser.HandleNextDocument(second)) {
      const node extra = second.take();
      return messages::failure{config_error{file, extra.line, extra.column, "",
                                            "a second document begins; a swarm file is one", ""}};
    }
    return document;
  } catch (const refused& stop) {
    return messages::failure{stop.error};
  } catch (const YAML::Exception& e) {
    return messages::failure{config_error{file, from_one(e.mark.line), from_one(e.mark.column), "",
                                          "this is not YAML: " + e.msg, ""}};
  }
}

messages::result<node, config_error> parse_document_file(const std::filesystem::path& path,
                                                         std::string_view what) {
  const auto refuse = [&](std::string why) {
    return messages::failure{config_error{path.string(), 0, 0, "", std::move(why), ""}};
  };
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) return refuse("no such file");
  if (error) return refuse("cannot be read: " + error.message());
  if (std::filesystem::is_directory(status)) return refuse("is a folder, not " + std::string(what));
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return refuse("cannot be read: " + std::generic_category().message(errno));
  std::string text(document_bytes_max + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) return refuse("cannot be read: input/output error");
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return parse_document(text, path.string());
}

std::string describe(const node& value) {
  if (value.what == node::kind::null) return "nothing";
  if (value.what == node::kind::sequence) return "a list";
  if (value.what == node::kind::map) return "a map";
  constexpr std::size_t shown_max = 60;
  std::size_t shown = std::min(value.text.size(), shown_max);
  const auto inside_character = [&](std::size_t i) {  // UTF-8: 10xxxxxx continues a character.
    return i > 0 && i < value.text.size() && (static_cast<unsigned char>(value.text[i]) >> 6U) == 2;
  };
  while (inside_character(shown)) --shown;
  std::string text = "\"";
  for (const char c : value.text.substr(0, shown)) {
    const auto byte = static_cast<unsigned char>(c);
    text += byte < 0x20U || byte == 0x7fU ? '?' : c;
  }
  return text + (value.text.size() > shown ? "…\"" : "\"");
}

}  // namespace starling::deploy

#include "deploy/state/key_file_driver.hpp"

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <type_traits>
#include <utility>

#include <fcntl.h>
#include <sodium/core.h>
#include <sodium/randombytes.h>
#include <sys/stat.h>
#include <unistd.h>

namespace starling::deploy {

namespace fs = std::filesystem;

namespace {

constexpr mode_t owner_only = 0600;
constexpr mode_t everybody_reads = 0644;

std::string why(const fs::path& path, const char* what) {
  return path.string() + ": " + what + ": " + std::strerror(errno);
}

/// A file descriptor that is closed at the end.
class descriptor {
 public:
  explicit descriptor(int number) : number_(number) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool open() const { return number_ >= 0; }

 private:
  int number_;
};

bool write_all(int to, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(to, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(to) == 0;
}

/// Text in a file of its own until `publish` gives it its name; gone where it never did.
class pending_file {
 public:
  explicit pending_file(fs::path path)
      : path_(std::move(path)), pending_(path_.string() + ".part-" + std::to_string(getpid())) {}
  pending_file(const pending_file&) = delete;
  pending_file& operator=(const pending_file&) = delete;
  ~pending_file() {
    if (made_) ::unlink(pending_.c_str());
  }

  std::string write(std::string_view text, mode_t mode) {
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    const descriptor file(::open(pending_.c_str(), flags, mode));
    if (!file.open()) return why(path_, "cannot be written");
    made_ = true;
    return write_all(file.number(), text) ? std::string() : why(path_, "cannot be written");
  }
  /// Takes the place of what has the name only where that is asked for.
  std::string publish(bool replace) {
    if (replace) {
      if (::rename(pending_.c_str(), path_.c_str()) != 0) return why(path_, "cannot be written");
      made_ = false;
      return {};
    }
    if (::link(pending_.c_str(), path_.c_str()) == 0) return {};
    if (errno == EEXIST) return path_.string() + " is there already; --force replaces it";
    return why(path_, "cannot be written");
  }

 private:
  fs::path path_;
  std::string pending_;
  bool made_ = false;
};

bool is_there(const fs::path& path) {
  struct stat found {};
  return ::lstat(path.c_str(), &found) == 0;
}

/// What `parse` makes of a file that its owner alone may read.
template <class Parse>
auto read_secret(const fs::path& key_file, Parse parse)
    -> messages::result<std::remove_cvref_t<decltype(*parse({}))>, std::string> {
  const descriptor file(::open(key_file.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat found {};
  if (!file.open() || ::fstat(file.number(), &found) != 0) {
    return messages::failure{why(key_file, "cannot be read")};
  }
  if (!S_ISREG(found.st_mode)) return messages::failure{key_file.string() + " is no file"};
  if ((found.st_mode & 077U) != 0) {
    return messages::failure{key_file.string() +
                             ": others than its owner may read it; chmod 600 it"};
  }
  std::string text(messages::key_text_max + 1, '\0');
  std::size_t size = 0;
  ssize_t got = 1;
  while (size < text.size() && got > 0) {
    got = ::read(file.number(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR)
      got = 1;
    else if (got > 0)
      size += static_cast<std::size_t>(got);
  }
  auto keys = parse(std::string_view(text).substr(0, size));
  sodium_memzero(text.data(), text.size());
  if (got < 0) return messages::failure{why(key_file, "cannot be read")};
  if (keys) return *std::move(keys);
  return messages::failure{key_file.string() +
                           ": holds no keys: " + std::string(to_string(keys.error()))};
}

}  // namespace

messages::identity_seeds fresh_seeds() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be used here");
  messages::identity_seeds seeds;
  randombytes_buf(seeds.signing.mutate().data(), seeds.signing.size);
  randombytes_buf(seeds.agreement.mutate().data(), seeds.agreement.size);
  return seeds;
}

fs::path public_file(const fs::path& key_file) {
  return key_file.string() + ".pub";
}

std::string write_key_files(const fs::path& key_file, const messages::identity_seeds& seeds,
                            bool replace) {
  const auto shown = public_file(key_file);
  for (const auto& path : {key_file, shown}) {
    if (!replace && is_there(path)) return path.string() + " is there already; --force replaces it";
  }
  const messages::identity self(seeds.signing, seeds.agreement);
  pending_file secret_part(key_file);
  pending_file public_part(shown);
  std::string text = messages::secret_text(seeds);
  std::string problem = secret_part.write(text, owner_only);
  sodium_memzero(text.data(), text.size());
  if (problem.empty()) problem = public_part.write(messages::public_text(self), everybody_reads);
  if (problem.empty()) problem = secret_part.publish(replace);
  if (problem.empty()) problem = public_part.publish(replace);
  return problem;
}

messages::result<messages::identity_seeds, std::string> read_key_file(const fs::path& key_file) {
  return read_secret(key_file, messages::seeds_from_text);
}

messages::file_salt fresh_salt() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be used here");
  messages::file_salt salt;
  randombytes_buf(salt.value.data(), salt.value.size());
  return salt;
}

messages::file_key fresh_file_key() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be used here");
  messages::file_key key;
  randombytes_buf(key.mutate().data(), messages::file_key::size);
  return key;
}

std::string write_file_key(const fs::path& key_file, const messages::file_key& key, bool replace) {
  pending_file part(key_file);
  std::string text = messages::secret_text(key);
  std::string problem = part.write(text, owner_only);
  sodium_memzero(text.data(), text.size());
  return problem.empty() ? part.publish(replace) : problem;
}

messages::result<messages::file_key, std::string> read_file_key(const fs::path& key_file) {
  return read_secret(key_file, messages::file_key_from_text);
}

}  // namespace starling::deploy

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace starling::optimizers {

/// What must be remembered of something to go on with it later, bit by bit. Whoever has a state
/// lists it once, in `exchange(state&)`, which writes it down or takes it over.
///
/// Bytes that do not fit make it `broken`, and nothing is taken over from there on; then what was
/// being restored is of no use. Lengths are those that the owner has: none is read.
class state {
 public:
  /// To write.
  state() = default;
  /// To take over what was written.
  explicit state(std::vector<std::byte> bytes) : bytes_(std::move(bytes)), reading_(true) {}

  /// Numbers, enums, and plain structs of them without padding.
  template <class T>
  requires(std::is_trivially_copyable_v<T> && !std::is_pointer_v<T>) void exchange(T& value) {
    bytes({reinterpret_cast<std::byte*>(&value), sizeof(T)});
  }
  template <class T>
  requires std::is_trivially_copyable_v<T>
  void exchange(std::span<T> values) {
    bytes({reinterpret_cast<std::byte*>(values.data()), values.size_bytes()});
  }
  template <class T>
  void exchange(std::vector<T>& values) {
    exchange(std::span<T>(values));
  }

  [[nodiscard]] bool reading() const { return reading_; }
  /// Bytes that are still to be taken over: a length that was written can be held against it.
  [[nodiscard]] std::size_t left() const { return reading_ ? bytes_.size() - at_ : 0; }
  /// Whether bytes were missing, or some were left over at the end.
  [[nodiscard]] bool broken() const { return broken_ || (reading_ && at_ != bytes_.size()); }
  /// What was taken over cannot be.
  void refuse() { broken_ = true; }
  [[nodiscard]] const std::vector<std::byte>& written() const { return bytes_; }

 private:
  void bytes(std::span<std::byte> part) {
    if (!reading_) {
      if (part.empty()) return;
      const auto end = bytes_.size();
      bytes_.resize(end + part.size());
      std::memcpy(bytes_.data() + end, part.data(), part.size());
      return;
    }
    if (broken_ || part.size() > bytes_.size() - at_) {
      broken_ = true;
      return;
    }
    if (!part.empty()) std::memcpy(part.data(), bytes_.data() + at_, part.size());
    at_ += part.size();
  }

  std::vector<std::byte> bytes_;
  std::size_t at_ = 0;
  bool reading_ = false;
  bool broken_ = false;
};

}  // namespace starling::optimizers

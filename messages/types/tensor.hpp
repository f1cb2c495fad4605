#pragma once

#include <cstddef>
#include <span>
#include <utility>

namespace starling::messages {

/// A flat vector of float32 that is shared, not copied, when it is passed on.
///
/// Immutable while shared: `mutate` copies first unless this is the only owner. Storage of 16 or
/// more elements is 64-byte aligned. Copying is one atomic increment; safe across threads as
/// `std::shared_ptr<const T>` is.
class tensor {
 public:
  tensor() = default;
  /// `size` zeros.
  explicit tensor(std::size_t size);
  explicit tensor(std::span<const float> values);
  /// `size` elements of unspecified value, for whoever fills them at once.
  static tensor uninitialised(std::size_t size);

  tensor(const tensor& other) noexcept;
  tensor(tensor&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  tensor& operator=(tensor other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~tensor();

  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] std::span<const float> values() const;
  /// Write access until the tensor is next read or copied; copies the elements first when others
  /// share them.
  [[nodiscard]] std::span<float> mutate();
  /// Whether no element is NaN or infinite. Looked at once per storage, however many share it.
  [[nodiscard]] bool all_finite() const;
  /// Whether both are the same storage, hence equal without looking.
  [[nodiscard]] bool same_storage(const tensor& other) const { return block_ == other.block_; }

  /// Equal size and equal bits.
  friend bool operator==(const tensor& a, const tensor& b);

 private:
  struct block;
  static block* allocate(std::size_t size);
  static void release(block* b) noexcept;
  static float* data(block* b);

  block* block_ = nullptr;
};

}  // namespace starling::messages

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace starling::messages {

/// What the elements of a tensor are: a model's parameters float32, an optimizer's points float64.
enum class precision : std::uint8_t { float32, float64 };

/// A flat vector of numbers that is shared, not copied, when it is passed on.
///
/// Immutable while shared: `mutate` copies first unless this is the only owner. Storage of 16
/// or more float32 is 64-byte aligned. Copying is one atomic increment; safe across threads as
/// `std::shared_ptr<const T>` is.
class tensor {
 public:
  tensor() = default;
  /// `size` zeros.
  explicit tensor(std::size_t size);
  explicit tensor(std::span<const float> values);
  explicit tensor(std::span<const double> values);
  /// `size` elements of unspecified value, for whoever fills them at once.
  static tensor uninitialised(std::size_t size, precision of = precision::float32);

  tensor(const tensor& other) noexcept;
  tensor(tensor&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  tensor& operator=(tensor other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~tensor();

  [[nodiscard]] std::size_t size() const;  ///< Elements.
  [[nodiscard]] bool empty() const { return size() == 0; }
  /// Of an empty one: float32.
  [[nodiscard]] messages::precision precision() const;
  /// Throws: logic_error unless they are float32; `doubles`: unless they are float64. An empty
  /// tensor has none of either.
  [[nodiscard]] std::span<const float> values() const;
  [[nodiscard]] std::span<const double> doubles() const;
  [[nodiscard]] std::span<const std::byte> bytes() const;
  /// Write access until the tensor is next read or copied; copies the elements first when others
  /// share them.
  [[nodiscard]] std::span<float> mutate();
  [[nodiscard]] std::span<double> mutate_doubles();
  /// Whether no element is NaN or infinite. Looked at once per storage, however many share it.
  [[nodiscard]] bool all_finite() const;
  /// Whether both are the same storage, hence equal without looking.
  [[nodiscard]] bool same_storage(const tensor& other) const { return block_ == other.block_; }

  /// Equal size, precision and bits.
  friend bool operator==(const tensor& a, const tensor& b);

 private:
  struct block;
  static block* allocate(std::size_t size, messages::precision of);
  static void release(block* b) noexcept;
  static std::byte* data(block* b);
  void own();

  block* block_ = nullptr;
};

}  // namespace starling::messages

#include "messages/types/tensor.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>
#include <stdexcept>
#include <vector>

namespace starling::messages {

struct tensor::block {
  enum class finiteness : std::uint8_t { unknown, finite, not_finite };

  std::atomic<std::uint32_t> owners{1};
  std::atomic<finiteness> known{finiteness::unknown};
  messages::precision of = messages::precision::float32;
  std::size_t size = 0;
};

namespace {

constexpr std::size_t alignment = 64;
constexpr std::size_t aligned_from = 16;            // elements
constexpr std::size_t pooled_from = 64 * 1024;      // bytes; below, malloc keeps pages itself
constexpr std::size_t pool_bytes_max = 24U << 20U;  // freed storage that is kept for reuse

/// Keeps freed large blocks: giving them back to the kernel costs a page fault per 4 KiB at each
/// round.
class pool {
 public:
  void* take(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    for (auto it = free_.rbegin(); it != free_.rend(); ++it) {
      if (it->bytes != bytes) continue;
      void* memory = it->memory;
      free_.erase(std::next(it).base());
      held_ -= bytes;
      return memory;
    }
    return nullptr;
  }
  bool give(void* memory, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    if (held_ + bytes > pool_bytes_max) return false;
    free_.push_back({memory, bytes});
    held_ += bytes;
    return true;
  }

 private:
  struct entry {
    void* memory;
    std::size_t bytes;
  };
  std::mutex mutex_;
  std::vector<entry> free_;
  std::size_t held_ = 0;
};

pool& large_blocks() {
  static auto* const instance = new pool;  // outlives every tensor, static ones included
  return *instance;
}

constexpr std::size_t element_bytes(precision of) {
  return of == precision::float64 ? sizeof(double) : sizeof(float);
}

/// Points are many, small, and no matter for vector units: they take no more than they need.
constexpr bool aligned(std::size_t size, precision of) {
  return of == precision::float32 && size >= aligned_from;
}

constexpr std::size_t header_bytes(std::size_t size, precision of) {
  return aligned(size, of) ? alignment : 16;
}

constexpr std::size_t total_bytes(std::size_t size, precision of) {
  const std::size_t bytes = header_bytes(size, of) + size * element_bytes(of);
  return aligned(size, of) ? (bytes + alignment - 1) / alignment * alignment : bytes;
}

/// Exponent bits all ones means NaN or infinite; comparing integers vectorises everywhere.
template <class Bits, class T>
bool all_finite(std::span<const T> values, Bits exponent) {
  Bits bad = 0;
  for (T v : values) {
    bad |= static_cast<Bits>((std::bit_cast<Bits>(v) & exponent) == exponent);
  }
  return bad == 0;
}

void expect(bool fine) {
  if (!fine) throw std::logic_error("a tensor of the other precision was expected");
}

}  // namespace

tensor::block* tensor::allocate(std::size_t size, messages::precision of) {
  if (size == 0) return nullptr;
  const std::size_t bytes = total_bytes(size, of);
  void* memory = bytes >= pooled_from ? large_blocks().take(bytes) : nullptr;
  if (memory == nullptr) {
    memory = aligned(size, of) ? std::aligned_alloc(alignment, bytes) : std::malloc(bytes);
  }
  if (memory == nullptr) throw std::bad_alloc();
  auto* b = new (memory) block;
  b->size = size;
  b->of = of;
  return b;
}

void tensor::release(block* b) noexcept {
  if (b == nullptr || b->owners.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  const std::size_t bytes = total_bytes(b->size, b->of);
  b->~block();
  if (bytes >= pooled_from && large_blocks().give(b, bytes)) return;
  std::free(b);
}

std::byte* tensor::data(block* b) {
  static_assert(sizeof(block) <= header_bytes(1, messages::precision::float32));
  return b == nullptr ? nullptr : reinterpret_cast<std::byte*>(b) + header_bytes(b->size, b->of);
}

tensor::tensor(std::size_t size) : block_(allocate(size, precision::float32)) {
  if (size > 0) std::memset(data(block_), 0, size * sizeof(float));
}

tensor::tensor(std::span<const float> values)
    : block_(allocate(values.size(), precision::float32)) {
  if (!values.empty()) std::memcpy(data(block_), values.data(), values.size_bytes());
}

tensor::tensor(std::span<const double> values)
    : block_(allocate(values.size(), precision::float64)) {
  if (!values.empty()) std::memcpy(data(block_), values.data(), values.size_bytes());
}

tensor tensor::uninitialised(std::size_t size, messages::precision of) {
  tensor t;
  t.block_ = allocate(size, of);
  return t;
}

tensor::tensor(const tensor& other) noexcept : block_(other.block_) {
  if (block_ != nullptr) block_->owners.fetch_add(1, std::memory_order_relaxed);
}

tensor::~tensor() {
  release(block_);
}

std::size_t tensor::size() const {
  return block_ == nullptr ? 0 : block_->size;
}

precision tensor::precision() const {
  return block_ == nullptr ? messages::precision::float32 : block_->of;
}

std::span<const float> tensor::values() const {
  if (block_ == nullptr) return {};
  expect(block_->of == messages::precision::float32);
  return {reinterpret_cast<const float*>(data(block_)), size()};
}

std::span<const double> tensor::doubles() const {
  if (block_ == nullptr) return {};
  expect(block_->of == messages::precision::float64);
  return {reinterpret_cast<const double*>(data(block_)), size()};
}

std::span<const std::byte> tensor::bytes() const {
  return {data(block_), size() * element_bytes(precision())};
}

void tensor::own() {
  if (block_ == nullptr) return;
  if (block_->owners.load(std::memory_order_acquire) != 1) {
    auto copy = uninitialised(size(), precision());
    std::memcpy(data(copy.block_), data(block_), bytes().size());
    *this = std::move(copy);
  }
  block_->known.store(block::finiteness::unknown, std::memory_order_relaxed);
}

std::span<float> tensor::mutate() {
  if (block_ == nullptr) return {};
  expect(block_->of == messages::precision::float32);
  own();
  return {reinterpret_cast<float*>(data(block_)), size()};
}

std::span<double> tensor::mutate_doubles() {
  if (block_ == nullptr) return {};
  expect(block_->of == messages::precision::float64);
  own();
  return {reinterpret_cast<double*>(data(block_)), size()};
}

bool operator==(const tensor& a, const tensor& b) {
  if (a.same_storage(b)) return true;
  const auto x = a.bytes();
  const auto y = b.bytes();
  if (x.size() != y.size() || a.precision() != b.precision()) return false;
  return x.empty() || std::memcmp(x.data(), y.data(), x.size()) == 0;
}

bool tensor::all_finite() const {
  if (block_ == nullptr) return true;
  auto known = block_->known.load(std::memory_order_relaxed);
  if (known == block::finiteness::unknown) {
    const bool fine = block_->of == messages::precision::float64
                          ? messages::all_finite(doubles(), std::uint64_t{0x7ff0000000000000U})
                          : messages::all_finite(values(), std::uint32_t{0x7f800000U});
    known = fine ? block::finiteness::finite : block::finiteness::not_finite;
    block_->known.store(known, std::memory_order_relaxed);
  }
  return known == block::finiteness::finite;
}

}  // namespace starling::messages

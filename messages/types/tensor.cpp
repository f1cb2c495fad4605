#include "messages/types/tensor.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>
#include <vector>

namespace starling::messages {

struct tensor::block {
  enum class finiteness : std::uint8_t { unknown, finite, not_finite };

  std::atomic<std::uint32_t> owners{1};
  std::atomic<finiteness> known{finiteness::unknown};
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

constexpr std::size_t header_bytes(std::size_t size) {
  return size < aligned_from ? 16 : alignment;
}

constexpr std::size_t total_bytes(std::size_t size) {
  const std::size_t bytes = header_bytes(size) + size * sizeof(float);
  return size < aligned_from ? bytes : (bytes + alignment - 1) / alignment * alignment;
}

}  // namespace

tensor::block* tensor::allocate(std::size_t size) {
  if (size == 0) return nullptr;
  const std::size_t bytes = total_bytes(size);
  void* memory = bytes >= pooled_from ? large_blocks().take(bytes) : nullptr;
  if (memory == nullptr) {
    memory = size < aligned_from ? std::malloc(bytes) : std::aligned_alloc(alignment, bytes);
  }
  if (memory == nullptr) throw std::bad_alloc();
  auto* b = new (memory) block;
  b->size = size;
  return b;
}

void tensor::release(block* b) noexcept {
  if (b == nullptr || b->owners.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  const std::size_t bytes = total_bytes(b->size);
  b->~block();
  if (bytes >= pooled_from && large_blocks().give(b, bytes)) return;
  std::free(b);
}

float* tensor::data(block* b) {
  static_assert(sizeof(block) <= header_bytes(1));
  return b == nullptr
             ? nullptr
             : reinterpret_cast<float*>(reinterpret_cast<std::byte*>(b) + header_bytes(b->size));
}

tensor::tensor(std::size_t size) : block_(allocate(size)) {
  std::fill_n(data(block_), size, 0.0F);
}

tensor::tensor(std::span<const float> values) : block_(allocate(values.size())) {
  std::copy(values.begin(), values.end(), data(block_));
}

tensor tensor::uninitialised(std::size_t size) {
  tensor t;
  t.block_ = allocate(size);
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

std::span<const float> tensor::values() const {
  return {data(block_), size()};
}

std::span<float> tensor::mutate() {
  if (block_ != nullptr && block_->owners.load(std::memory_order_acquire) != 1) {
    *this = tensor(values());
  }
  if (block_ != nullptr) block_->known.store(block::finiteness::unknown, std::memory_order_relaxed);
  return {data(block_), size()};
}

bool operator==(const tensor& a, const tensor& b) {
  if (a.same_storage(b)) return true;
  const auto x = a.values();
  const auto y = b.values();
  if (x.empty() && y.empty()) return true;
  return x.size() == y.size() && std::memcmp(x.data(), y.data(), x.size_bytes()) == 0;
}

bool tensor::all_finite() const {
  if (block_ == nullptr) return true;
  auto known = block_->known.load(std::memory_order_relaxed);
  if (known == block::finiteness::unknown) {
    // Exponent bits all ones means NaN or infinite; comparing integers vectorises everywhere.
    std::uint32_t bad = 0;
    for (float v : values()) {
      bad |= static_cast<std::uint32_t>((std::bit_cast<std::uint32_t>(v) & 0x7f800000U) ==
                                        0x7f800000U);
    }
    known = bad == 0 ? block::finiteness::finite : block::finiteness::not_finite;
    block_->known.store(known, std::memory_order_relaxed);
  }
  return known == block::finiteness::finite;
}

}  // namespace starling::messages

#include "actors/jury/thread_workers_driver.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace starling::actors {

void thread_workers::each(std::size_t count, const std::function<void(std::size_t)>& part) const {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) part(i);
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < std::min(threads_, count); ++i) others.emplace_back(work);
  work();
}

}  // namespace starling::actors

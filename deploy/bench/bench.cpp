#include "deploy/bench/bench.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <stdexcept>

#include <sys/resource.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

namespace starling::deploy {

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto n = values.size();
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

std::string to_json(const measurement& m) {
  nlohmann::ordered_json line;
  line["bench"] = m.bench;
  for (const auto& [key, value] : m.parameters) {
    line["case"][key] = nlohmann::ordered_json::parse(value);
  }
  line["value"] = median(m.values);
  line["unit"] = m.unit;
  line["median_of"] = m.values.size();
  line["min"] = *std::min_element(m.values.begin(), m.values.end());
  line["max"] = *std::max_element(m.values.begin(), m.values.end());
  line["limit"] = {{"what", m.limit_what}, {"value", m.limit_value}};
  return line.dump();
}

std::string to_text(const measurement& m) {
  std::string text = m.bench;
  for (const auto& [key, value] : m.parameters)
    text.append(" ").append(key).append("=").append(value);
  const auto number = [](double x) {
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.4g", x);
    return std::string(digits);
  };
  text += ": " + number(median(m.values)) + " " + m.unit;
  if (m.values.size() > 1) {
    text += " (" + number(*std::min_element(m.values.begin(), m.values.end())) + " to " +
            number(*std::max_element(m.values.begin(), m.values.end())) + ", " +
            std::to_string(m.values.size()) + " runs)";
  }
  return text + "; limit " + number(m.limit_value) + " (" + m.limit_what + ")";
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double thread_cpu_seconds() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

run_result succeeded(run_result result) {
  if (result.succeeded()) return result;
  throw std::runtime_error(std::string(to_string(result.stopped_by)) + ": " + result.detail);
}

std::uint64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  statm >> size >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace starling::deploy

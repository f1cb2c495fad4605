#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "messages/types/result.hpp"

namespace starling::deploy {

inline constexpr std::size_t scrape_bytes_max = std::size_t{1} << 20U;
inline constexpr std::size_t samples_max = 4'096;

/// What a GET of `/metrics` at HOST:PORT consists of; the answer ends with its connection.
std::string scrape_request(const std::string& address);

/// The body of an HTTP answer. Errors: not HTTP, cut short, or another status than 200.
messages::result<std::string, std::string> http_body(std::string_view answer);

/// Figures by name, those with labels summed up; histograms' buckets are left out.
using metric_values = std::map<std::string, double, std::less<>>;

/// Reads Prometheus' text format, version 0.0.4. Any text gives values or one sentence.
messages::result<metric_values, std::string> read_metrics(std::string_view text);

}  // namespace starling::deploy

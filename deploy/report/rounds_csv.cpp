#include "deploy/report/rounds_csv.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace starling::deploy {

namespace {

/// Shortest text that reads back as the same number.
std::string field(double value) {
  if (!std::isfinite(value)) return "";
  std::array<char, 32> buffer{};
  return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr};
}

void append_line(std::string& out, const round_report& r) {
  std::uint64_t refused = 0;
  for (const std::uint64_t count : r.refused) refused += count;
  out += std::to_string(r.round);
  for (const double figure :
       {r.loss, r.accuracy, r.loss_min, r.loss_max, r.accuracy_min, r.accuracy_max, r.train_loss}) {
    out += ',' + field(figure);
  }
  out += ',' + std::to_string(r.accepted) + ',' + std::to_string(refused);
  for (const std::uint64_t count : r.refused) out += ',' + std::to_string(count);
  out += ',' + std::to_string(r.failed) + ',' + std::to_string(r.live_nodes) + ',' +
         field(r.seconds) + ',' + std::to_string(r.bytes) + ',' + field(r.loss_median) + ',' +
         field(r.diversity) + ',' + std::to_string(r.evaluations) + '\n';
}

}  // namespace

std::string rounds_csv(const run_result& result) {
  std::string out =
      "round,loss,accuracy,loss_min,loss_max,accuracy_min,accuracy_max,train_loss,accepted,refused";
  for (const std::string_view reason : messages::refusal_names) {
    out += ",refused_" + std::string(reason);
  }
  out += ",failed,live_nodes,seconds,bytes,loss_median,diversity,evaluations\n";
  for (const round_report& r : result.per_round) append_line(out, r);
  return out;
}

}  // namespace starling::deploy

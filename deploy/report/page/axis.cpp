#include "deploy/report/page/axis.hpp"

#include <algorithm>
#include <cmath>

namespace starling::deploy {

namespace {

constexpr double magnitude_max = 1e100;   // figures beyond are drawn at the edge
constexpr double magnitude_min = 1e-100;  // figures below count as zero
constexpr double log_from = 20;           // high / low from which a logarithmic axis pays

double tamed(double value) {
  if (std::fabs(value) < magnitude_min || std::isnan(value)) return 0;
  return std::clamp(value, -magnitude_max, magnitude_max);
}

int decimals_for(double step) {
  return std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 9);
}

std::string power_label(double value) {
  const int exponent = static_cast<int>(std::floor(std::log10(value) + 1e-9));
  if (exponent >= -4 && exponent <= 4) return fixed(value, std::max(0, -exponent));
  const double mantissa = std::round(value / std::pow(10.0, exponent));
  return fixed(mantissa, 0) + "e" + std::to_string(exponent);
}

}  // namespace

double nice_step(double span, std::size_t parts) {
  const double raw = span / static_cast<double>(std::max<std::size_t>(parts, 1));
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double multiple : {1.0, 2.0, 5.0}) {
    if (raw <= multiple * power * (1 + 1e-9)) return multiple * power;
  }
  return 10 * power;
}

axis::axis(double low, double high, const axis_options& options)
    : low_(tamed(low)), high_(tamed(high)) {
  if (options.from_zero) low_ = std::min(low_, 0.0);
  if (high_ < low_) std::swap(low_, high_);
  if (options.may_be_log && low_ > 0 && high_ / low_ >= log_from) {
    place_logarithmic(options);
    return;
  }
  const double magnitude = std::max(std::fabs(low_), std::fabs(high_));
  if (magnitude == 0) {
    high_ = options.unit == measure::fraction ? 0.01 : 1;
  } else if (high_ - low_ < 1e-5 * magnitude) {  // one figure, or as good as one
    if (low_ != 0) low_ -= magnitude * 0.05;
    const bool whole = options.unit == measure::fraction && high_ <= 1;
    high_ = whole ? std::min(high_ + magnitude * 0.05, 1.0) : high_ + magnitude * 0.05;
  }
  place_linear(options, true);
}

axis axis::exact(double low, double high, const axis_options& options) {
  axis made;
  made.low_ = tamed(low);
  made.high_ = std::max(tamed(high), made.low_ + std::max(1.0, std::fabs(made.low_) * 1e-5));
  made.place_linear(options, false);
  return made;
}

void axis::place_linear(const axis_options& options, bool widen) {
  unit_scale scale = scale_for(options.unit, std::max(std::fabs(low_), std::fabs(high_)));
  double step = nice_step((high_ - low_) / scale.factor, options.ticks_max);
  if (options.whole_steps) step = std::max(step, 1 / scale.factor);
  const double slack = 1e-9;
  const double from = low_ / scale.factor / step;
  const double to = high_ / scale.factor / step;
  const double first = widen ? std::floor(from + slack) : std::ceil(from - slack);
  const double last = widen ? std::ceil(to - slack) : std::floor(to + slack);
  const int decimals = decimals_for(step);
  const bool huge = std::max(std::fabs(first), std::fabs(last)) * step >= 1e7;
  for (double k = first; k <= last && ticks_.size() <= 2 * options.ticks_max + 2; ++k) {
    const double shown = k * step;
    std::string label = huge || (step < 1e-9 && shown != 0)
                            ? describe(measure::real, shown)
                            : fixed(shown, shown == 0 ? 0 : decimals);
    if (!scale.name.empty() && shown != 0) label += " " + std::string(scale.name);
    ticks_.push_back({shown * scale.factor, std::move(label)});
  }
  if (!widen || ticks_.empty()) return;
  low_ = ticks_.front().value;
  high_ = ticks_.back().value;
}

void axis::place_logarithmic(const axis_options& options) {
  logarithmic_ = true;
  const double bottom = std::floor(std::log10(low_) + 1e-9);
  const double top = std::ceil(std::log10(high_) - 1e-9);
  const double decades = top - bottom;
  const double stride = std::max(1.0, std::ceil(decades / static_cast<double>(options.ticks_max)));
  const bool between = std::log10(high_ / low_) <= 2.5;
  const auto strides = static_cast<int>(decades / stride);
  for (int i = 0; i <= strides; ++i) {
    const double exponent = bottom + i * stride;
    for (const double multiple : {1.0, 2.0, 5.0}) {
      if (multiple > 1 && !between) break;
      const double value = multiple * std::pow(10.0, exponent);
      ticks_.push_back({value, power_label(value)});
    }
  }
  const auto needed_below = [&](const tick& t) { return t.value <= low_ * (1 + 1e-9); };
  while (ticks_.size() > 1 && needed_below(ticks_[1])) ticks_.erase(ticks_.begin());
  while (ticks_.size() > 1 && ticks_[ticks_.size() - 2].value >= high_ * (1 - 1e-9)) {
    ticks_.pop_back();
  }
  low_ = std::min(low_, ticks_.front().value);
  high_ = std::max(high_, ticks_.back().value);
}

double axis::position(double value) const {
  const double v = std::clamp(value, low_, high_);
  if (logarithmic_) return std::log(v / low_) / std::log(high_ / low_);
  return (v - low_) / (high_ - low_);
}

}  // namespace starling::deploy

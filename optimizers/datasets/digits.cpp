#include "optimizers/datasets/digits.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <utility>

#include "messages/types/random.hpp"
#include "optimizers/datasets/glyphs.hpp"
#include "optimizers/datasets/split.hpp"

// An image is a pen stroke with four kinds of disorder: the knots of the glyph move, the whole is
// turned, sheared, stretched and shifted, a smooth random field bends it, and pen and paper vary.
// The strokes are bent, not the pixels: the same effect for a fraction of the work. The amounts are
// chosen so that a linear classifier cannot follow (above all the shift: softmax regression ends
// between 85 and 90 %) and a small network can (784-128-10 passes 99 %).

namespace starling::optimizers {
namespace {

constexpr float side = static_cast<float>(digit_side);

// Amounts of disorder; lengths in heights of a digit unless the name says pixels.
constexpr double knot_jitter = 0.025;
constexpr double turn_radians = 0.15;
constexpr double shear_max = 0.25;
constexpr double height_min_pixels = 18;
constexpr double height_max_pixels = 21;
constexpr double width_min = 0.6;
constexpr double width_max = 0.85;
constexpr double shift_max_pixels = 2.9;
constexpr double bend = 0.022;
constexpr double pen_radius_min_pixels = 1.3;
constexpr double pen_radius_max_pixels = 2.3;
constexpr double ink_min = 0.85;
constexpr double paper_max = 0.02;
constexpr double noise_max = 0.06;
constexpr double blurred_share = 0.1;
constexpr double occluded_share = 0.05;

struct point {
  float x = 0;
  float y = 0;
};

float draw(messages::random_source& random, double low, double high) {
  return static_cast<float>(random.uniform(low, high));
}

/// A displacement for every place: random vectors on a grid over the unit box, blended smoothly.
class bending_field {
 public:
  explicit bending_field(messages::random_source& random) {
    for (auto& d : grid_) {
      d = {static_cast<float>(bend * random.normal()), static_cast<float>(bend * random.normal())};
    }
  }

  [[nodiscard]] point at(point p) const {
    const auto [column, u] = locate(p.x);
    const auto [row, v] = locate(p.y);
    const point* corner = &grid_[row * cells_ + column];
    return {blend(corner[0].x, corner[1].x, corner[cells_].x, corner[cells_ + 1].x, u, v),
            blend(corner[0].y, corner[1].y, corner[cells_].y, corner[cells_ + 1].y, u, v)};
  }

 private:
  static constexpr std::size_t cells_ = 5;

  static std::pair<std::size_t, float> locate(float x) {
    constexpr float last = static_cast<float>(cells_ - 1);
    const float g = std::clamp((x + 0.6F) / 1.2F, 0.0F, 0.9999F) * last;
    const auto cell = static_cast<std::size_t>(g);
    const float t = g - static_cast<float>(cell);
    return {cell, t * t * (3 - 2 * t)};
  }
  static float blend(float a, float b, float c, float d, float u, float v) {
    const float top = a + (b - a) * u;
    const float bottom = c + (d - c) * u;
    return top + (bottom - top) * v;
  }

  std::array<point, cells_ * cells_> grid_;
};

/// From the unit box (centred) to pixels.
class placement {
 public:
  explicit placement(messages::random_source& random) : field_(random) {
    const float turn = static_cast<float>(turn_radians * std::clamp(random.normal(), -2.0, 2.0));
    const float shear = draw(random, -shear_max, shear_max);
    const float height = draw(random, height_min_pixels, height_max_pixels);
    const float width = height * draw(random, width_min, width_max);
    const float cosine = std::cos(turn);
    const float sine = std::sin(turn);
    xx_ = cosine * width;
    xy_ = cosine * shear * height - sine * height;
    yx_ = sine * width;
    yy_ = sine * shear * height + cosine * height;
    x_ = side / 2 - 0.5F + draw(random, -shift_max_pixels, shift_max_pixels);
    y_ = side / 2 - 0.5F + draw(random, -shift_max_pixels, shift_max_pixels);
  }

  [[nodiscard]] point operator()(point p) const {
    const point d = field_.at(p);
    const float x = p.x + d.x;
    const float y = p.y + d.y;
    return {xx_ * x + xy_ * y + x_, yx_ * x + yy_ * y + y_};
  }

 private:
  bending_field field_;
  float xx_, xy_, yx_, yy_, x_, y_;
};

/// Squared distance of every pixel to the nearest ink line.
class canvas {
 public:
  explicit canvas(float reach) : reach_(reach) { nearest_.fill(reach * reach); }

  void line(point a, point b) {
    const auto [left, right] = range(std::min(a.x, b.x), std::max(a.x, b.x));
    const auto [top, bottom] = range(std::min(a.y, b.y), std::max(a.y, b.y));
    const float dx = b.x - a.x;
    const float dy = b.y - a.y;
    const float scale = 1 / std::max(dx * dx + dy * dy, 1e-9F);
    for (int row = top; row < bottom; ++row) {
      const float y = static_cast<float>(row) - a.y;
      float* out = &nearest_[static_cast<std::size_t>(row) * digit_side];
      for (int column = left; column < right; ++column) {
        const float x = static_cast<float>(column) - a.x;
        const float t = std::clamp((x * dx + y * dy) * scale, 0.0F, 1.0F);
        const float ex = x - t * dx;
        const float ey = y - t * dy;
        out[column] = std::min(out[column], ex * ex + ey * ey);
      }
    }
  }

  [[nodiscard]] const std::array<float, digit_pixels>& nearest() const { return nearest_; }

 private:
  /// Pixels that a line from `low` to `high` can reach; empty where it is off the paper.
  [[nodiscard]] std::pair<int, int> range(float low, float high) const {
    const auto clip = [](float v) { return static_cast<int>(std::clamp(v, 0.0F, side)); };
    return {clip(std::ceil(low - reach_)), clip(std::floor(high + reach_) + 1)};
  }

  float reach_;
  std::array<float, digit_pixels> nearest_;
};

struct moved_knots {
  std::array<point, knots_max> at;
  std::size_t count = 0;
};

moved_knots jitter(glyph shape, messages::random_source& random) {
  moved_knots out;
  for (const knot& k : shape) {
    const point d{static_cast<float>(knot_jitter * random.normal()),
                  static_cast<float>(knot_jitter * random.normal())};
    const auto same = [&k](const knot& other) { return other.x == k.x && other.y == k.y; };
    const auto first = static_cast<std::size_t>(std::ranges::find_if(shape, same) - shape.begin());
    out.at[out.count] = first < out.count ? out.at[first] : point{k.x - .5F + d.x, k.y - .5F + d.y};
    ++out.count;
  }
  return out;
}

/// The direction of the pen at knot `i` as seen from the span that begins at `from`.
point tangent(glyph shape, const moved_knots& knots, std::size_t i, std::size_t from) {
  const bool at_start = shape[i].arrives == pen::down;
  const bool at_end = i + 1 == shape.size() || shape[i + 1].arrives == pen::down;
  if (shape[i].arrives == pen::corner || at_start || at_end) {
    return {knots.at[from + 1].x - knots.at[from].x, knots.at[from + 1].y - knots.at[from].y};
  }
  return {(knots.at[i + 1].x - knots.at[i - 1].x) / 2, (knots.at[i + 1].y - knots.at[i - 1].y) / 2};
}

/// Draws the Hermite curve from knot `i` to the next as lines of about two pixels.
void draw_span(glyph shape, const moved_knots& knots, std::size_t i, const placement& place,
               canvas& paper) {
  const point a = knots.at[i];
  const point b = knots.at[i + 1];
  const point ta = tangent(shape, knots, i, i);
  const point tb = tangent(shape, knots, i + 1, i);
  const float length = std::hypot(b.x - a.x, b.y - a.y) * static_cast<float>(height_max_pixels);
  const int pieces = std::max(2, static_cast<int>(length / 2));
  point last = place(a);
  for (int n = 1; n <= pieces; ++n) {
    const float t = static_cast<float>(n) / static_cast<float>(pieces);
    const float s = 1 - t;
    const float wa = (1 + 2 * t) * s * s;
    const float wb = 1 - wa;
    const float wta = t * s * s;
    const float wtb = -t * t * s;
    const point next = place({wa * a.x + wb * b.x + wta * ta.x + wtb * tb.x,
                              wa * a.y + wb * b.y + wta * ta.y + wtb * tb.y});
    paper.line(last, next);
    last = next;
  }
}

using image = std::span<float, digit_pixels>;

/// Binomial means over three pixels in a row, then in a column.
void blur(image pixels) {
  for (const std::size_t step : {std::size_t{1}, digit_side}) {
    std::array<float, digit_pixels> source;
    std::ranges::copy(pixels, source.begin());
    for (std::size_t i = step; i + step < digit_pixels; ++i) {
      pixels[i] = 0.25F * source[i - step] + 0.5F * source[i] + 0.25F * source[i + step];
    }
  }
}

/// Something small and blank lies on the paper.
void occlude(image pixels, messages::random_source& random) {
  const std::size_t width = 3 + random.below(4);
  const std::size_t height = 3 + random.below(4);
  const std::size_t left = 4 + random.below(20 - width);
  const std::size_t top = 4 + random.below(20 - height);
  for (std::size_t row = top; row < top + height; ++row) {
    std::fill_n(&pixels[row * digit_side + left], width, 0.0F);
  }
}

/// Ink and paper get their shades and a grain of about normal noise (sums of four bytes).
void expose(image pixels, messages::random_source& random) {
  const float paper = draw(random, 0, paper_max);
  const float ink = draw(random, ink_min, 1);
  const float noise = draw(random, 0, noise_max) / 147.8F;  // Deviation of the sum of four bytes.
  for (std::size_t i = 0; i < digit_pixels; i += 2) {
    std::uint64_t bits = random();
    bits = (bits & 0x00ff00ff00ff00ffU) + ((bits >> 8U) & 0x00ff00ff00ff00ffU);
    bits += bits >> 16U;
    const auto first = static_cast<float>(static_cast<int>(bits & 0xffffU) - 510);
    const auto second = static_cast<float>(static_cast<int>((bits >> 32U) & 0xffffU) - 510);
    const float range = ink - paper;
    pixels[i] = std::clamp(paper + range * pixels[i] + noise * first, 0.0F, 1.0F);
    pixels[i + 1] = std::clamp(paper + range * pixels[i + 1] + noise * second, 0.0F, 1.0F);
  }
}

/// How much of pixel `p` of a row of 28 lies in pixel `q` of a row of `width`.
float overlap(std::size_t p, std::size_t q, std::size_t width) {
  const double low = static_cast<double>(q * digit_side) / static_cast<double>(width);
  const double high = static_cast<double>((q + 1) * digit_side) / static_cast<double>(width);
  const auto at = static_cast<double>(p);
  return static_cast<float>(std::max(0.0, std::min(high, at + 1) - std::max(low, at)));
}

/// The mean of the area that each of width × width pixels covers.
void shrink(std::span<const float> from, std::size_t width, std::span<float> into) {
  const float area = static_cast<float>(digit_pixels) / static_cast<float>(width * width);
  for (std::size_t row = 0; row < width; ++row) {
    for (std::size_t column = 0; column < width; ++column) {
      float sum = 0;
      for (std::size_t y = row * digit_side / width; y * width < (row + 1) * digit_side; ++y) {
        const float high = overlap(y, row, width);
        for (std::size_t x = column * digit_side / width; x * width < (column + 1) * digit_side;
             ++x) {
          sum += from[y * digit_side + x] * high * overlap(x, column, width);
        }
      }
      into[row * width + column] = sum / area;
    }
  }
}

std::shared_ptr<const dataset> draw_all(std::uint64_t seed, std::span<const std::uint32_t> images,
                                        std::size_t width) {
  if (width < digit_side) {
    const auto large = draw_all(seed, images, digit_side);
    auto out = std::make_shared<dataset>(*large);
    out->features = width * width;
    out->inputs.resize(images.size() * out->features);
    for (std::size_t i = 0; i < images.size(); ++i) {
      shrink(large->input(i), width,
             std::span(out->inputs).subspan(i * out->features, out->features));
    }
    return out;
  }
  auto out = std::make_shared<dataset>();
  out->name = "digits";
  out->features = digit_pixels;
  out->classes = 10;
  out->inputs.resize(images.size() * digit_pixels);
  for (std::size_t i = 0; i < images.size(); ++i) {
    draw_digit(seed, images[i], image(&out->inputs[i * digit_pixels], digit_pixels));
    out->targets.push_back(static_cast<float>(digit_label(images[i])));
  }
  return out;
}

}  // namespace

void draw_digit(std::uint64_t seed, std::uint64_t i, std::span<float, digit_pixels> pixels) {
  messages::random_source random(messages::substream(seed, "digit", i));
  const auto variants = glyphs_of(digit_label(i));
  const glyph shape = variants[random.below(variants.size())];
  const placement place(random);
  const moved_knots knots = jitter(shape, random);
  const float radius = draw(random, pen_radius_min_pixels, pen_radius_max_pixels);
  canvas paper(radius + 0.5F);
  for (std::size_t k = 0; k + 1 < shape.size(); ++k) {
    if (shape[k + 1].arrives != pen::down) draw_span(shape, knots, k, place, paper);
  }
  for (std::size_t p = 0; p < digit_pixels; ++p) {
    pixels[p] = std::min(1.0F, radius + 0.5F - std::sqrt(paper.nearest()[p]));
  }
  if (random.uniform() < blurred_share) blur(pixels);
  if (random.uniform() < occluded_share) occlude(pixels, random);
  expose(pixels, random);
}

messages::result<data_split, data_error> load_digits(const starling::dataset::digits& options,
                                                     std::uint64_t seed) {
  if (options.samples == 0 || options.samples > digit_samples_max) {
    return messages::failure{
        data_error{.expected = "from 1 to " + std::to_string(digit_samples_max) + " digits",
                   .found = std::to_string(options.samples)}};
  }
  if (options.side == 0 || options.side > digit_side) {
    return messages::failure{data_error{.expected = "from 1 to 28 pixels a side",
                                        .found = std::to_string(options.side)}};
  }
  auto order = draw_split(options.samples, options.test_fraction, seed);
  if (!order) return messages::failure{order.error()};
  return data_split{draw_all(seed, order->train, options.side),
                    draw_all(seed, order->test, options.side)};
}

}  // namespace starling::optimizers

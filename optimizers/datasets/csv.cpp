#include "optimizers/datasets/csv.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

#include "optimizers/datasets/csv_record.hpp"
#include "optimizers/datasets/split.hpp"

namespace starling::optimizers {
namespace {

using messages::failure;
using messages::result;

/// A finite number and nothing else; beyond a double's range (1e999, 1e-999) is none.
std::optional<float> parse(std::string_view text) {
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  double value = 0;
  const auto [rest, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || rest != text.data() + text.size()) return std::nullopt;
  const auto narrow = static_cast<float>(value);
  return std::isfinite(narrow) ? std::optional(narrow) : std::nullopt;
}

/// What stands in a field, short enough to print.
std::string shown(std::string_view text) {
  constexpr std::size_t length_max = 40;
  if (text.empty()) return "nothing";
  std::string out = "'" + std::string(text.substr(0, length_max));
  std::ranges::replace_if(
      out, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return out + (text.size() > length_max ? "…'" : "'");
}

/// The labels of all rows.
class label_book {
 public:
  /// False where there are too many.
  bool add(std::string_view label) {
    const auto [at, fresh] = numbers_.try_emplace(std::string(label), numbers_.size());
    rows_.push_back(at->second);
    return numbers_.size() <= classes_max;
  }

  /// Numbers the labels in sorted order: by value where all are numbers, else as text.
  void write(dataset& out) const {
    std::vector<entry> order(numbers_.begin(), numbers_.end());
    const bool numeric =
        std::ranges::all_of(order, [](const entry& e) { return parse(e.first).has_value(); });
    const auto before = [numeric](const entry& a, const entry& b) {
      return numeric ? *parse(a.first) < *parse(b.first) : a.first < b.first;
    };
    std::ranges::sort(order, before);
    std::vector<float> place(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      // 1 and 1.0 are one class.
      if (i == 0 || before(order[i - 1], order[i])) ++out.classes;
      place[order[i].second] = static_cast<float>(out.classes - 1);
    }
    out.targets.reserve(rows_.size());
    for (std::size_t row : rows_) out.targets.push_back(place[row]);
  }

 private:
  using entry = std::pair<std::string_view, std::size_t>;

  std::unordered_map<std::string, std::size_t> numbers_;
  std::vector<std::size_t> rows_;
};

class table_reader {
 public:
  table_reader(const starling::dataset::csv& options, std::streambuf& source)
      : options_(options), records_(source) {}

  result<dataset, data_error> read() {
    if (auto wrong = read_header()) return failure{*wrong};
    for (;;) {
      auto more = records_.next();
      if (!more) return failure{error(more.error().expected, more.error().found)};
      if (!*more) break;
      if (auto wrong = read_row()) return failure{*wrong};
    }
    if (auto wrong = finish()) return failure{*wrong};
    return std::move(out_);
  }

 private:
  [[nodiscard]] data_error error(std::string expected, std::string found) const {
    return {.file = options_.path.string(),
            .offset = records_.line(),
            .expected = std::move(expected),
            .found = std::move(found),
            .unit = data_error::place::line};
  }

  std::optional<data_error> read_header() {
    auto more = records_.next();
    if (!more) return error(more.error().expected, more.error().found);
    if (!*more) return error("a header line with the names of the columns", "an empty file");
    for (std::size_t i = 0; i < records_.columns(); ++i) names_.emplace_back(records_.field(i));
    if (names_.size() < 2) return error("a label column and at least one more", "one column");
    out_.name = options_.path.stem().string();
    out_.features = names_.size() - 1;
    label_ = names_.size() - 1;
    if (options_.label.empty()) return std::nullopt;
    const auto named = std::ranges::count(names_, options_.label);
    if (named != 1) {
      return error(
          "one column named '" + options_.label + "'",
          named == 0 ? "none (the last is " + shown(names_.back()) + ")" : std::to_string(named));
    }
    label_ = static_cast<std::size_t>(std::ranges::find(names_, options_.label) - names_.begin());
    return std::nullopt;
  }

  std::optional<data_error> read_row() {
    if (records_.columns() != names_.size()) {
      return error(std::to_string(names_.size()) + " columns as in the header",
                   std::to_string(records_.columns()));
    }
    if (out_.inputs.size() + names_.size() > elements_max) {
      return error("at most " + std::to_string(elements_max) + " numbers in all", "more");
    }
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const std::string_view text = records_.field(i);
      if (i == label_ && !options_.regression) {
        if (text.empty()) return error("a label in column " + shown(names_[i]), "nothing");
        if (!labels_.add(text)) {
          return error("at most " + std::to_string(classes_max) + " different labels in column " +
                           shown(names_[i]) + " (regression takes real numbers)",
                       "more");
        }
        continue;
      }
      const auto value = parse(text);
      if (!value) return error("a number in column " + shown(names_[i]), shown(text));
      (i == label_ ? out_.targets : out_.inputs).push_back(*value);
    }
    return std::nullopt;
  }

  std::optional<data_error> finish() {
    if (out_.inputs.empty()) return error("at least one row", "the end of the file");
    if (options_.regression) return std::nullopt;
    labels_.write(out_);
    if (out_.classes < 2) {
      return error("at least two different labels in column " + shown(names_[label_]), "one");
    }
    return std::nullopt;
  }

  const starling::dataset::csv& options_;
  csv_records records_;
  std::vector<std::string> names_;
  std::size_t label_ = 0;
  label_book labels_;
  dataset out_;
};

}  // namespace

result<dataset, data_error> read_csv(const starling::dataset::csv& options) {
  std::error_code ignored;
  std::filebuf file;
  const bool regular = std::filesystem::is_regular_file(options.path, ignored);
  if (!regular || file.open(options.path, std::ios::in | std::ios::binary) == nullptr) {
    return failure{data_error{.file = options.path.string(),
                              .offset = 1,
                              .expected = "a file",
                              .found = regular ? "no right to read it" : "no such file",
                              .unit = data_error::place::line}};
  }
  return table_reader(options, file).read();
}

result<data_split, data_error> load_csv(const starling::dataset::csv& options, std::uint64_t seed) {
  auto whole = read_csv(options);
  if (!whole) return failure{whole.error()};
  return split(*whole, options.test_fraction, seed);
}

}  // namespace starling::optimizers

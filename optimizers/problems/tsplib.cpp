#include "optimizers/problems/tsplib.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "optimizers/datasets/input_file.hpp"
#include "optimizers/problems/tsplib_text.hpp"

namespace starling::optimizers {
namespace {

using messages::failure;
using messages::result;
using trouble = std::optional<data_error>;

/// Which distances a file lists, row by row: those beside the diagonal, and perhaps the diagonal.
struct matrix_format {
  enum class part : unsigned char { all, above, below };
  std::string_view name;
  part listed = part::all;
  bool diagonal = true;
};

// A column of the upper part is a row of the lower one.
constexpr std::array matrix_formats{
    matrix_format{"FULL_MATRIX", matrix_format::part::all, true},
    matrix_format{"UPPER_ROW", matrix_format::part::above, false},
    matrix_format{"LOWER_ROW", matrix_format::part::below, false},
    matrix_format{"UPPER_DIAG_ROW", matrix_format::part::above, true},
    matrix_format{"LOWER_DIAG_ROW", matrix_format::part::below, true},
    matrix_format{"UPPER_COL", matrix_format::part::below, false},
    matrix_format{"LOWER_COL", matrix_format::part::above, false},
    matrix_format{"UPPER_DIAG_COL", matrix_format::part::below, true},
    matrix_format{"LOWER_DIAG_COL", matrix_format::part::above, true},
};

struct measure {
  std::string_view name;
  distance_rule rule;
};

constexpr std::array measures{
    measure{"EUC_2D", distance_rule::euclidean}, measure{"CEIL_2D", distance_rule::ceiling},
    measure{"GEO", distance_rule::geographic},   measure{"ATT", distance_rule::pseudo_euclidean},
    measure{"EXPLICIT", distance_rule::listed},
};

/// "EUC_2D, CEIL_2D or EXPLICIT".
template <class Table>
std::string names_of(const Table& table) {
  std::string out;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (i > 0) out += i + 1 < table.size() ? ", " : " or ";
    out += table[i].name;
  }
  return out;
}

template <class Table>
auto find(const Table& table, std::string_view name) {
  const auto at = std::ranges::find(table, name, [](const auto& row) { return row.name; });
  return at == table.end() ? nullptr : &*at;
}

std::string up_to(std::int64_t low, std::int64_t high) {
  return " from " + std::to_string(low) + " to " + std::to_string(high);
}

std::string said(std::string_view value) {
  constexpr std::size_t length_max = 40;
  if (value.size() > length_max) return std::string(value.substr(0, length_max)) + "…";
  return value.empty() ? "nothing" : std::string(value);
}

/// What both kinds of file share: an entry is known, stands once, and its value is one of a few.
class entry_reader {
 public:
  entry_reader(std::string_view text, std::string file) : text_(text, std::move(file)) {}

 protected:
  /// Reads entries up to EOF or the end of the text and hands each to `take`.
  template <class Take>
  trouble read_entries(const std::string& known, Take take) {
    while (!text_.at_end()) {
      const auto entry = text_.next_entry();
      if (!entry) return text_.unexpected(known);
      if (entry->key == "EOF") return std::nullopt;
      if (entry->key == "COMMENT") continue;
      if (std::ranges::find(seen_, entry->key) != seen_.end()) {
        return text_.error(std::string(entry->key) + " once", "it again");
      }
      if (entry->key.ends_with("_SECTION") && !entry->value.value_or("").empty()) {
        return text_.error("a new line after " + said(entry->key), said(*entry->value));
      }
      if (seen_.size() == entries_max) return text_.unexpected("EOF");
      seen_.push_back(entry->key);
      if (auto wrong = take(*entry)) return wrong;
    }
    return std::nullopt;
  }

  trouble take_cities(std::string_view value, std::size_t low, std::size_t high) {
    const auto number = integer_of(value);
    if (!number || *number < static_cast<std::int64_t>(low) ||
        *number > static_cast<std::int64_t>(high)) {
      return text_.error("a number of cities" +
                             up_to(static_cast<std::int64_t>(low), static_cast<std::int64_t>(high)),
                         said(value));
    }
    cities_ = static_cast<std::size_t>(*number);
    return std::nullopt;
  }

  /// The value has to be the one that is read.
  trouble expect(std::string_view value, std::string_view only) const {
    if (value == only) return std::nullopt;
    return text_.error(std::string(only), said(value));
  }

  [[nodiscard]] bool has(std::string_view key) const {
    return std::ranges::find(seen_, key) != seen_.end();
  }

  tsplib_text text_;
  std::size_t cities_ = 0;  ///< 0: not yet said.

 private:
  static constexpr std::size_t entries_max = 32;
  std::vector<std::string_view> seen_;
};

class problem_reader : entry_reader {
 public:
  using entry_reader::entry_reader;

  result<tsplib_problem, data_error> read() {
    if (auto wrong = read_entries(known, [this](const auto& e) { return take(e); })) {
      return failure{std::move(*wrong)};
    }
    if (auto wrong = finish()) return failure{std::move(*wrong)};
    return std::move(out_);
  }

 private:
  static constexpr auto known =
      "NAME, TYPE, COMMENT, DIMENSION, EDGE_WEIGHT_TYPE, EDGE_WEIGHT_FORMAT, NODE_COORD_TYPE, "
      "DISPLAY_DATA_TYPE, NODE_COORD_SECTION, EDGE_WEIGHT_SECTION, DISPLAY_DATA_SECTION or EOF";

  trouble take(const tsplib_text::entry& e) {
    if (e.key == "NODE_COORD_SECTION") return read_places(e.key, out_.places);
    if (e.key == "DISPLAY_DATA_SECTION") return read_places(e.key, drawn_);
    if (e.key == "EDGE_WEIGHT_SECTION") return read_matrix();
    if (!e.value) return text_.unexpected(known);
    if (e.key == "NAME") {
      out_.name = *e.value;
      return std::nullopt;
    }
    if (e.key == "TYPE") return expect(e.value->substr(0, e.value->find(' ')), "TSP");
    if (e.key == "DIMENSION") return take_cities(*e.value, cities_min, cities_max);
    if (e.key == "EDGE_WEIGHT_TYPE") return take_rule(*e.value);
    if (e.key == "EDGE_WEIGHT_FORMAT") return take_format(*e.value);
    if (e.key == "NODE_COORD_TYPE") {
      return *e.value == "NO_COORDS" ? std::nullopt : expect(*e.value, "TWOD_COORDS");
    }
    if (e.key == "DISPLAY_DATA_TYPE") return take_display(*e.value);
    return text_.unexpected(known);
  }

  trouble take_rule(std::string_view value) {
    const auto* row = find(measures, value);
    if (row == nullptr) return text_.error(names_of(measures), said(value));
    out_.rule = row->rule;
    return std::nullopt;
  }

  trouble take_format(std::string_view value) {
    format_ = find(matrix_formats, value);
    if (format_ != nullptr || value == "FUNCTION") return std::nullopt;
    return text_.error(names_of(matrix_formats), said(value));
  }

  trouble take_display(std::string_view value) const {
    for (const auto* kind : {"COORD_DISPLAY", "TWOD_DISPLAY", "NO_DISPLAY"}) {
      if (value == kind) return std::nullopt;
    }
    return text_.error("COORD_DISPLAY, TWOD_DISPLAY or NO_DISPLAY", said(value));
  }

  /// What has to be known before a section can be read.
  [[nodiscard]] trouble ready(std::string_view section) const {
    if (cities_ == 0) return text_.error("DIMENSION first", std::string(section));
    if (!has("EDGE_WEIGHT_TYPE")) {
      return text_.error("EDGE_WEIGHT_TYPE first", std::string(section));
    }
    return std::nullopt;
  }

  trouble read_places(std::string_view section, std::vector<place>& out) {
    if (auto wrong = ready(section)) return wrong;
    if (!text_.may_hold(3 * cities_)) {
      return text_.error(std::to_string(cities_) + " cities with their coordinates",
                         "a file too short for them");
    }
    const bool angles = out_.rule == distance_rule::geographic && section == "NODE_COORD_SECTION";
    const double limit = angles ? angle_max : coordinate_max;
    std::vector<bool> placed(cities_);
    out.resize(cities_);
    for (std::size_t k = 0; k < cities_; ++k) {
      const auto number = text_.next_integer();
      if (!number || *number < 1 || *number > static_cast<std::int64_t>(cities_) ||
          placed[static_cast<std::size_t>(*number - 1)]) {
        return text_.unexpected("a city" + up_to(1, static_cast<std::int64_t>(cities_)) +
                                " that has no place yet");
      }
      placed[static_cast<std::size_t>(*number - 1)] = true;
      for (double place::*axis : {&place::x, &place::y}) {
        const auto value = text_.next_real();
        if (!value || std::abs(*value) > limit) {
          const auto most = static_cast<std::int64_t>(limit);
          return text_.unexpected("a coordinate" + up_to(-most, most));
        }
        out[static_cast<std::size_t>(*number - 1)].*axis = *value;
      }
    }
    return std::nullopt;
  }

  trouble read_matrix() {
    if (auto wrong = ready("EDGE_WEIGHT_SECTION")) return wrong;
    if (out_.rule != distance_rule::listed) {
      return text_.error("no distances beside EDGE_WEIGHT_TYPE other than EXPLICIT",
                         "EDGE_WEIGHT_SECTION");
    }
    if (format_ == nullptr) {
      return text_.error("EDGE_WEIGHT_FORMAT " + names_of(matrix_formats) + " first",
                         "EDGE_WEIGHT_SECTION");
    }
    using part = matrix_format::part;
    const std::uint64_t n = cities_;
    const std::uint64_t pairs = n * (n - 1) / 2;
    const bool all = format_->listed == part::all;
    const std::uint64_t numbers = (all ? 2 * pairs : pairs) + (format_->diagonal ? n : 0);
    if (!text_.may_hold(numbers)) {
      return text_.error(std::to_string(numbers) + " distances", "a file too short for them");
    }
    out_.listed.resize(cities_ * cities_);
    for (std::size_t i = 0; i < cities_; ++i) {
      const std::size_t beside = format_->diagonal ? 0 : 1;
      const std::size_t first = format_->listed == part::above ? i + beside : 0;
      const std::size_t last = format_->listed == part::below ? i + 1 - beside : cities_;
      for (std::size_t j = first; j < last; ++j) {
        if (auto wrong = read_distance(i, j)) return wrong;
      }
    }
    return std::nullopt;
  }

  trouble read_distance(std::size_t i, std::size_t j) {
    const auto value = text_.next_integer();
    if (i == j) {  // Files have all sorts of numbers here, none of which means anything.
      return value ? std::nullopt : trouble(text_.unexpected("a whole number"));
    }
    if (!value || *value < 0 || *value > listed_distance_max) {
      return text_.unexpected("a distance" + up_to(0, listed_distance_max));
    }
    auto& there = out_.listed[i * cities_ + j];
    auto& back = out_.listed[j * cities_ + i];
    there = static_cast<std::int32_t>(*value);
    if (format_->listed == matrix_format::part::all && j < i && there != back) {
      return text_.unexpected(std::to_string(back) + ", the distance of cities " +
                              std::to_string(j + 1) + " and " + std::to_string(i + 1));
    }
    back = there;
    return std::nullopt;
  }

  trouble finish() {
    for (const auto* key : {"TYPE", "DIMENSION", "EDGE_WEIGHT_TYPE"}) {
      if (!has(key)) return text_.error(key, "the end of the file without it");
    }
    const bool listed = out_.rule == distance_rule::listed;
    const auto* section = listed ? "EDGE_WEIGHT_SECTION" : "NODE_COORD_SECTION";
    if (!has(section)) return text_.error(section, "the end of the file without it");
    out_.cities = cities_;
    if (listed && !drawn_.empty()) out_.places = std::move(drawn_);
    return std::nullopt;
  }

  tsplib_problem out_;
  const matrix_format* format_ = nullptr;
  std::vector<place> drawn_;
};

class tour_reader : entry_reader {
 public:
  tour_reader(std::string_view text, std::string file, std::size_t cities)
      : entry_reader(text, std::move(file)), wanted_(cities) {}

  result<std::vector<std::uint32_t>, data_error> read() {
    if (auto wrong = read_entries(known, [this](const auto& e) { return take(e); })) {
      return failure{std::move(*wrong)};
    }
    if (tour_.empty()) {
      return failure{text_.error("TOUR_SECTION", "the end of the file without it")};
    }
    return std::move(tour_);
  }

 private:
  static constexpr auto known = "NAME, TYPE, COMMENT, DIMENSION, TOUR_SECTION or EOF";

  trouble take(const tsplib_text::entry& e) {
    if (e.key == "TOUR_SECTION") return read_cities();
    if (e.key == "-1" && !tour_.empty()) return std::nullopt;  // The end of a list of tours.
    if (!e.value) return text_.unexpected(known);
    if (e.key == "NAME") return std::nullopt;
    if (e.key == "TYPE") return expect(*e.value, "TOUR");
    if (e.key == "DIMENSION") return take_cities(*e.value, wanted_, wanted_);
    return text_.unexpected(known);
  }

  trouble read_cities() {
    if (!text_.may_hold(wanted_ + 1)) {
      return text_.error(std::to_string(wanted_) + " cities and -1", "a file too short for them");
    }
    std::vector<bool> visited(wanted_);
    for (std::size_t k = 0; k < wanted_; ++k) {
      const auto city = text_.next_integer();
      if (!city || *city < 1 || *city > static_cast<std::int64_t>(wanted_) ||
          visited[static_cast<std::size_t>(*city - 1)]) {
        return text_.unexpected("a city" + up_to(1, static_cast<std::int64_t>(wanted_)) +
                                " that the tour has not visited");
      }
      visited[static_cast<std::size_t>(*city - 1)] = true;
      tour_.push_back(static_cast<std::uint32_t>(*city - 1));
    }
    if (text_.next_integer() != -1) return text_.unexpected("-1 at the end of the tour");
    return std::nullopt;
  }

  std::size_t wanted_;
  std::vector<std::uint32_t> tour_;
};

result<std::string, data_error> content(const std::filesystem::path& path) {
  auto file = input_file::open(path);
  if (!file) return failure{file.error()};
  return file->rest(tsplib_bytes_max);
}

}  // namespace

result<tsplib_problem, data_error> parse_tsplib(std::string_view text, std::string file) {
  return problem_reader(text, std::move(file)).read();
}

result<std::vector<std::uint32_t>, data_error> parse_tour(std::string_view text, std::string file,
                                                          std::size_t cities) {
  return tour_reader(text, std::move(file), cities).read();
}

result<tsplib_problem, data_error> read_tsplib(const std::filesystem::path& path) {
  auto text = content(path);
  if (!text) return failure{text.error()};
  return parse_tsplib(*text, path.string());
}

result<std::vector<std::uint32_t>, data_error> read_tour(const std::filesystem::path& path,
                                                         std::size_t cities) {
  auto text = content(path);
  if (!text) return failure{text.error()};
  return parse_tour(*text, path.string(), cities);
}

}  // namespace starling::optimizers

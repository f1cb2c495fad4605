#include "optimizers/datasets/npy_header.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <system_error>
#include <utility>

#include "optimizers/datasets/dataset.hpp"
#include "optimizers/datasets/npy.hpp"

namespace starling::optimizers {
namespace {

constexpr std::string_view types = "one of <f4 <f8 |i1 |u1 <i2 <u2 <i4 <u4 <i8 <u8";

/// Reads a Python dictionary of three known keys from left to right; stops at the first fault.
class header_parser {
 public:
  explicit header_parser(std::string_view text) : text_(text) {}

  messages::result<npy_header, npy_header_fault> parse() {
    take('{');
    while (!fault_ && !accept('}')) {
      read_entry();
      if (!fault_ && !accept(',')) {
        take('}');
        break;
      }
    }
    skip_blanks();
    if (!fault_ && at_ != text_.size()) fail("the end of the header", shown());
    if (!fault_ && !(has_type_ && has_order_ && has_shape_)) {
      fail("the keys 'descr', 'fortran_order' and 'shape'", "not all of them");
    }
    if (!fault_) check_size();
    if (fault_) return messages::failure{*fault_};
    return std::move(out_);
  }

 private:
  void read_entry() {
    const std::string_view key = string();
    take(':');
    if (fault_) return;
    if (key == "descr" && !std::exchange(has_type_, true)) {
      read_type();
    } else if (key == "fortran_order" && !std::exchange(has_order_, true)) {
      read_order();
    } else if (key == "shape" && !std::exchange(has_shape_, true)) {
      read_shape();
    } else {
      fail("the keys 'descr', 'fortran_order' and 'shape', each once",
           "'" + std::string(key.substr(0, 20)) + "'");
    }
  }

  void read_type() {
    skip_blanks();
    const std::size_t start = at_;
    const std::string_view type = string();
    if (fault_) {
      fault_->expected = types;
      return;
    }
    const bool shaped = type.size() == 3;
    const char order = shaped ? type[0] : ' ';
    const char kind = shaped ? type[1] : ' ';
    const char bytes = shaped ? type[2] : ' ';
    const bool known = kind == 'f'
                           ? (bytes == '4' || bytes == '8')
                           : (kind == 'i' || kind == 'u') &&
                                 (bytes == '1' || bytes == '2' || bytes == '4' || bytes == '8');
    const bool ordered = order == '<' || (order == '|' && bytes == '1');
    if (!known || !ordered) {
      at_ = start;
      return fail(std::string(types), "'" + std::string(type.substr(0, 20)) + "'");
    }
    out_.kind = kind;
    out_.bytes = static_cast<std::size_t>(bytes - '0');
  }

  void read_order() {
    skip_blanks();
    const std::string_view rest = text_.substr(at_);
    out_.fortran_order = rest.starts_with("True");
    if (!out_.fortran_order && !rest.starts_with("False")) return fail("True or False", shown());
    at_ += out_.fortran_order ? 4 : 5;
  }

  void read_shape() {
    take('(');
    while (!fault_ && !accept(')')) {
      std::size_t size = 0;
      skip_blanks();
      const char* begin = text_.data() + at_;
      const auto [rest, code] = std::from_chars(begin, text_.data() + text_.size(), size);
      if (code != std::errc{}) return fail("a size", shown());
      at_ += static_cast<std::size_t>(rest - begin);
      out_.shape.push_back(size);
      if (out_.shape.size() > npy_dimensions_max) {
        return fail("at most " + std::to_string(npy_dimensions_max) + " dimensions", "more");
      }
      if (accept(',')) continue;
      take(')');
      break;
    }
  }

  void check_size() {
    std::uint64_t product = 1;
    for (const std::size_t size : out_.shape) {
      if (size == 0) return fail("sizes above 0", "an empty array");
      if (size > elements_max / product) {
        return fail("at most " + std::to_string(elements_max) + " numbers", "more");
      }
      product *= size;
    }
    if (out_.fortran_order && out_.shape.size() > 2) {
      fail("C order, or at most two dimensions",
           "Fortran order with " + std::to_string(out_.shape.size()));
    }
  }

  std::string_view string() {
    skip_blanks();
    const char quote = at_ < text_.size() ? text_[at_] : ' ';
    const std::size_t end = quote == '\'' || quote == '"' ? text_.find(quote, at_ + 1) : text_.npos;
    if (end == text_.npos) {
      fail("a quoted word", shown());
      return {};
    }
    const std::string_view word = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return word;
  }

  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }

  bool accept(char c) {
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void take(char c) {
    if (!fault_ && !accept(c)) fail("'" + std::string(1, c) + "'", shown());
  }

  /// What stands where reading is.
  [[nodiscard]] std::string shown() const {
    if (at_ >= text_.size()) return "the end of the header";
    const char c = text_[at_];
    if (c >= ' ' && c <= '~') return "'" + std::string(1, c) + "'";
    return "byte " + std::to_string(static_cast<unsigned char>(c));
  }

  void fail(std::string expected, std::string found) {
    if (!fault_) fault_ = npy_header_fault{at_, std::move(expected), std::move(found)};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  npy_header out_;
  std::optional<npy_header_fault> fault_;
  bool has_type_ = false;
  bool has_order_ = false;
  bool has_shape_ = false;
};

}  // namespace

messages::result<npy_header, npy_header_fault> parse_npy_header(std::string_view text) {
  return header_parser(text).parse();
}

}  // namespace starling::optimizers

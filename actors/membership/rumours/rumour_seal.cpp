#include "actors/membership/rumours/rumour_seal.hpp"

#include <string_view>
#include <utility>

namespace starling::actors {

namespace {

class writer {
 public:
  explicit writer(std::string_view domain) {
    bytes_.reserve(256);
    text(domain);
  }
  void number(std::uint64_t n) {
    for (int i = 0; i < 8; ++i) {
      bytes_.push_back(static_cast<std::byte>(n & 0xffU));
      n >>= 8U;
    }
  }
  void text(std::string_view x) {
    number(x.size());
    const auto raw = std::as_bytes(std::span(x.data(), x.size()));
    bytes_.insert(bytes_.end(), raw.begin(), raw.end());
  }
  void id(const messages::member_id& x) {
    const auto raw = std::as_bytes(std::span(x.bytes));
    bytes_.insert(bytes_.end(), raw.begin(), raw.end());
  }
  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace

std::vector<std::byte> statement(const messages::member_record& record) {
  writer w("starling/member/1");
  w.id(record.id);
  w.text(record.display_name);
  w.text(record.address);
  w.number(record.incarnation);
  w.number(static_cast<std::uint64_t>(record.status));
  w.number(record.roles);
  return w.take();
}

std::vector<std::byte> statement(const messages::accusation& charge) {
  writer w("starling/accusation/1");
  w.id(charge.subject);
  w.id(charge.accuser);
  w.number(charge.incarnation);
  return w.take();
}

messages::member_record sealed(messages::member_record record, const rumour_seal& seal) {
  record.signature = seal.sign(statement(record));
  return record;
}

messages::accusation sealed(messages::accusation charge, const rumour_seal& seal) {
  charge.signature = seal.sign(statement(charge));
  return charge;
}

}  // namespace starling::actors

#include "actors/membership/rumours/message_limits.hpp"

#include <algorithm>

#include "messages/codec/encoded_size.hpp"

namespace starling::actors {

namespace {

bool fine(const messages::rumour& r) {
  const auto* record = std::get_if<messages::member_record>(&r);
  return record == nullptr || (record->display_name.size() <= messages::member_name_max &&
                               record->address.size() <= messages::member_address_max &&
                               record->status <= messages::presence::left);
}

bool fine(const std::vector<messages::rumour>& rumours) {
  return rumours.size() <= messages::rumours_max &&
         std::all_of(rumours.begin(), rumours.end(),
                     [](const messages::rumour& r) { return fine(r); });
}

bool fine(const messages::nack&) {
  return true;
}

bool fine(const messages::compare_lists& m) {
  return m.views.size() == messages::buckets;
}

bool fine(const messages::list_part& m) {
  return std::all_of(m.members.begin(), m.members.end(), [&](const messages::listed_member& x) {
    return x.prefix >= m.first && x.prefix <= m.last;
  });
}

template <class T>
bool fine(const T& m) {
  return fine(m.rumours);
}

}  // namespace

bool within_limits(const messages::membership_message& what) {
  return std::visit([](const auto& m) { return fine(m); }, what) &&
         messages::encoded_size(what) <= messages::membership_bytes_max;
}

}  // namespace starling::actors

#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "actors/membership/membership_effects.hpp"
#include "actors/membership/membership_options.hpp"
#include "deploy/bench/membership/simulated_seal.hpp"

// Members by number, who sign as the simulation does.
namespace people {

using namespace std::chrono_literals;
using namespace starling;
using actors::member_table;
using actors::membership_options;
using actors::membership_refusal;
using actors::standing;
using messages::accusation;
using messages::member_id;
using messages::member_record;
using messages::presence;
using messages::rumour;
using messages::time_point;

/// Its number is spread over the buckets, in order.
inline member_id id(std::uint8_t number) {
  member_id i;
  i.bytes[0] = static_cast<std::uint8_t>(number << 2U);
  i.bytes[1] = number;
  return i;
}

inline deploy::simulated_seal seal(std::uint8_t number) {
  return deploy::simulated_seal(id(number));
}

inline member_record record(std::uint8_t number, std::uint64_t incarnation = 0,
                            presence status = presence::here) {
  member_record r{id(number),
                  std::string(1, static_cast<char>('a' + number % 26)),
                  "h" + std::to_string(number),
                  incarnation,
                  status,
                  0,
                  {}};
  return actors::sealed(r, seal(number));
}

inline accusation charge(std::uint8_t subject, std::uint8_t accuser,
                         std::uint64_t incarnation = 0) {
  return actors::sealed(accusation{id(subject), id(accuser), incarnation, {}}, seal(accuser));
}

inline std::vector<member_record> records(std::uint8_t first, std::uint8_t last) {
  std::vector<member_record> all;
  for (auto n = first; n <= last; ++n) all.push_back(record(n));
  return all;
}

inline time_point at(messages::duration since_start) {
  return time_point{} + since_start;
}

}  // namespace people

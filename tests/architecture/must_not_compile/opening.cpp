// Compiles as it is; each WRONG leaves a check of an arriving envelope out.
#include "messages/security/envelope/opening.hpp"

using namespace starling::messages;

std::size_t example(received_bytes received, const opening_rules& rules,
                    const peer_registry& registry, inbound_stream& stream, wall_time now) {
  const auto framed = take_apart(received, rules);
  const auto timely = check_time(framed.value(), rules, now);
  const auto known = identify(timely.value(), registry);
  const auto authentic = authenticate(known.value(), stream, rules);
  const auto fresh = admit(authentic.value());
#if WRONG == 1  // the time is not checked
  const auto wrong = identify(framed.value(), registry);
#elif WRONG == 2  // the sender is not looked up
  const auto wrong = authenticate(timely.value(), stream, rules);
#elif WRONG == 3  // nothing is authenticated
  const auto wrong = admit(known.value());
#elif WRONG == 4  // what may be a replay is read
  const auto wrong = authentic.value().payload();
#elif WRONG == 5  // bytes are taken for an envelope
  const framed_envelope wrong{};
#elif WRONG == 6  // a sender is made up
  const known_envelope wrong(timely.value(), *registry.find(rules.self));
#elif WRONG == 7  // an envelope is called fresh
  const fresh_envelope wrong(authentic.value());
#else
  const auto& wrong = fresh;
#endif
  return sizeof(wrong) + fresh.value().payload().size();
}

#include "deploy/config/key.hpp"

// The processes of a swarm that spans several.

namespace starling::deploy {
namespace {

value<std::vector<host_options>> hosts() {
  auto peer = part("peer", text(64, true), &host_options::peer,
                   "Its peer id, as `starling keygen` prints it.");
  peer.required = false;
  auto address = part("address", text(255, true), &host_options::address,
                      "Where the others reach it: HOST:PORT over CAF, or a channel such as "
                      "udp://HOST:PORT; empty, where there is a membership: it tells itself.");
  address.required = false;
  auto membership = part("membership", text(63, true), &host_options::membership,
                         "Where the others ask whether it is there: HOST:PORT of UDP; all hosts "
                         "have one, or none. 0.0.0.0:0 will do where there is a beacon.");
  membership.required = false;
  return list(
      record<host_options>(
          {part("name", text(64, false), &host_options::name, "How the others call it."), address,
           part("nodes", whole<std::size_t>(0, 10'000'000), &host_options::nodes,
                "How many nodes live there."),
           peer, membership},
          [](const host_options&) { return std::string(); }),
      0, 1000);
}

}  // namespace

std::vector<key> host_keys() {
  std::vector<key> all;
  const auto any = std::chrono::microseconds(1);
  all.push_back(make_key("hosts.list", hosts(),
                         "The hosts, each with its nodes in turn; none: one process holds all.",
                         [](auto& o) { return &o.hosts.list; }));
  all.push_back(make_key("hosts.start_within", duration(any),
                         "How long a host waits for the others before the first round; then a "
                         "quorum is enough.",
                         [](auto& o) { return &o.hosts.start_within; }));
  all.push_back(make_key("hosts.finish_within", duration(any),
                         "How long a host that is done answers the others.",
                         [](auto& o) { return &o.hosts.finish_within; }));
  all.push_back(make_key("hosts.heartbeat", duration(std::chrono::milliseconds(10)),
                         "The time between two signs of life on a connection.",
                         [](auto& o) { return &o.hosts.heartbeat; }));
  all.push_back(make_key("hosts.silence_max", duration(std::chrono::milliseconds(20)),
                         "After how much silence a connection is given up.",
                         [](auto& o) { return &o.hosts.silence_max; }));
  all.push_back(make_key("hosts.queue_max", whole<std::size_t>(1 << 20, std::size_t{1} << 40U),
                         "Bytes that may wait for one host; the oldest make room.",
                         [](auto& o) { return &o.hosts.queue_max; }));
  all.push_back(make_key("hosts.compression", text(63, false),
                         "How tensors go to another host: none, auto, or a chain of steps such as "
                         "delta+int8 or delta+top_k:0.05+fp16; auto rounds where the link is slow.",
                         [](auto& o) { return &o.hosts.compression; }));
  all.push_back(make_key("hosts.bandwidth", rate(),
                         "What the link between two machines carries, for auto.",
                         [](auto& o) { return &o.hosts.bandwidth_bits_per_second; }));
  all.push_back(make_key("hosts.beacon", text(255, true),
                         "ADDRESS:PORT of a multicast group or a broadcast address, where hosts "
                         "find each other; empty: none.",
                         [](auto& o) { return &o.hosts.beacon; }));
  all.push_back(make_key("hosts.keep_majority", flag(),
                         "Whether a host that sees half of the hosts or fewer waits, so that two "
                         "parts of a swarm never both go on.",
                         [](auto& o) { return &o.hosts.keep_majority; }));
  return all;
}

}  // namespace starling::deploy

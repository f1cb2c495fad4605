#include "actors/membership/membership_actor.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "actors/host/host_counters.hpp"
#include "actors/membership/majority.hpp"
#include "transports/ip/datagram_port_driver.hpp"

namespace starling::actors {

using messages::member_id;
using messages::node_id;

namespace {

/// Introductions that others can make a host send, in one second.
constexpr std::size_t answers_max = 50;
/// A beacon is heard again so often once all are known: for those who come later.
constexpr int periods_per_beacon = 10;

messages::wall_time wall_clock() {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

/// Where others reach a host's membership; empty: only whoever has heard it can tell.
std::string reachable_at(const host_options& host) {
  const auto at = parse_datagram_address(host.membership);
  return at && dialable(*at) ? host.membership : std::string();
}

std::vector<messages::peer_id> peers_of(const hosts_options& hosts) {
  std::vector<messages::peer_id> peers;
  for (const auto& host : hosts.list) {
    peers.push_back(
        messages::octets_from_hex<messages::peer_id>(host.peer).value_or(messages::peer_id{}));
  }
  return peers;
}

/// A heartbeat is a period; the waits in it take no larger share of it than they do of a second.
membership_options options_of(const hosts_options& hosts, std::size_t here) {
  membership_options o;
  const double scale = std::min(1.0, std::chrono::duration<double>(hosts.heartbeat).count());
  const auto scaled = [scale](messages::duration wait) {
    return std::chrono::duration_cast<messages::duration>(scale * wait);
  };
  o.period = hosts.heartbeat;
  o.ping_timeout = scaled(o.ping_timeout);
  o.relay_timeout = scaled(o.relay_timeout);
  o.compare_interval = scaled(o.compare_interval);
  o.stirred_for = scaled(o.stirred_for);
  for (std::size_t i = 0; i < hosts.list.size(); ++i) {
    if (auto at = reachable_at(hosts.list[i]); i != here && !at.empty()) {
      o.seeds.push_back(std::move(at));
    }
  }
  return o;
}

messages::member_record record_of(const host_options& host, const member_id& id) {
  messages::member_record record;
  record.id = id;
  record.display_name = host.name.substr(0, messages::member_name_max);
  record.address = reachable_at(host);
  return record;
}

}  // namespace

membership_actor::membership_actor(caf::actor_config& config, std::shared_ptr<const wiring> wires,
                                   std::shared_ptr<const own_identity> self, std::string listens_at,
                                   standing_callback on_standing,
                                   std::shared_ptr<std::atomic<std::size_t>> waiting)
    : membership_handle::base(config),
      wires_(std::move(wires)),
      shared_(wires_->shared),
      on_standing_(std::move(on_standing)),
      waiting_(std::move(waiting)),
      here_(shared_->home->here()),
      line_(std::move(self), peers_of(shared_->options.hosts), std::move(listens_at)) {
  const auto& hosts = shared_->options.hosts;
  for (const auto& peer : peers_of(hosts)) roster_.push_back(member_of(peer));
  standings_.assign(roster_.size(), standing::alive);
  reached_.resize(roster_.size());
  core_ = std::make_unique<membership>(options_of(hosts, here_), line_.seal(),
                                       record_of(hosts.list[here_], roster_[here_]),
                                       shared_->options.seed + here_);
}

membership_actor::behavior_type membership_actor::make_behavior() {
  return {
      [this](const membership_begins& with) { begin(with.port); },
      [this](datagram_heard& what) { hear(what); },
      [this](wake_up) {
        armed_.reset();
        const auto now = clock().now();
        if (now >= next_introduction_) introduce();
        core_->wake(now, effects_);
        carry_out();
      },
      [this](const membership_ends&) {
        if (port_) core_->leave(clock().now(), effects_);
        carry_out();
        quit();
      },
  };
}

void membership_actor::on_exit() {
  port_.reset();
  shared_.reset();
  wires_.reset();
}

void membership_actor::begin(std::shared_ptr<transports::datagram_port> port) {
  port_ = std::move(port);
  const auto now = clock().now();
  std::vector<messages::member_record> others;
  for (std::size_t i = 0; i < roster_.size(); ++i) {
    if (i != here_) others.push_back(record_of(shared_->options.hosts.list[i], roster_[i]));
  }
  core_->trust(others, now);
  core_->start(now, effects_);
  introduce();
  carry_out();
}

void membership_actor::hear(datagram_heard& what) {
  --*waiting_;
  if (!port_) return;
  count(shared_->between_hosts->datagrams_received);
  const auto said = line_.open(what.bytes, wall_clock());
  if (!said) return refuse(said.error(), what.from);
  if (const auto* who = std::get_if<heard_introduction>(&*said)) {
    meet(*who, what.from);
  } else {
    const auto& message = std::get<heard_message>(*said);
    core_->hear(message.from, message.what, clock().now(), effects_);
  }
  carry_out();
}

void membership_actor::meet(const heard_introduction& who, const std::string& from) {
  const auto host = place(who.who);
  reached_[host] = from;
  if (!who.listens_at.empty()) {
    send(caf::actor_cast<courier_handle>(wires_->hosts[host]), host_found{who.listens_at});
  }
  if (who.answer_wanted) answer(from);
}

/// Why an envelope is refused may be that one of the two has started anew.
void membership_actor::refuse(const member_refusal& why, const std::string& from) {
  auto& counters = *shared_->between_hosts;
  if (const auto* datagram = std::get_if<datagram_refusal>(&why)) {
    count(counters.datagrams_refused[static_cast<std::size_t>(*datagram)]);
  } else if (const auto* sealed = std::get_if<messages::envelope_refusal>(&why)) {
    count(counters.envelopes_refused[static_cast<std::size_t>(*sealed)]);
    const bool strange = *sealed == messages::envelope_refusal::unknown_peer ||
                         *sealed == messages::envelope_refusal::unsigned_first;
    if (strange) answer(from, true);
  } else {
    const auto inside = std::get<messages::codec_refusal>(why);
    count(counters.payloads_refused[static_cast<std::size_t>(inside)]);
  }
}

void membership_actor::carry_out() {
  for (auto& letter : effects_.letters) send_letter(letter);
  for (const auto& refused : effects_.refused) {
    count(shared_->between_hosts->rumours_refused[static_cast<std::size_t>(refused.why)]);
  }
  effects_.clear();
  judge();
  arm();
}

void membership_actor::send_letter(membership_effects::outgoing& letter) {
  const bool anybody = letter.to == member_id{};
  const auto to = letter.address.empty() && !anybody ? reached_[place(letter.to)] : letter.address;
  if (to.empty()) return;
  if (anybody) return send_introduction(to, true);
  auto datagram = line_.sealed(letter.to, letter.what, wall_clock());
  if (datagram.empty()) return;  // it is introduced to once a period
  count(shared_->between_hosts->datagrams_sent);
  port_->send(to, std::move(datagram));
}

void membership_actor::send_introduction(const std::string& to, bool answer_wanted) {
  count(shared_->between_hosts->datagrams_sent);
  port_->send(to, line_.introduction(answer_wanted, wall_clock()));
}

/// What strangers can make this host send is bounded.
void membership_actor::answer(const std::string& to, bool answer_wanted) {
  const auto now = clock().now();
  if (now >= allowance_from_ + std::chrono::seconds(1)) {
    allowance_from_ = now;
    allowance_ = answers_max;
  }
  if (allowance_ == 0) return;
  --allowance_;
  send_introduction(to, answer_wanted);
}

void membership_actor::introduce() {
  const auto& hosts = shared_->options.hosts;
  const auto now = clock().now();
  next_introduction_ = now + hosts.heartbeat;
  bool all = true;
  for (std::size_t i = 0; i < roster_.size(); ++i) {
    if (i == here_ || line_.knows(roster_[i])) continue;
    all = false;
    if (const auto at = reachable_at(hosts.list[i]); !at.empty()) send_introduction(at, true);
  }
  if (hosts.beacon.empty() || (all && now < next_beacon_)) return;
  next_beacon_ = now + periods_per_beacon * hosts.heartbeat;
  count(shared_->between_hosts->datagrams_sent);
  port_->send_to_group(line_.introduction(!all, wall_clock()));
}

/// Tells the members here who is there. A host that sees too few others is held back before it
/// counts any of them as gone.
void membership_actor::judge() {
  const auto& hosts = shared_->options.hosts;
  if (hosts.keep_majority) {
    const auto seen = core_->list().reachable(roster_);
    shared_->presence->hold(core_->cut_off() || !may_lead(roster_.size(), seen));
  }
  auto& counters = *shared_->between_hosts;
  std::array<std::uint64_t, standing_names.size()> members{};
  for (std::size_t i = 0; i < roster_.size(); ++i) {
    const auto* known = core_->table().find(roster_[i]);
    const auto now = known == nullptr ? standing::dead : known->status;  // long dead: forgotten
    ++members[static_cast<std::size_t>(now)];
    if (now == standings_[i]) continue;
    if (now == standing::dead) count(counters.hosts_died);
    standings_[i] = now;
    shared_->presence->set_gone(i, !present(now));
    if (on_standing_) on_standing_(hosts.list[i].name, to_string(now));
  }
  for (std::size_t i = 0; i < members.size(); ++i) counters.members[i] = members[i];
}

std::size_t membership_actor::place(const member_id& who) const {
  return static_cast<std::size_t>(std::find(roster_.begin(), roster_.end(), who) - roster_.begin());
}

void membership_actor::arm() {
  auto next = next_introduction_;
  if (const auto due = core_->next_deadline()) next = std::min(next, *due);
  if (armed_ && *armed_ <= next) return;
  armed_ = next;
  delayed_send(membership_handle(this), std::max(next - clock().now(), messages::duration{}),
               wake_up{});
}

}  // namespace starling::actors

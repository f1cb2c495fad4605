#include "actors/host/host_driver.hpp"

#include <stdexcept>
#include <utility>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/io/middleman.hpp>
#include <caf/logger.hpp>
#include <caf/openssl/manager.hpp>
#include <caf/openssl/publish.hpp>
#include <caf/send.hpp>

#include "actors/host/channel_actor.hpp"
#include "actors/host/connector_driver.hpp"
#include "actors/host/courier_actor.hpp"
#include "actors/host/muster_actor.hpp"
#include "actors/host/reception_actor.hpp"
#include "actors/host/wire/address.hpp"
#include "actors/host/wire/tls_guard_driver.hpp"
#include "actors/membership/membership_actor.hpp"
#include "transports/ip/datagram_port_driver.hpp"

namespace starling::actors {

namespace {

address listening_address(const plan& shared, const host_settings& settings) {
  const auto& listed = shared.options.hosts.list[shared.home->here()].address;
  return *parse_address(settings.listen.empty() ? listed : settings.listen);
}

muster_options muster_of(const plan& shared) {
  const auto& hosts = shared.options.hosts;
  muster_options o;
  for (std::size_t i = 0; i < hosts.list.size(); ++i) {
    o.hosts.push_back(hosts.list[i].name);
    o.nodes.push_back(hosts.list[i].nodes);
  }
  o.here = shared.home->here();
  o.quorum = shared.options.rounds.quorum;
  o.start_within = hosts.start_within;
  o.finish_within = hosts.finish_within;
  return o;
}

transports::channel_options channel_options_of(const host_settings& settings,
                                               const hosts_options& hosts) {
  transports::channel_options o;
  o.silence_max = hosts.silence_max;
  o.tls.authority = settings.authority.string();
  o.tls.certificate = settings.certificate.string();
  o.tls.key = settings.key.string();
  return o;
}

std::string cannot_listen(const std::string& at, const std::string& why) {
  return at + " cannot be listened on: " + why;
}

}  // namespace

void configure_host(caf::actor_system_config& config, const hosts_options& hosts,
                    const host_settings& settings) {
  config.load<caf::io::middleman>();
  config.add_message_type<messages::greeting>("greeting");
  config.add_message_type<messages::parcel>("parcel");
  config.add_message_type<messages::credit>("credit");
  config.set("middleman.heartbeat-interval", caf::timespan(hosts.heartbeat));
  config.set("middleman.connection-timeout", caf::timespan(hosts.silence_max));
  if (!settings.tls()) return;
  config.load<caf::openssl::manager>();
  config.openssl_certificate = settings.certificate.string();
  config.openssl_key = settings.key.string();
  config.openssl_cafile = settings.authority.string();
}

host_actors::host_actors(caf::actor_system& system, const std::shared_ptr<wiring>& wires,
                         const supervisor_handle& supervisor,
                         std::shared_ptr<const host_settings> settings)
    : system_(system), wires_(wires), settings_(std::move(settings)) {
  const auto& shared = *wires->shared;
  if (settings_->tls()) guard_tls(shared.between_hosts);
  const auto here = shared.home->here();
  auto over = std::make_shared<std::promise<std::string>>();
  over_ = over->get_future();
  const std::shared_ptr<const wiring> wired = wires;
  muster_ = system.spawn<muster_actor>(muster_of(shared), wired, supervisor, std::move(over));
  connector_ = system.spawn<connector_driver, caf::detached>(
      settings_->tls(), channel_options_of(*settings_, shared.options.hosts), wires->shared);
  wires->hosts.resize(shared.options.hosts.list.size());
  for (std::size_t i = 0; i < wires->hosts.size(); ++i) {
    if (i == here) continue;
    // Of two hosts the later one connects.
    wires->hosts[i] = system.spawn<courier_actor>(i, wired, settings_->self, muster_,
                                                  i < here ? connector_ : connector_handle{});
  }
  reception_ = system.spawn<reception_actor>(wired);
  if (shared.presence) {
    const auto& listed = shared.options.hosts.list[here].address;
    membership_ = system.spawn<membership_actor>(
        wired, settings_->self, settings_->listen.empty() ? listed : settings_->listen,
        settings_->on_standing, datagrams_waiting_);
  }
}

void host_actors::open() {
  if (membership_) open_membership();
  const auto at = listening_address(*wires_->shared, *settings_);
  if (at.channel) return listen(*at.channel);
  constexpr bool reuse = true;  // after a crash the port is still waiting
  const auto bound = settings_->tls()
                         ? caf::openssl::publish(reception_, at.port, at.host.c_str(), reuse)
                         : system_.middleman().publish(reception_, at.port, at.host.c_str(), reuse);
  if (!bound) {
    throw std::runtime_error(
        cannot_listen(at.host + ":" + std::to_string(at.port), system_.render(bound.error())));
  }
  caf::anon_send(muster_, wake_up{});
}

void host_actors::open_membership() {
  const auto& shared = *wires_->shared;
  const auto& hosts = shared.options.hosts;
  const auto at = *parse_datagram_address(hosts.list[shared.home->here()].membership);
  auto hear = [to = membership_, waiting = datagrams_waiting_, counters = shared.between_hosts](
                  std::vector<std::byte> bytes, std::string from) {
    if (*waiting >= datagrams_waiting_max) {
      return count(
          counters
              ->datagrams_refused[static_cast<std::size_t>(datagram_refusal::too_many_at_once)]);
    }
    ++*waiting;
    caf::anon_send(to, datagram_heard{std::move(bytes), std::move(from)});
  };
  std::optional<transports::endpoint> group;
  if (!hosts.beacon.empty()) group = *parse_datagram_address(hosts.beacon);
  auto port = transports::datagram_port::open(at, std::move(hear), group);
  if (!port)
    throw std::runtime_error(
        cannot_listen(hosts.list[shared.home->here()].membership, port.error()));
  caf::anon_send(membership_,
                 membership_begins{std::shared_ptr<transports::datagram_port>(*std::move(port))});
}

void host_actors::listen(const transports::endpoint& at) {
  auto accept = [this](std::unique_ptr<transports::channel> guest) {
    auto gate = std::make_shared<channel_gate>();
    gate->channel = guest.get();
    const channel_handle stands =
        system_.spawn<channel_actor>(reception_, std::move(guest), gate, wires_->shared);
    // Spawning leaves a reference to the system with this thread, which outlives it; the system
    // would wait for that for ever.
    caf::logger::set_current_actor_system(nullptr);
    return events_of(stands, std::move(gate));
  };
  auto listening = transports::listen(
      at, std::move(accept), channel_options_of(*settings_, wires_->shared->options.hosts));
  if (!listening) throw std::runtime_error(cannot_listen(to_string(at), listening.error()));
  listener_ = *std::move(listening);
  caf::anon_send(muster_, wake_up{});
}

void host_actors::closed(messages::round_number round) {
  caf::anon_send(muster_, round_passed{round});
}

std::string host_actors::finish(bool leaving) {
  caf::anon_send(muster_, swarm_done{leaving});
  auto why = over_.get();
  if (membership_) caf::anon_send(membership_, membership_ends{});
  end_handshakes();
  listener_.reset();
  for (const auto& courier : wires_->hosts) {
    if (courier) caf::anon_send_exit(courier, caf::exit_reason::user_shutdown);
  }
  caf::anon_send_exit(reception_, caf::exit_reason::user_shutdown);
  caf::anon_send_exit(connector_, caf::exit_reason::user_shutdown);
  caf::anon_send_exit(muster_, caf::exit_reason::user_shutdown);
  return why;
}

}  // namespace starling::actors

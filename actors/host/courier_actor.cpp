#include "actors/host/courier_actor.hpp"

#include <chrono>

#include "actors/host/host_counters.hpp"
#include "actors/host/wire/address.hpp"

namespace starling::actors {

namespace {

constexpr auto retry_after = std::chrono::milliseconds(500);

messages::wall_time wall_clock() {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

frame_limits limits_of(const hosts_options& options) {
  frame_limits limits;
  limits.queue_max = options.queue_max;
  return limits;
}

/// Refused before anything is started, where it cannot be read.
packing packing_to(const hosts_options& options, std::size_t host) {
  const auto at = parse_address(options.list[host].address);
  const auto how =
      parse_packing(options.compression, static_cast<double>(options.bandwidth_bits_per_second) / 8,
                    at && within_machine(*at));
  return how ? *how : packing{};
}

}  // namespace

courier_actor::courier_actor(caf::actor_config& config, std::size_t host,
                             std::shared_ptr<const wiring> wires,
                             std::shared_ptr<const own_identity> self, muster_handle muster,
                             connector_handle connector)
    : courier_handle::base(config),
      host_(host),
      wires_(std::move(wires)),
      muster_(std::move(muster)),
      connector_(std::move(connector)),
      limits_(limits_of(wires_->shared->options.hosts)),
      line_(std::move(self), wires_->shared->options.hosts.list[host].peer, limits_.frame_max),
      queue_(limits_),
      assembly_(limits_),
      cutter_(limits_.queue_max, packing_to(wires_->shared->options.hosts, host)),
      gatherer_(limits_.queue_max) {
  set_down_handler([this](const caf::down_msg& what) {
    if (pending_ && what.source == pending_->address()) {
      pending_ = nullptr;
      delayed_send(courier_handle(this), retry_after, wake_up{});
    }
    if (remote_ && what.source == remote_.address()) lose();
  });
}

courier_actor::behavior_type courier_actor::make_behavior() {
  connect();
  return {
      [this](const messages::greeting& said) { welcome(current_sender(), said, false); },
      [this](messages::parcel& piece) { take(piece); },
      [this](messages::credit more) {
        queue_.give_credit(more.bytes);
        pump();
      },
      [this](messages::letter& what) { post(std::move(what)); },
      [this](const tell_host& what) {
        seal(what.what);
        pump();
      },
      [this](const visitor& guest) { welcome(guest.from, guest.said, true); },
      [this](host_found& at) {
        found_ = std::move(at.address);
        connect();
      },
      [this](const reception_found& found) {
        connecting_ = false;
        if (remote_) return dismiss(found.reception);
        if (found.reception) {
          if (is_here(found.reception)) {
            pending_ = found.reception;
            monitor(pending_->address());
          }
          send(caf::actor_cast<reception_handle>(found.reception), greeting());
        }
        delayed_send(courier_handle(this), retry_after, wake_up{});
      },
      [this](wake_up) { connect(); },
  };
}

void courier_actor::on_exit() {
  dismiss(pending_);
  dismiss(caf::actor_cast<caf::strong_actor_ptr>(remote_));
  pending_ = nullptr;
  wires_.reset();
  muster_ = nullptr;
  connector_ = nullptr;
  remote_ = nullptr;
}

void courier_actor::connect() {
  if (!connector_ || remote_ || pending_ || connecting_) return;
  const auto& listed = wires_->shared->options.hosts.list[host_].address;
  const auto at = parse_address(listed.empty() ? found_ : listed);
  if (!at) return;  // it has not said yet where it is
  connecting_ = true;
  send(connector_, connect_to{*at});
}

/// Whether this is an actor that stands for another host: its channel ends here.
bool courier_actor::is_here(const caf::strong_actor_ptr& who) const {
  return who && who->node() == node();
}

void courier_actor::dismiss(const caf::strong_actor_ptr& who) {
  if (is_here(who)) send_exit(caf::actor_cast<caf::actor>(who), caf::exit_reason::user_shutdown);
}

void courier_actor::welcome(const caf::strong_actor_ptr& from, const messages::greeting& said,
                            bool answer) {
  auto& counters = *wires_->shared->between_hosts;
  const bool known = said.host == wires_->shared->options.hosts.list[host_].name;
  if (!from || !known || !line_.meet(said.registration)) {
    dismiss(from);
    return count(counters.strangers);
  }
  if (remote_) lose();
  remote_ = caf::actor_cast<remote_courier_handle>(from);
  monitor(remote_);
  count(counters.connections);
  queue_.restart();
  assembly_.restart();
  if (answer) send(remote_, greeting());
  send(muster_, host_line{host_, true});
  if (auto missing = gatherer_.missing(); !missing.chunks.empty()) seal(std::move(missing));
  pump();
}

void courier_actor::lose() {
  demonitor(remote_.address());
  dismiss(caf::actor_cast<caf::strong_actor_ptr>(remote_));
  remote_ = nullptr;
  cutter_.forget_bases();
  count(wires_->shared->between_hosts->connections_lost);
  send(muster_, host_line{host_, false});
  connect();
}

void courier_actor::post(messages::letter what) {
  if (!remote_) return count(wires_->shared->between_hosts->frames_dropped);
  const auto spared = cutter_.spared();
  const auto saved = cutter_.bytes_saved();
  for (const auto& part : cutter_.cut(std::move(what))) seal(part);
  auto& counters = *wires_->shared->between_hosts;
  count(counters.chunks_spared, cutter_.spared() - spared);
  count(counters.bytes_saved, cutter_.bytes_saved() - saved);
  pump();
}

void courier_actor::seal(const messages::dispatch& what) {
  auto& counters = *wires_->shared->between_hosts;
  // Nobody is known there before the first greeting, and what was said then is stale.
  if (!remote_) return count(counters.frames_dropped);
  auto frame = line_.seal(what, wall_clock());
  if (!frame) return count(counters.frames_dropped);
  count(counters.bytes_sent, frame->size());
  count(counters.frames_sent);
  const auto dropped = queue_.push(std::move(*frame));
  if (dropped > 0) cutter_.forget_bases();
  count(counters.frames_dropped, dropped);
}

void courier_actor::pump() {
  if (!remote_) return;
  while (auto piece = queue_.next()) send(remote_, std::move(*piece));
}

void courier_actor::take(messages::parcel& piece) {
  auto& counters = *wires_->shared->between_hosts;
  if (!remote_ || caf::actor_cast<caf::strong_actor_ptr>(remote_) != current_sender()) {
    return count(counters.strangers);
  }
  send(remote_, messages::credit{{piece.bytes.size()}});
  auto frame = assembly_.add(std::move(piece));
  if (!frame) return count(counters.parcels_refused[static_cast<std::size_t>(frame.error())]);
  if (*frame) open(**std::move(frame));
}

void courier_actor::open(std::vector<std::uint8_t> frame) {
  auto& counters = *wires_->shared->between_hosts;
  auto what = line_.open(std::move(frame), wall_clock());
  if (!what) {
    if (const auto* sealed = std::get_if<messages::envelope_refusal>(&what.error())) {
      return count(counters.envelopes_refused[static_cast<std::size_t>(*sealed)]);
    }
    const auto inside = std::get<messages::codec_refusal>(what.error());
    return count(counters.payloads_refused[static_cast<std::size_t>(inside)]);
  }
  count(counters.frames_received);
  if (auto* letter = std::get_if<messages::letter>(&*what)) return deliver(*letter);
  if (auto* outline = std::get_if<messages::outline>(&*what)) {
    return take(gatherer_.take(std::move(*outline)));
  }
  if (auto* chunk = std::get_if<messages::chunk>(&*what)) {
    return take(gatherer_.take(std::move(*chunk)));
  }
  if (const auto* wanted = std::get_if<messages::chunk_request>(&*what)) {
    for (const auto& part : cutter_.answer(*wanted)) seal(part);
    return pump();
  }
  send(muster_, host_said{host_, std::get<messages::host_status>(*what)});
}

void courier_actor::take(bulk_receiver::outcome put_together) {
  auto& counters = *wires_->shared->between_hosts;
  if (const auto why = put_together.refused) {
    count(counters.bulk_refused[static_cast<std::size_t>(*why)]);
    if (*why == bulk_refusal::base_missing) seal(messages::chunk_request{});
  }
  for (auto& letter : put_together.letters) deliver(letter);
  if (!put_together.missing.chunks.empty()) seal(std::move(put_together.missing));
  pump();
}

/// A host speaks for its own members, to those that live here.
void courier_actor::deliver(messages::letter& what) {
  const auto& shared = *wires_->shared;
  const auto members = shared.graph->members();
  const bool sound = what.from.value < members && what.to.value < members &&
                     shared.home->host_of(what.from) == host_ && shared.lives_here(what.to);
  if (!sound) return count(shared.between_hosts->misaddressed);
  if (const auto to = wires_->members->find(what.to)) send(to, std::move(what));
}

messages::greeting courier_actor::greeting() const {
  return {here().name, line_.introduction()};
}

const host_options& courier_actor::here() const {
  return wires_->shared->options.hosts.list[wires_->shared->home->here()];
}

}  // namespace starling::actors

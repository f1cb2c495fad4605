#include "actors/host/channel_actor.hpp"

#include <chrono>

#include "actors/host/host_counters.hpp"
#include "actors/swarm/plan.hpp"
#include "messages/codec/decode.hpp"
#include "messages/codec/encode.hpp"

namespace starling::actors {

namespace {

constexpr auto greeting_within = std::chrono::seconds(5);
/// Frames that may wait for the actor: the channel's own queue is the place for more.
constexpr std::size_t waiting_max = 64;
constexpr std::size_t frame_max = messages::parcel_max + 1024;

}  // namespace

transports::channel_events events_of(const channel_handle& owner,
                                     std::shared_ptr<channel_gate> gate) {
  transports::channel_events events;
  events.opened = [owner] { caf::anon_send(owner, channel_opened{}); };
  events.received = [owner, gate = std::move(gate)](std::vector<std::byte> frame) {
    if (gate->waiting.fetch_add(1) + 1 >= waiting_max) {
      if (auto* channel = gate->channel.load()) channel->pause();
    }
    caf::anon_send(owner, channel_frame{std::move(frame)});
  };
  events.closed = [owner](std::string why) {
    caf::anon_send(owner, channel_closed{std::move(why)});
  };
  return events;
}

channel_actor::channel_actor(caf::actor_config& config, courier_handle courier,
                             transports::endpoint to, transports::channel_options options,
                             std::shared_ptr<const plan> shared)
    : channel_handle::base(config),
      courier_(std::move(courier)),
      to_(std::move(to)),
      options_(std::move(options)),
      shared_(std::move(shared)),
      gate_(std::make_shared<channel_gate>()) {}

channel_actor::channel_actor(caf::actor_config& config, reception_handle reception,
                             std::unique_ptr<transports::channel> channel,
                             std::shared_ptr<channel_gate> gate, std::shared_ptr<const plan> shared)
    : channel_handle::base(config),
      reception_(std::move(reception)),
      shared_(std::move(shared)),
      gate_(std::move(gate)),
      channel_(std::move(channel)),
      opened_(true) {}

channel_actor::behavior_type channel_actor::make_behavior() {
  set_down_handler([this](const caf::down_msg&) { quit(); });
  if (channel_) {
    monitor(reception_);
  } else {
    monitor(courier_);
    connect();
  }
  delayed_send(channel_handle(this), options_.connect_max + greeting_within, wake_up{});
  return {
      [this](messages::greeting& said) {
        if (!courier_) courier_ = caf::actor_cast<courier_handle>(current_sender());
        say(std::move(said));
      },
      [this](messages::parcel& piece) { say(std::move(piece)); },
      [this](messages::credit more) { say(more); },
      [this](channel_opened) {
        if (std::exchange(opened_, true)) return;
        send(courier_, reception_found{caf::actor_cast<caf::strong_actor_ptr>(this), {}});
      },
      [this](const channel_frame& frame) { take(frame); },
      [this](const channel_closed& how) {
        if (!opened_) send(courier_, reception_found{nullptr, how.why});
        quit();
      },
      [this](wake_up) {
        if (!greeted_) quit();
      },
  };
}

void channel_actor::on_exit() {
  gate_->channel = nullptr;
  channel_.reset();
  courier_ = nullptr;
  reception_ = nullptr;
  shared_.reset();
}

void channel_actor::connect() {
  auto opened = transports::open_channel(to_, events_of(channel_handle(this), gate_), options_);
  if (!opened) {
    send(courier_, reception_found{nullptr, opened.error()});
    return quit();
  }
  channel_ = *std::move(opened);
  gate_->channel = channel_.get();
}

void channel_actor::say(const messages::host_frame& what) {
  auto bytes = messages::encode(what);
  // The other host's credit is far less than the channel's queue holds, so it is never full.
  const bool sent =
      channel_ && bytes && channel_->send(*std::move(bytes)) == transports::send_status::accepted;
  if (!sent) quit();
}

void channel_actor::take(const channel_frame& frame) {
  if (gate_->waiting.fetch_sub(1) == waiting_max / 2 && channel_) channel_->resume();
  messages::codec_limits limits;
  limits.bytes_max = limits.elements_max = frame_max;
  auto what = messages::decode<messages::host_frame>(frame.bytes, limits);
  if (what) return hear(*what);
  count(shared_->between_hosts->payloads_refused[static_cast<std::size_t>(what.error())]);
  quit();
}

void channel_actor::hear(messages::host_frame& what) {
  if (auto* said = std::get_if<messages::greeting>(&what)) {
    if (std::exchange(greeted_, true)) return quit();
    if (courier_) return send(courier_, std::move(*said));
    return send(reception_, std::move(*said));
  }
  if (!courier_ || !greeted_) {
    count(shared_->between_hosts->strangers);
    return quit();
  }
  if (auto* piece = std::get_if<messages::parcel>(&what)) return send(courier_, std::move(*piece));
  send(courier_, std::get<messages::credit>(what));
}

}  // namespace starling::actors

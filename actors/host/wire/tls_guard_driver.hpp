#pragma once

#include <memory>

#include "actors/host/host_counters.hpp"

namespace starling::actors {

/// Stands between CAF's TLS and strangers, for all connections that this process makes from now on:
///
/// One connection's failure ends no other: OpenSSL collects errors per thread and takes what a
/// failed handshake left there for a failure of whichever connection it looks at next; CAF 0.17
/// never empties that list.
///
/// A handshake is over within five seconds and at most 64 are under way, the oldest making room.
/// CAF waits for ever, and busily, for whoever connects and says nothing.
///
/// Connections that end before their handshake is done are counted. Called again, the new counters
/// take the place of the old. Throws: std::runtime_error where OpenSSL refuses.
void guard_tls(const std::shared_ptr<host_counters>& counters);

/// No handshake that is under way goes on, nor does a new one: the process is about to end.
void end_handshakes();

}  // namespace starling::actors

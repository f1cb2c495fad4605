#pragma once

namespace starling::actors {

/// Keeps one TLS connection's failure from ending others.
///
/// OpenSSL collects errors per thread, and takes what a failed handshake left there for a failure
/// of whichever connection it looks at next; CAF 0.17 never empties that list. From this call on
/// it is empty whenever a connection of this process reads or writes, so that a stranger's broken
/// handshake ends nothing but itself. Calling it again changes nothing.
void separate_tls_errors();

}  // namespace starling::actors

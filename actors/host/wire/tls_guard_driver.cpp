#include "actors/host/wire/tls_guard_driver.hpp"

#include <atomic>
#include <chrono>
#include <list>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace starling::actors {

namespace {

using std::chrono::steady_clock;

constexpr auto handshake_within = std::chrono::seconds(5);
constexpr std::size_t handshakes_max = 64;
/// Between two looks at handshakes that wait for the other side.
constexpr auto patience = std::chrono::microseconds(200);

/// A connection whose handshake is not done.
struct handshake {
  steady_clock::time_point deadline = steady_clock::now() + handshake_within;
  std::atomic<bool> given_up{false};
  std::list<handshake*>::iterator place;
};

std::mutex guard;
std::list<handshake*> under_way;  // the oldest first
std::weak_ptr<host_counters> counted_in;
std::atomic<bool> ending{false};
int own_index = -1;

void begin(handshake& h) {
  const std::lock_guard lock(guard);
  h.place = under_way.insert(under_way.end(), &h);
  std::size_t waiting = 0;
  for (const auto* other : under_way) waiting += other->given_up ? 0U : 1U;
  for (auto* other : under_way) {
    if (waiting <= handshakes_max) break;
    if (!other->given_up.exchange(true)) --waiting;
  }
}

void end(const handshake* h, bool done) {
  const std::lock_guard lock(guard);
  if (const auto counters = counted_in.lock(); counters && !done) {
    count(counters->handshakes_failed);
  }
  under_way.erase(h->place);
  delete h;
}

handshake* of(const SSL* connection) {
  return static_cast<handshake*>(SSL_get_ex_data(connection, own_index));
}

/// CAF asks again and again, as it has something to write: it may not do so all the time.
void slow_down() {
  thread_local steady_clock::time_point last;
  const auto now = steady_clock::now();
  if (now - last < patience) std::this_thread::sleep_for(patience);
  last = steady_clock::now();
}

/// Before each read and write of a socket, where what fails is added after this; and after each.
long around_io(BIO* bio, int operation, const char* /*data*/, std::size_t /*size*/, int /*i*/,
               long /*l*/, int result, std::size_t* /*processed*/) {
  if (operation == BIO_CB_READ || operation == BIO_CB_WRITE) ERR_clear_error();
  const auto* h = of(reinterpret_cast<const SSL*>(BIO_get_callback_arg(bio)));
  if (h == nullptr) return result;
  if (operation == BIO_CB_READ && (ending || h->given_up || steady_clock::now() > h->deadline)) {
    BIO_clear_retry_flags(bio);
    return -1;
  }
  if (operation == (BIO_CB_READ | BIO_CB_RETURN) && BIO_should_retry(bio)) slow_down();
  return result;
}

void on_state(const SSL* connection, int where, int /*result*/) {
  auto* self = const_cast<SSL*>(connection);  // as OpenSSL's callback has it
  if ((where & SSL_CB_HANDSHAKE_DONE) != 0 && of(connection) != nullptr) {
    end(of(connection), true);
    SSL_set_ex_data(self, own_index, nullptr);
  }
  if ((where & SSL_CB_HANDSHAKE_START) == 0) return;
  // A handshake begins when the connection has its socket.
  for (BIO* bio : {SSL_get_rbio(connection), SSL_get_wbio(connection)}) {
    if (bio == nullptr) continue;
    BIO_set_callback_arg(bio, reinterpret_cast<char*>(self));
    BIO_set_callback_ex(bio, around_io);
  }
}

/// OpenSSL calls this for each connection that is made anywhere in the process …
void on_connection(void* connection, void* /*value*/, CRYPTO_EX_DATA* values, int index, long /*l*/,
                   void* /*p*/) {
  auto* h = new handshake;
  CRYPTO_set_ex_data(values, index, h);
  begin(*h);
  SSL_set_info_callback(static_cast<SSL*>(connection), on_state);
}

/// … and this when it is gone.
void on_free(void* /*connection*/, void* value, CRYPTO_EX_DATA* /*values*/, int /*index*/,
             long /*l*/, void* /*p*/) {
  if (value != nullptr) end(static_cast<const handshake*>(value), false);
}

}  // namespace

void guard_tls(const std::shared_ptr<host_counters>& counters) {
  static const int index =
      CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL, 0, nullptr, on_connection, nullptr, on_free);
  if (index < 0) throw std::runtime_error("OpenSSL takes no callback for its connections");
  own_index = index;
  ending = false;
  const std::lock_guard lock(guard);
  counted_in = counters;
}

void end_handshakes() {
  ending = true;
}

}  // namespace starling::actors

#include "actors/host/wire/tls_errors_driver.hpp"

#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace starling::actors {

namespace {

/// Before each read and write of a socket; whatever fails in it is added after this.
long before_io(BIO* /*bio*/, int operation, const char* /*data*/, std::size_t /*size*/, int /*i*/,
               long /*l*/, int result, std::size_t* /*processed*/) {
  if (operation == BIO_CB_READ || operation == BIO_CB_WRITE) ERR_clear_error();
  return result;
}

/// A handshake begins when the connection has its socket.
void on_handshake(const SSL* connection, int where, int /*result*/) {
  if ((where & SSL_CB_HANDSHAKE_START) == 0) return;
  for (BIO* bio : {SSL_get_rbio(connection), SSL_get_wbio(connection)}) {
    if (bio != nullptr) BIO_set_callback_ex(bio, before_io);
  }
}

/// OpenSSL calls this for each connection that is made anywhere in the process.
void on_connection(void* connection, void* /*value*/, CRYPTO_EX_DATA* /*of*/, int /*index*/,
                   long /*l*/, void* /*p*/) {
  SSL_set_info_callback(static_cast<SSL*>(connection), on_handshake);
}

}  // namespace

void separate_tls_errors() {
  static const int index =
      CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL, 0, nullptr, on_connection, nullptr, nullptr);
  if (index < 0) throw std::runtime_error("OpenSSL takes no callback for its connections");
}

}  // namespace starling::actors

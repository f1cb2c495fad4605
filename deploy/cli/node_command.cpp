#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "deploy/cli/commands.hpp"
#include "deploy/cli/run_command.hpp"

namespace starling::deploy {

void add_node(CLI::App& program, int& status) {
  auto* command = program.add_subcommand(
      "node", "Run one host of a swarm that spans several processes or machines");
  auto a = std::make_shared<run_arguments>();
  a->host.emplace();
  add_run_flags(*command, *a);
  auto& host = *a->host;
  command->add_option("--as", host.name, "Which host of hosts.list this one is")
      ->required()
      ->type_name("NAME");
  command->add_option("--key", host.key, "Its key file, as `starling keygen` makes it")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("--listen", host.listen,
                   "Where to listen, if not at the address in the swarm file")
      ->type_name("HOST:PORT");
  command
      ->add_option("--certificate", host.certificate,
                   "Mutual TLS: this host's certificate (PEM); needed beyond loopback")
      ->type_name("FILE");
  command->add_option("--tls-key", host.tls_key, "Mutual TLS: the certificate's key")
      ->type_name("FILE");
  command->add_option("--ca", host.authority, "Mutual TLS: the authority of all certificates")
      ->type_name("FILE");
  command->callback([a, &status] { status = run(*a); });
}

}  // namespace starling::deploy

// acknowledge: says every line back that it hears on a port of 127.0.0.1, which it prints first,
// until its standard input ends. The other process of the benches whose effects leave the engine.
#include <cstdio>

#include <unistd.h>

#include "tests/bench/loopback.hpp"

int main() {
  const dealwright::bench::Listener listener = dealwright::bench::listen_here(0);
  std::printf("%d\n", listener.port);
  std::fflush(stdout);
  dealwright::bench::acknowledge(listener, STDIN_FILENO);
  return 0;
}

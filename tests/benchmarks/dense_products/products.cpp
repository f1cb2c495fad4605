#include <cblas.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

// What a BLAS gives for the three products of a dense layer, in GFLOP per CPU second of one thread:
// median of nine. Built by hand against one library or the other, see docs/decisions/0002.

namespace {

double cpu_seconds() {
  std::timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

double gflops(double flop, auto product) {
  std::vector<double> rates;
  for (int run = 0; run < 9; ++run) {
    const double begin = cpu_seconds();
    double seconds = 0;
    int done = 0;
    for (; seconds < 0.05; ++done) {
      product();
      seconds = cpu_seconds() - begin;
    }
    rates.push_back(flop * done / seconds / 1e9);
  }
  std::ranges::sort(rates);
  return rates[4];
}

void layer(int n, int in, int out) {
  const auto floats = [](int rows, int columns) {
    return std::vector<float>(static_cast<std::size_t>(rows * columns), 0.01F);
  };
  auto x = floats(n, in), w = floats(out, in), y = floats(n, out);
  const float *xp = x.data(), *yp = y.data();
  const double flop = 2.0 * n * in * out;
  const double forward = gflops(flop, [&] {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n, out, in, 1, xp, in, w.data(), in, 0,
                y.data(), out);
  });
  const double back = gflops(flop, [&] {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, in, out, 1, yp, out, w.data(), in, 0,
                x.data(), in);
  });
  const double update = gflops(flop, [&] {
    cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, out, in, n, 1e-9F, yp, out, xp, in, 1,
                w.data(), in);
  });
  std::printf("%d examples, %d -> %d: forward %.0f, back %.0f, update %.0f GFLOP/s\n", n, in, out,
              forward, back, update);
}

}  // namespace

int main() {
  layer(32, 784, 128);
  layer(32, 128, 10);
  layer(10, 784, 200);
  layer(10, 200, 200);
}

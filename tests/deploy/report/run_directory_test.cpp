#include "deploy/report/run_directory.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/deploy/report/sample_run.hpp"

using namespace starling::deploy;
using testing::sample_run;
using testing::sample_search;
namespace fs = std::filesystem;

namespace {

/// A directory of its own, gone afterwards.
class scratch {
 public:
  scratch() {
    std::string name = (fs::temp_directory_path() / "starling-report-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~scratch() { fs::remove_all(path_); }
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::set<std::string> names_in(const fs::path& directory) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory)) names.insert(entry.path().filename());
  return names;
}

}  // namespace

TEST_CASE("a run directory is made with all its files and nothing else") {
  const scratch place;
  const fs::path directory = place.path() / "runs" / "first";
  const auto written = write_run_directory(directory, sample_run(3));
  REQUIRE(written);
  CHECK(*written == directory / "report.html");
  CHECK(names_in(directory) == std::set<std::string>{"run.json", "rounds.csv", "audit.jsonl",
                                                     "swarm.yaml", "topology.json",
                                                     "model.safetensors", "report.html"});
  CHECK(text_of(directory / "swarm.yaml") == sample_run(3).configuration);
  REQUIRE(write_run_directory(directory, sample_run(4)));  // over the first
  CHECK(read_run_directory(directory)->result.rounds == 4);
}

TEST_CASE("a run directory is read back, and its report redrawn the same to the byte") {
  const scratch place;
  const report_input input = sample_run(7);
  REQUIRE(write_run_directory(place.path(), input));
  const auto back = read_run_directory(place.path());
  REQUIRE(back);
  CHECK(back->result.model == input.result.model);
  CHECK(back->layout.size() == 2);
  CHECK(back->configuration == input.configuration);
  CHECK(back->topology == input.topology);
  const std::string drawn = text_of(place.path() / "report.html");
  fs::remove(place.path() / "report.html");
  REQUIRE(redraw_report(place.path()));
  CHECK(text_of(place.path() / "report.html") == drawn);
}

TEST_CASE("a search leaves its objective instead of a model, and is redrawn the same") {
  const scratch place;
  const report_input input = sample_search(7);
  REQUIRE(write_run_directory(place.path(), input));
  CHECK(names_in(place.path()) == std::set<std::string>{"run.json", "rounds.csv", "audit.jsonl",
                                                        "swarm.yaml", "topology.json",
                                                        "objective.json", "report.html"});
  const auto back = read_run_directory(place.path());
  REQUIRE(back);
  CHECK(back->objective == input.objective);
  CHECK(back->result.model == input.result.model);
  const std::string drawn = text_of(place.path() / "report.html");
  REQUIRE(redraw_report(place.path()));
  CHECK(text_of(place.path() / "report.html") == drawn);
  std::ofstream(place.path() / "objective.json") << "{\"name\": 3}";
  CHECK(redraw_report(place.path()).error() ==
        (place.path() / "objective.json").string() + ": \"name\" must be a string");
}

TEST_CASE("runs to compare with are read in their order; what is no run is named") {
  const scratch place;
  REQUIRE(write_run_directory(place.path() / "a", sample_search(3)));
  REQUIRE(write_run_directory(place.path() / "b", sample_search(5)));
  const auto read = read_compared({place.path() / "b", place.path() / "a"});
  REQUIRE(read);
  REQUIRE(read->size() == 2);
  CHECK((*read)[0].result.rounds == 5);
  CHECK(read_compared({})->empty());
  CHECK(read_compared({place.path()}).error() ==
        place.path().string() + " is not a run directory: " + (place.path() / "run.json").string() +
            ": cannot be read: No such file or directory");
  CHECK(read_compared(std::vector<fs::path>(8, place.path() / "a")).error() ==
        "at most 7 run directories fit beside the first");
}

TEST_CASE("a report is redrawn from run.json alone") {
  const scratch place;
  REQUIRE(write_run_directory(place.path(), sample_run(3)));
  for (const char* name : {"swarm.yaml", "topology.json", "model.safetensors", "rounds.csv"}) {
    fs::remove(place.path() / name);
  }
  CHECK(redraw_report(place.path()));
}

TEST_CASE("what cannot be read is named with its cause") {
  const scratch place;
  CHECK(redraw_report(place.path() / "none").error() ==
        (place.path() / "none" / "run.json").string() +
            ": cannot be read: No such file or directory");
  REQUIRE(write_run_directory(place.path(), sample_run(1)));
  std::ofstream(place.path() / "model.safetensors") << "short";
  CHECK(redraw_report(place.path()).error() ==
        (place.path() / "model.safetensors").string() + ": the file ends within the header length");
  std::ofstream(place.path() / "run.json") << "{\"name\": 3}";
  CHECK(redraw_report(place.path()).error() ==
        (place.path() / "run.json").string() + ": \"name\" must be a string");
}

TEST_CASE("a directory that cannot be made is named with its cause") {
  const scratch place;
  std::ofstream(place.path() / "file") << "x";
  CHECK(write_run_directory(place.path() / "file", sample_run(1)).error() ==
        (place.path() / "file").string() + ": cannot be made a directory: Not a directory");
  CHECK(write_run_directory(place.path() / "file" / "run", sample_run(1)).error() ==
        (place.path() / "file" / "run").string() + ": cannot be made a directory: Not a directory");
}

TEST_CASE("a file that cannot be replaced is named, and no partial file stays") {
  const scratch place;
  fs::create_directories(place.path() / "rounds.csv" / "occupied");
  CHECK(write_run_directory(place.path(), sample_run(1)).error() ==
        (place.path() / "rounds.csv").string() + ": cannot be replaced: Is a directory");
  CHECK_FALSE(fs::exists(place.path() / "rounds.csv.partial"));
}

TEST_CASE("a full disk leaves the file that was there untouched") {
  if (!fs::exists("/dev/full")) {
    MESSAGE("skipped: no /dev/full on this system");
    return;
  }
  const scratch place;
  REQUIRE(write_whole(place.path() / "run.json", "before"));
  fs::create_symlink("/dev/full", place.path() / "run.json.partial");
  CHECK(write_whole(place.path() / "run.json", std::string(100'000, 'x')).error() ==
        (place.path() / "run.json").string() + ": cannot be written: No space left on device");
  CHECK(text_of(place.path() / "run.json") == "before");
}

#!/usr/bin/python3
"""Each rule sees what it forbids and lets pass what is right: one that cannot fail is no rule."""
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
import rules  # noqa: E402

# rule, a tree that breaks it, the same tree put right
CASES = [
    ("includes", {"messages/a.hpp": '#include "actors/x.hpp"'},
     {"actors/a.hpp": '#include "messages/x.hpp"'}),
    ("includes", {"optimizers/a.hpp": '#include "aggregation/x.hpp"'},
     {"tests/a.cpp": '#include "aggregation/x.hpp"'}),
    ("includes", {"actors/a.hpp": '#include "x.hpp"'}, {"actors/a.hpp": '#include "actors/x.hpp"'}),
    ("includes", {"actors/a.hpp": "#include <starling/starling.hpp>"},
     {"examples/01.cpp": "#include <starling/starling.hpp>"}),
    ("cores", {"actors/round/round.cpp": "#include <caf/send.hpp>"},
     {"actors/round/round_actor.cpp": "#include <caf/send.hpp>"}),
    ("cores", {"transports/ip/a.cpp": "#include <sys/socket.h>"},
     {"transports/ip/a_driver.cpp": "#include <sys/socket.h>"}),
    ("cores", {"actors/a.cpp": "auto t = std::chrono::steady_clock::now();"},
     {"actors/a.cpp": "std::chrono::steady_clock::duration t;"}),
    ("cores", {"messages/a.cpp": "#include <random>"}, {"messages/a.cpp": "#include <ratio>"}),
    ("cores", {"messages/types/strong.hpp": "#include <mutex>"},
     {"messages/types/tensor.cpp": "#include <mutex>"}),
    ("cores", {"actors/a.cpp": "#include <fstream>"},
     {"optimizers/datasets/csv.cpp": "#include <fstream>"}),
    ("tests", {"messages/a.cpp": ""}, {"messages/a.cpp": "", "tests/messages/a_test.cpp": ""}),
    ("tests", {"deploy/config/keys/swarm.cpp": ""},
     {"deploy/config/keys/swarm.cpp": "", "tests/deploy/config/key_test.cpp": ""}),
    ("tests", {"actors/link/link.cpp": ""}, {"actors/link/link_actor.cpp": ""}),
    ("sizes", {"messages/a.cpp": "\n" * 401}, {"tests/messages/a_test.cpp": "\n" * 401}),
    ("sizes", {"tests/a_test.cpp": "\n" * 601}, {"tests/a_test.cpp": "\n" * 600}),
    ("sizes", {"messages/a.cpp": "é" * 101}, {"messages/a.cpp": "é" * 100}),
    ("sizes", {"messages/a.cpp": "int f() {\n" + "  g();\n" * 70 + "}\n"},
     {"messages/a.cpp": "int f() {\n" + "  g();\n" * 69 + "}\n"}),
    ("sizes", {f"messages/{n}.cpp": "" for n in range(13)},
     {f"messages/{n}.{end}": "" for n in range(12) for end in ("hpp", "cpp")}),
    ("includes", {"messages/a.cpp": '#include "hwx/a.h"'},
     {"messages/a.cpp": '#include "hwy/a.h"'}),
    ("names", {"messages/string_utils.hpp": ""}, {"messages/quantity.hpp": ""}),
    ("names", {"messages/a.hpp": "  int get_size() const;"},
     {"messages/a.hpp": "  auto* p = std::get_if<int>(&v);"}),
    ("finished", {"docs/a.md": "TO" "DO: more"}, {"docs/a.md": "a todo list"}),
    ("finished", {"tests/a_test.cpp": "std::this_thread::sleep_for(1s);"},
     {"actors/x_driver.cpp": "std::this_thread::sleep_for(1s);"}),
    ("readmes", {"messages/types/a.hpp": "", "messages/README.md": ""},
     {"messages/types/a.hpp": "", "messages/README.md": "", "messages/types/README.md": ""}),
    ("readmes", {"cmake/README.md": "\n" * 21}, {"cmake/README.md": "\n" * 20}),
    ("readmes", {"README.md": "[x](docs/none.md)"},
     {"README.md": "[x](docs/one.md) [y](docs/) [z](https://example.org)", "docs/one.md": "",
      "docs/README.md": "[up](../README.md#top)"}),
    ("commands", {"README.md": "```sh\ndeploy/none.sh --fast\n```"},
     {"README.md": "```sh\ndeploy/run.sh --fast\n```", "deploy/run.sh": ""}),
]


class RulesTest(unittest.TestCase):
    def test_each_rule_sees_its_violation(self):
        for name, wrong, _ in CASES:
            with self.subTest(rule=name, tree=list(wrong)):
                self.assertEqual(len(list(rules.RULES[name](wrong))), 1)

    def test_each_rule_passes_what_is_right(self):
        for name, _, right in CASES:
            with self.subTest(rule=name, tree=list(right)):
                self.assertEqual(list(rules.RULES[name](right)), [])

    def test_every_rule_has_a_case_and_runs_in_ctest(self):
        listed = pathlib.Path(__file__).with_name("CMakeLists.txt").read_text(encoding="utf-8")
        tried = {name for name, _, _ in CASES} | {"formatted"}
        self.assertEqual(tried, set(rules.RULES))
        for name in rules.RULES:
            self.assertRegex(listed, rf"\b{name}\b")


if __name__ == "__main__":
    unittest.main()

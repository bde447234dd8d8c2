"""The layer check finds what it is there to find: small trees, each with one fault."""
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import check_layers

PAGE = """
| Folder | Holds | May include | Only home of |
|---|---|---|---|
| `geo/base` | low | – | JSON: `nlohmann/*` |
| `geo/store` | high | *low* | |
| `geo/store/gpkg` | a room in it | `geo/base` `geo/store` | |
| `services/apps` | main | everything above | |

| Word | Stands for |
|---|---|
| *low* | `geo/base` |

| Web folder | Holds | May include |
|---|---|---|
| `web/src/domain` | pure | – |
| `web/src/ui` | parts | `web/src/domain` |
"""

WHOLE = {
    "geo/base/a.hpp": "#include <nlohmann/json.hpp>\n",
    "geo/store/problem.hpp": "",
    "geo/store/solver.hpp": '#include "geo/base/a.hpp"\n',
    "geo/store/check.cpp": '#include "geo/store/problem.hpp"\n',
    "geo/store/gpkg/rows.cpp": '#include "geo/store/solver.hpp"\n',
    "services/apps/main.cpp": '#include "geo/store/gpkg/rows.hpp"\n',
    "web/src/domain/x.ts": "import y from '../../../data/y.json';\n",
    "web/src/ui/z.tsx": "import { x } from '../domain/x.ts';\n",
}


class TheLayerCheck(unittest.TestCase):
    def found(self, changes=None, page=PAGE):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in (WHOLE | (changes or {})).items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            return list(check_layers.faults(root, check_layers.read_page(page)))

    def one(self, found, *words):
        self.assertEqual(len(found), 1, found)
        for word in words:
            self.assertIn(word, found[0])

    def test_a_tree_that_keeps_the_rules_has_no_fault(self):
        self.assertEqual(self.found(), [])

    def test_an_include_that_goes_up_is_named_with_its_line(self):
        self.one(self.found({"geo/base/b.cpp": '\n#include "geo/store/solver.hpp"\n'}),
                 "geo/base/b.cpp:2", "geo/base may not include geo/store")

    def test_a_room_inside_a_folder_has_a_row_of_its_own(self):
        self.one(self.found({"geo/store/solver.hpp": '#include "geo/store/gpkg/rows.hpp"\n'}),
                 "geo/store may not include geo/store/gpkg")

    def test_a_library_outside_its_home_is_named(self):
        self.one(self.found({"geo/store/solver.hpp": "#include <nlohmann/json.hpp>\n"}), "belongs to geo/base")

    def test_a_folder_without_a_row_is_named(self):
        self.one(self.found({"tiles/new/a.cpp": ""}), "tiles/new/a.cpp", "no row")

    def test_a_row_without_code_is_named(self):
        page = PAGE.replace("| `services/apps`", "| `services/gone` | - | – | |\n| `services/apps`")
        self.one(self.found(page=page), "services/gone has a row and no code")

    def test_a_row_that_names_a_folder_below_it_is_a_circle_in_waiting(self):
        page = PAGE.replace("| `geo/base` | low | – |", "| `geo/base` | low | `geo/store` |")
        self.assertIn("not above it", "".join(self.found(page=page)))

    def test_an_import_of_the_web_that_goes_up_is_named(self):
        self.one(self.found({"web/src/domain/x.ts": "const z = import('../ui/z.tsx');\n"}),
                 "web/src/domain may not include web/src/ui")

    def test_a_style_sheet_counts_as_a_file_of_its_folder(self):
        self.one(self.found({"web/src/domain/x.ts": "import '../ui/base.css';\n"}), "web/src/ui")

    def test_a_folder_that_is_named_stands_for_its_rooms(self):
        page = PAGE.replace("everything above", "`geo/store`")
        self.assertEqual(self.found(page=page), [])

    def test_two_homes_of_a_library_are_rooms_of_one_folder(self):
        page = PAGE.replace("| `services/apps` | main | everything above | |",
                            "| `services/apps` | main | everything above | JSON: `nlohmann/*` |")
        self.one(self.found(page=page), "nlohmann/* has two homes")

    def test_a_folder_of_too_many_files_is_named(self):
        many = {f"tiles/x/{n}.cpp": "" for n in range(check_layers.MOST_FILES + 1)}
        page = PAGE.replace("| `services/apps`", "| `tiles/x` | many | – | |\n| `services/apps`")
        self.one(self.found(many, page), "tiles/x: 31 files")

    def test_a_page_without_its_tables_is_a_fault(self):
        self.assertIn("missing", "".join(self.found(page="nothing")))


if __name__ == "__main__":
    unittest.main()

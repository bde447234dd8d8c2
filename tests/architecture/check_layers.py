"""Holds the code against the tables of ARCHITECTURE.md, which are read from that page and from nowhere else.

Checked: an include goes only where the row of its folder allows; rows name only rows above them, so that
there is no circle; no folder has more than thirty files; a library is included by its one home.
The folder of a file is the nearest one above it that has a row. Where a row names a folder, it names the
rooms inside it, too; a library's home is a folder with its rooms.

Usage: check_layers.py ROOT
"""
import collections
import fnmatch
import pathlib
import posixpath
import re
import sys
from dataclasses import dataclass, field

CXX_INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
WEB_IMPORT = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"]+)\1""")
CODE = re.compile(r"`([^`]+)`")
EVERYTHING = "everything above"
MOST_FILES = 30


@dataclass
class Page:
    allowed: dict = field(default_factory=dict)  # folder -> list of folders, in the order of the page
    homes: dict = field(default_factory=dict)  # pattern of a header -> folders: rooms of one, where it has several
    faults: list = field(default_factory=list)


def tables(text: str):
    """Every table of a page: its heading cells and its rows of cells."""
    lines = text.splitlines()
    for at, line in enumerate(lines):
        if not re.fullmatch(r"\|(\s*:?-+:?\s*\|)+", line.strip()) or at == 0:
            continue
        rows = []
        for row in lines[at + 1:]:
            if not row.startswith("|"):
                break
            rows.append(cells_of(row))
        yield cells_of(lines[at - 1]), rows


def cells_of(row: str):
    return [cell.strip() for cell in row.strip()[1:-1].split("|")]


def read_page(text: str) -> Page:
    page = Page()
    shorthands = {name: CODE.findall(words)
                  for name, words in re.findall(r"^\| \*(\w+)\* \| ([^|]+) \|$", text, re.M)}
    for head, rows in tables(text):
        if head[0] in ("Folder", "Web folder"):
            for row in rows:
                add_row(page, row, shorthands)
    if not any(f.startswith("geo/") for f in page.allowed) or not any(f.startswith("web/") for f in page.allowed):
        page.faults.append("ARCHITECTURE.md: a table of folders is missing")
    return page


def add_row(page: Page, row, shorthands):
    folder, may = CODE.findall(row[0])[0], row[2]
    above = list(page.allowed)
    if may == EVERYTHING:
        page.allowed[folder] = above
    else:
        names = CODE.findall(may)
        for word in re.findall(r"\*(\w+)\*", may):
            if word not in shorthands:
                page.faults.append(f"ARCHITECTURE.md: {folder}: *{word}* stands for nothing")
            names += shorthands.get(word, [])
        for name in names:
            if not any(within(one, name) for one in page.allowed):
                page.faults.append(f"ARCHITECTURE.md: the row of {folder} names {name}, which is not above it")
        page.allowed[folder] = names
    for pattern in CODE.findall(row[3]) if len(row) > 3 else []:
        homes = page.homes.setdefault(pattern, [])
        homes.append(folder)
        if len({posixpath.dirname(home) for home in homes}) > 1:
            page.faults.append(f"ARCHITECTURE.md: {pattern} has two homes, {' and '.join(homes)}")


def within(folder: str, outer: str) -> bool:
    return folder == outer or folder.startswith(outer + "/")


def room_of(page: Page, path: str):
    """The row that a file belongs to; None when there is none."""
    folder = posixpath.dirname(path)
    while folder and folder not in page.allowed:
        folder = posixpath.dirname(folder)
    return folder or None


def cxx_includes(root: pathlib.Path, name: str):
    """(line, whether it is ours, the file's path or the header's name)."""
    for number, line in enumerate((root / name).read_text().splitlines(), 1):
        match = CXX_INCLUDE.match(line)
        if match:
            yield number, match[1] == '"', match[2]


def web_imports(root: pathlib.Path, name: str):
    for number, line in enumerate((root / name).read_text().splitlines(), 1):
        for _, target in WEB_IMPORT.findall(line):
            ours = target.startswith(".")
            yield number, ours, posixpath.normpath(posixpath.join(posixpath.dirname(name), target)) if ours else target


def sources(root: pathlib.Path):
    for top, suffixes in (("geo", ("*.[ch]pp",)), ("tiles", ("*.[ch]pp",)), ("services", ("*.[ch]pp",)),
                          ("web/src", ("*.ts", "*.tsx", "*.css"))):
        for suffix in suffixes:
            for file in sorted((root / top).rglob(suffix)):
                if not file.name.endswith(".d.ts"):  # declarations for the compiler, no code
                    yield file.relative_to(root).as_posix()


def faults(root: pathlib.Path, page: Page):
    yield from page.faults
    used = set()
    files = collections.Counter(posixpath.dirname(name) for name in sources(root))
    for folder, count in files.items():
        if count > MOST_FILES:
            yield f"{folder}: {count} files, {MOST_FILES} at most: cut it into rooms"
    for name in sources(root):
        room = room_of(page, name)
        if room is None:
            yield f"{name}: its folder has no row in ARCHITECTURE.md"
            continue
        used.add(room)
        web = name.startswith("web/")
        for number, ours, target in (web_imports if web else cxx_includes)(root, name):
            if not ours:
                for pattern, homes in page.homes.items():
                    if fnmatch.fnmatchcase(target, pattern) and not any(within(room, one) for one in homes):
                        yield f"{name}:{number}: <{target}> belongs to {' and '.join(homes)}"
                continue
            if web and target.startswith("data/"):
                continue  # data that ships, bundled
            own = room_of(page, target) if "/" in target else None
            if own is None:
                yield f"{name}:{number}: {target} is in no folder of ARCHITECTURE.md"
            elif own != room and not any(within(own, one) for one in page.allowed[room]):
                yield f"{name}:{number}: {room} may not include {own}"
    for folder in page.allowed:
        if folder not in used and folder != "proto":
            yield f"ARCHITECTURE.md: {folder} has a row and no code"


def main(root: pathlib.Path) -> int:
    page = read_page((root / "ARCHITECTURE.md").read_text())
    found = list(faults(root, page))
    print("\n".join(found) if found else f"layers: {len(page.allowed)} folders, no include goes up")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))

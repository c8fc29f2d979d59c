"""Writes the Swift of the guides into a copy of the package, where a build shows whether it compiles.

    guide_code.py GUIDES PACKAGE

In a guide, a comment before a block of Swift says where the block goes:

    <!-- code: FILE -->              a new file, or the end of the one that an earlier block began
    <!-- code: FILE after: LINE -->  behind the only line of an existing file that reads so

Blocks without such a comment are left to the tests, which look for them in the examples.
"""

import pathlib
import re
import sys

BLOCK = re.compile(
    r"<!-- code: (?P<file>\S+)(?: after: (?P<line>.*?))? -->\n+```swift\n(?P<code>.*?)```", re.S
)


def place(block, package):
    path = package / block["file"]
    if block["line"] is None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a") as file:
            file.write(block["code"] + "\n")
        return
    lines = path.read_text().splitlines(keepends=True)
    found = [index for index, line in enumerate(lines) if line.strip() == block["line"]]
    if len(found) != 1:
        sys.exit(f"{block['file']} has {len(found)} lines that read: {block['line']}")
    lines.insert(found[0] + 1, block["code"])
    path.write_text("".join(lines))


def main():
    guides, package = map(pathlib.Path, sys.argv[1:])
    count = 0
    for guide in sorted(guides.glob("*.md")):
        for block in BLOCK.finditer(guide.read_text()):
            place(block, package)
            count += 1
    if count == 0:
        sys.exit(f"{guides}: found no block that says where it goes")


main()

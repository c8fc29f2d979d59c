"""Lists the public symbols of symbol graphs, one a line: kind and path.

Usage: public_symbols.py FOLDER
"""
import json
import pathlib
import sys

symbols = set()
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.symbols.json")):
    for symbol in json.loads(path.read_text())["symbols"]:
        # Members that a conformance brings along are not declared here.
        if "::SYNTHESIZED::" in symbol["identifier"]["precise"]:
            continue
        kind = symbol["kind"]["identifier"].removeprefix("swift.")
        symbols.add(f"{kind} {'.'.join(symbol['pathComponents'])}")
print("\n".join(sorted(symbols)))

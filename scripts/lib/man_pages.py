"""Makes manual pages of what `lockstep --experimental-dump-help` prints.

Usage: lockstep --experimental-dump-help | man_pages.py VERSION FOLDER

Writes a page for the command and for each of its subcommands: lockstep.1, lockstep-train.1,
lockstep-bench-step.1.
"""
import json
import pathlib
import sys


def escaped(text):
    """A text for roff: no backslash, hyphen or first dot of its own."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(
        "\\&" + line if line[:1] in (".", "'") else line for line in text.split("\n"))


def spelling(name):
    """An option's name, with its dashes."""
    dash = {"long": "--", "short": "-", "longWithSingleDash": "-"}[name["kind"]]
    return dash + name["name"]


def paragraphs(text):
    """The lines of a discussion: indented ones are examples, as they are."""
    lines = []
    for part in text.split("\n\n"):
        if part.startswith("  "):
            lines += [".RS 4", ".nf", escaped(part.strip("\n")), ".fi", ".RE", ".PP"]
        else:
            lines += [escaped(part), ".PP"]
    return lines[:-1]


def entry(argument):
    """An option or argument: its spellings, and what it does."""
    value = f" <{argument['valueName']}>" if argument["kind"] == "option" else ""
    names = [spelling(one) + value for one in argument.get("names", [])]
    title = ", ".join(names) or f"<{argument['valueName']}>"
    lines = [".TP", f"\\fB{escaped(title)}\\fR", escaped(argument.get("abstract", "")) or "\\&"]
    if argument.get("defaultValue"):
        lines.append(escaped(f"(default: {argument['defaultValue']})"))
    return lines


def page(path, command, version):
    """A command's page."""
    title = "-".join(path)
    arguments = [one for one in command.get("arguments", []) if one["shouldDisplay"]]
    children = [one for one in command.get("subcommands", []) if one["commandName"] != "help"]
    usage = [escaped(" ".join(path))]
    if children:
        usage.append("<subcommand>")
    if any(one["kind"] != "positional" for one in arguments):
        usage.append("[options]")
    usage += [escaped(f"<{one['valueName']}>") for one in arguments if one["kind"] == "positional"]
    lines = [
        f'.TH "{title.upper()}" 1 "" "{escaped(version)}"', ".SH NAME",
        escaped(f"{title} - {command.get('abstract', '').rstrip('.')}"),
        ".SH SYNOPSIS", f"\\fB{usage[0]}\\fR " + " ".join(usage[1:]),
    ]
    if command.get("discussion"):
        lines += [".SH DESCRIPTION"] + paragraphs(command["discussion"])
    if arguments:
        lines.append(".SH OPTIONS")
        for one in arguments:
            lines += entry(one)
    if children:
        lines.append(".SH SUBCOMMANDS")
        for one in children:
            lines += [".TP", f"\\fB{escaped(one['commandName'])}\\fR", escaped(one["abstract"])]
    others = [path[:-1]] if len(path) > 1 else []
    others += [path + [one["commandName"]] for one in children]
    if others:
        pages = ", ".join(f"\\fB{escaped('-'.join(one))}\\fR(1)" for one in others)
        lines += [".SH SEE ALSO", pages]
    return "\n".join(lines) + "\n"


def write(path, command, version, folder):
    """A command's page, and those of its subcommands."""
    (folder / f"{'-'.join(path)}.1").write_text(page(path, command, version))
    for child in command.get("subcommands", []):
        if child["commandName"] != "help":
            write(path + [child["commandName"]], child, version, folder)


def main():
    tool = json.load(sys.stdin)
    command = tool["command"]
    write([command["commandName"]], command, sys.argv[1], pathlib.Path(sys.argv[2]))


main()

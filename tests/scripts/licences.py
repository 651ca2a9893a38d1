"""Checks the licences of everything that is compiled into the product.

    licences.py

Reads `cargo metadata` and follows normal and build dependencies from the workspace's own packages;
what only tests use is left out. Every licence must be one of those below: an expression with OR needs
one that is, with AND all. A licence that is not listed stops the build until someone has judged it.
"""

import json
import re
import subprocess
import sys

ALLOWED = {
    # No duty beyond keeping the notice.
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "ISC", "MIT", "MIT-0",
    "PostgreSQL", "Unicode-3.0", "Unlicense", "Zlib",
    # Data (root certificates), not code.
    "CDLA-Permissive-2.0",
    # Copyleft per file: our own licence, and that of dependencies used unchanged.
    "MPL-2.0",
}  # fmt: skip


def is_allowed(expression):
    """Whether an SPDX expression (`/` is the old way to write OR) is satisfied by allowed licences.

    >>> is_allowed("MIT OR GPL-3.0-only"), is_allowed("MIT AND GPL-3.0-only"), is_allowed("LGPL-2.1")
    (True, False, False)
    >>> is_allowed("(MIT OR GPL-2.0) AND Zlib"), is_allowed("Apache-2.0 WITH LLVM-exception")
    (True, True)
    >>> is_allowed("GPL-2.0 WITH Classpath-exception-2.0"), is_allowed("MIT/Apache-2.0")
    (False, True)
    """
    tokens = re.findall(r"[()]|[^\s()]+", expression.replace("/", " OR "))

    def either():
        holds = both()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            holds = both() or holds
        return holds

    def both():
        holds = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            holds = one() and holds
        return holds

    def one():
        token = tokens.pop(0)
        if token == "(":
            holds = either()
            if tokens.pop(0) != ")":
                raise ValueError(expression)
            return holds
        # An exception only ever permits more.
        if tokens and tokens[0] == "WITH":
            del tokens[:2]
        return token in ALLOWED

    holds = either()
    if tokens:
        raise ValueError(expression)
    return holds


def shipped_packages():
    version = subprocess.run(["rustc", "--version", "--verbose"], check=True, capture_output=True, text=True).stdout
    host = re.search(r"(?m)^host: (\S+)", version)[1]
    metadata = json.loads(subprocess.run(
        ["cargo", "metadata", "--locked", "--format-version=1", f"--filter-platform={host}"],
        check=True, stdout=subprocess.PIPE, text=True,
    ).stdout)  # fmt: skip
    edges = {node["id"]: node["deps"] for node in metadata["resolve"]["nodes"]}
    # The package of the tests is ours too, but nothing of it is shipped.
    packages = {package["id"]: package for package in metadata["packages"]}
    waiting = [id for id in metadata["workspace_members"] if packages[id]["name"] != "pejl-tests"]
    found = set(waiting)
    while waiting:
        for edge in edges[waiting.pop()]:
            is_shipped = any(kind["kind"] in (None, "build") for kind in edge["dep_kinds"])
            if is_shipped and edge["pkg"] not in found:
                found.add(edge["pkg"])
                waiting.append(edge["pkg"])
    return [packages[id] for id in found]


def main():
    try:
        packages = shipped_packages()
    except subprocess.CalledProcessError as error:
        # Cargo has said why.
        print(f"licences: {error}", file=sys.stderr)
        return 1
    refused = []
    for package in packages:
        try:
            holds = is_allowed(package["license"] or "none stated")
        except (ValueError, IndexError):
            holds = False
        if not holds:
            refused.append(f"{package['name']} {package['version']}: {package['license'] or 'none stated'}")
    for line in sorted(refused):
        print(f"licence not allowed: {line}", file=sys.stderr)
    print(f"licences: {len(packages)} packages, {len(refused)} refused")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())

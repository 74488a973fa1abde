"""Whether deny.toml allows what is built in, told from `cargo metadata`: for where cargo-deny is not at hand."""

import json
import re
import subprocess
import sys
import tomllib

rules = tomllib.load(open("deny.toml", "rb"))
allowed = set(rules["licenses"]["allow"])
denied = {crate["name"] for crate in rules["bans"]["deny"]}
command = ["cargo", "metadata", "--locked", "--all-features", "--format-version", "1"]
for target in rules["graph"]["targets"]:
    command += ["--filter-platform", target]
packages = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["packages"]


def is_allowed(expression):
    """Whether one of the choices of an SPDX expression is allowed; `/` is an old way to write OR."""
    words = re.findall(r"\(|\)|\bAND\b|\bOR\b|/|[\w.+-]+(?: WITH [\w.+-]+)?", expression or "no licence")
    python = {"(": "(", ")": ")", "AND": "and", "OR": "or", "/": "or"}
    return eval(" ".join(python.get(word, str(word in allowed)) for word in words))


faults = []
for package in packages:
    name = f"{package['name']} {package['version']}"
    if not is_allowed(package["license"]):
        faults.append(f"{name}: its licence is `{package['license']}`")
    if package["source"] and not package["source"].startswith("registry+"):
        faults.append(f"{name}: it comes from {package['source']}")
    if package["name"] in denied:
        faults.append(f"{name}: deny.toml denies it")
print("\n".join(faults) or f"{len(packages)} packages, each with a licence and from a place that deny.toml allows")
sys.exit(bool(faults))

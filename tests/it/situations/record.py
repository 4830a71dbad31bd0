#!/usr/bin/env python3
"""Records in table.yaml what `copier update` and `git merge-file` do in each situation.

Needs git, and a Python with copier: pip install copier; python tests/it/situations/record.py
"""

import datetime
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml
from importlib.metadata import version

HERE = pathlib.Path(__file__).parent
TABLE = HERE / "table.yaml"
GIT = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main", "-c", "core.autocrlf=false"]


def patched(text, patch):
    """The text with a patch of a situation: `=` stays, `+` comes, `-` goes, `@@` before the next place."""
    for place in re.split(r"^@@\n", patch, flags=re.M):
        lines = [(line[0], line[1:]) for line in place.splitlines(keepends=True)]
        old = "".join(line for mark, line in lines if mark in "=-")
        new = "".join(line for mark, line in lines if mark in "=+")
        assert text.count("\n" + old) == 1 or text.startswith(old), f"{text.count(old)} times:\n{old}"
        text = text.replace(old, new, 1) if text.startswith(old) else text.replace("\n" + old, "\n" + new, 1)
    return text


def texts(situation):
    """Base, disk, new, and all that is right."""
    base = (HERE / situation["base"]).read_text()
    new = patched(base, situation["ours"])
    disk = patched(base, situation.get("yours", ""))
    right = []
    for both in situation.get("both", []):
        if both == "apart":
            right.append(patched(new, situation["yours"]))
        else:
            right.append(new if both == "ours" else patched(base, both))
    ends = situation.get("ends")
    if ends == "crlf":
        disk = disk.replace("\n", "\r\n")
    if ends == "cut":
        disk = disk.removesuffix("\n")
    return base, disk, new, right


def put_in(base, disk):
    known = base.splitlines()
    return [line for line in disk.splitlines() if line not in known]


def fact(result, base, disk, right):
    """What became of the edit."""
    if result is None:
        return "lost"
    lines = result.splitlines()
    if any(line.startswith("<<<<<<< ") for line in lines):
        return "markers"
    if any(lines == text.splitlines() for text in right):
        return "kept"
    return "broken" if all(line in lines for line in put_in(base, disk)) else "lost"


def run(folder, *args, ok=True):
    ran = subprocess.run(args, cwd=folder, capture_output=True, text=True)
    assert ran.returncode == 0 or not ok, f"{args}\n{ran.stdout}{ran.stderr}"
    return ran


def by_git(folder, base, disk, new, right):
    for name, text in [("base", base), ("disk", disk), ("new", new)]:
        (folder / name).write_bytes(text.encode())
    ran = subprocess.run(["git", "merge-file", "-p", "disk", "base", "new"], cwd=folder, capture_output=True)
    return fact(ran.stdout.decode(), base, disk, right)


def by_copier(folder, situation, base, disk, new, right):
    name = situation["base"]
    template, project = folder / "template", folder / "project"
    (template / "files").mkdir(parents=True)
    (template / "copier.yml").write_text("_subdirectory: files\n")
    (template / "files" / "{{ _copier_conf.answers_file }}.jinja").write_text("{{ _copier_answers|to_nice_yaml }}")
    run(template, *GIT, "init", "-q")
    for tag, text in [("v1.0.0", base), ("v2.0.0", new)]:
        (template / "files" / name).write_bytes(text.encode())
        run(template, *GIT, "add", "-A")
        run(template, *GIT, "commit", "-qm", tag)
        run(template, "git", "tag", tag)
    copier = str(pathlib.Path(sys.executable).parent / "copier")
    run(folder, copier, "copy", "--quiet", "--defaults", "--vcs-ref", "v1.0.0", f"git+file://{template}", str(project))
    run(project, *GIT, "init", "-q")
    run(project, *GIT, "config", "core.autocrlf", "false")
    run(project, *GIT, "add", "-A")
    run(project, *GIT, "commit", "-qm", "made")
    file = project / name
    if situation.get("file") == "deleted":
        file.unlink()
    elif situation.get("file") == "renamed":
        file.rename(project / "mine")
    else:
        file.write_bytes(disk.encode())
    run(project, *GIT, "add", "-A")
    run(project, *GIT, "commit", "-qm", "edited")
    ran = run(project, copier, "update", "--quiet", "--defaults", ok=False)
    if ran.returncode:
        print(ran.stderr, file=sys.stderr)
        return "told"
    if "file" in situation:
        back = file.exists()
        return "lost" if back else "kept"
    return fact(file.read_bytes().decode() if file.exists() else None, base, disk, right)


def main():
    text = TABLE.read_text()
    head, sep, rest = text.partition("\nsituations:\n")
    facts = {}
    for situation in yaml.safe_load(text)["situations"]:
        base, disk, new, right = texts(situation)
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            git = "null" if "file" in situation else by_git(folder, base, disk, new, right)
            copier = by_copier(folder, situation, base, disk, new, right)
        facts[situation["name"]] = (git, copier)
        print(f"{situation['name']}: git {git}, copier {copier}", flush=True)
    blocks = re.split(r"(?m)^(?=- name: )", rest)
    for at, block in enumerate(blocks):
        name = re.match(r"- name: (.*)\n", block)
        if name:
            git, copier = facts[name[1]]
            block = re.sub(r"(?m)^  (git|copier): .*\n", "", block).rstrip("\n")
            blocks[at] = f"{block}\n  git: {git}\n  copier: {copier}\n\n"
    today = datetime.date.today().isoformat()
    head = re.sub(r"(?m)^copier: .*$", f"copier: {{version: {json.dumps(version('copier'))}, date: {json.dumps(today)}}}", head)
    TABLE.write_text(head + sep + "".join(blocks).rstrip("\n") + "\n")


main()

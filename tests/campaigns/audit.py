#!/usr/bin/env python3
"""Check-deletion audit: takes every check of audit.toml out, one at a time, and sees which negative case notices.

All of them are made removable in a scratch copy of the tree, which is built once; each round then runs the negative
corpora with one check gone. The product itself has no such switch.

usage: audit.py [--again] [--list]
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRATCH = ROOT / "target/audit/tree"
TEST = ["cargo", "test", "--locked", "-p", "chop-core", "--features", "dev,json-ld", "--test", "negatives"]
DETECTOR = "every_case_in_the_files_ends_with_exactly_its_code"
# The copy is run some two hundred times and built once.
PROFILE = ["--config", "profile.dev.package.chop-core.opt-level=2"]
# Where a check of this file is likely to be missed, first match; if it is not, all corpora are run.
LIKELY = [
    ("format/mdoc", "mdoc"),
    ("crypto/cose", "mdoc"),
    ("format/sdjwt", "sdjwt"),
    ("crypto/jws", "sdjwt,status"),
    ("format/vc", "vc/jose,vc/data-integrity"),
    ("format/code", "code"),
    ("format/seal", "seal"),
    ("status", "status"),
    ("trust/lists", "status"),
    ("trust/revoked", "x509"),
    ("trust", "trust"),
    ("crypto/x509", "x509"),
    ("exchange/frames", "frames"),
    ("verify", "mdoc,code,x509,vc/data-integrity"),
]
STANDS = "crate::audit::stands({})"
SWITCH = '''
pub(crate) mod audit {
    //! Which check is gone in this run.
    use std::sync::LazyLock;
    static GONE: LazyLock<Option<usize>> =
        LazyLock::new(|| std::env::var("CHOP_AUDIT_GONE").ok().and_then(|number| number.parse().ok()));
    pub(crate) fn stands(check: usize) -> bool {
        *GONE != Some(check)
    }
}
'''


def removable(number, check, text):
    """Where the check stands in the text, and what takes its place."""
    stands = STANDS.format(number)
    kinds = [kind for kind in ("fault", "holds", "step", "find") if kind in check]
    if len(kinds) != 1:
        raise ValueError("it needs one of fault, holds, step and find")
    marked = check[kinds[0]]
    plain = marked.replace("«", "").replace("»", "")
    if text.count(plain) != 1:
        raise ValueError(f"its text is {text.count(plain)} times in {check['file']}")
    start = text.index(plain)
    if kinds[0] == "find":
        return start, start + len(plain), check["put"].replace("{stands}", stands)
    before, part, _ = re.fullmatch(r"([^«»]*)«([^«»]*)»([^«»]*)", marked, re.S).groups()
    start += len(before)
    put = {
        "fault": f"(({part}) && {stands})",
        "holds": f"(({part}) || !{stands})",
        "step": f"if {stands} {{ {part} }}",
    }[kinds[0]]
    return start, start + len(part), put


def rewritten(checks):
    """The text of each file with all its checks removable."""
    places, wrong = {}, []
    for number, check in enumerate(checks):
        path = ROOT / "core/src" / check["file"]
        text = path.read_text(encoding="utf-8")
        try:
            places.setdefault(path, []).append(removable(number, check, text))
        except (ValueError, AttributeError) as fault:
            wrong.append(f"{check['name']}: {fault}")
    files = {}
    for path, edits in places.items():
        text = path.read_text(encoding="utf-8")
        edits.sort(reverse=True)
        for later, earlier in zip(edits, edits[1:]):
            if earlier[1] > later[0]:
                wrong.append(f"{path}: two checks overlap")
        for start, end, put in edits:
            text = text[:start] + put + text[end:]
        files[path.relative_to(ROOT)] = text
    if wrong:
        sys.exit("audit.toml does not fit the sources:\n" + "\n".join(wrong))
    return files


def prepare(files):
    """A copy of the tree with the files rewritten, and the switch in it. Times are kept, so that builds stay small."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    kept = set()
    for name in listed.decode().split("\0"):
        source = ROOT / name
        if not name or not source.is_file() or source.is_symlink():
            continue
        kept.add(pathlib.Path(name))
        content = source.read_bytes()
        if pathlib.Path(name) in files:
            content = files[pathlib.Path(name)].encode()
        if name == "core/src/lib.rs":
            content += SWITCH.encode()
        target = SCRATCH / name
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    for found in (SCRATCH / "core").rglob("*.rs"):
        if found.relative_to(SCRATCH) not in kept:
            found.unlink()


def build():
    """The detector, built from the copy."""
    command = [*TEST, *PROFILE, "--no-run", "--message-format", "json"]
    done = subprocess.run(command, cwd=SCRATCH, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"the copy cannot be built:\n{done.stderr[-6000:]}")
    messages = (json.loads(line) for line in done.stdout.splitlines() if line.startswith("{"))
    return [found for found in (message.get("executable") for message in messages) if found][-1]


def run(detector, **settings):
    """The first case that is wrong, or nothing."""
    command = [detector, "--exact", DETECTOR]
    done = subprocess.run(command, cwd=SCRATCH, env={**os.environ, **settings}, capture_output=True, text=True)
    if done.returncode == 0:
        return None
    output = done.stdout + done.stderr
    wrong = re.search(r"\d+ wrong:\n(.*)", output)
    # A check that is gone may also leave something that cannot go on.
    return wrong.group(1) if wrong else "panicked: " + re.search(r"panicked at [^\n]*\n([^\n]*)", output).group(1)


def record(rows):
    """The table in spec/checks.md."""
    page = ROOT / "spec/checks.md"
    begin, end = "<!-- audit:begin -->\n", "<!-- audit:end -->"
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(begin)
    _, after = rest.split(end)
    cell = lambda found: found.split(" instead of ")[0].replace("|", "\\|") if found else "**nothing**"
    table = "".join(f"| {row['check']} | {cell(row['found_by'])} |\n" for row in rows)
    page.write_text(f"{before}{begin}| check taken out | first case that ends otherwise, and how |\n|---|---|\n{table}{end}{after}", encoding="utf-8")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--again", action="store_true", help="only those that nothing noticed, or that are new")
    options.add_argument("--list", action="store_true", help="say whether the table fits the sources, and no more")
    options = options.parse_args()
    checks = tomllib.loads((ROOT / "tests/campaigns/audit.toml").read_text(encoding="utf-8"))["check"]
    names = [check["name"] for check in checks]
    if len(set(names)) != len(names):
        sys.exit("two checks of one name")
    files = rewritten(checks)
    if options.list:
        print(f"{len(checks)} checks in {len(files)} files, each found once")
        return
    prepare(files)
    detector = build()
    if (found := run(detector)) is not None:
        sys.exit(f"with every check in its place something is wrong already: {found}")
    evidence = ROOT / "target/evidence/audit.json"
    known = json.loads(evidence.read_text(encoding="utf-8"))["rows"] if options.again and evidence.exists() else []
    known = {row["check"]: row["found_by"] for row in known if row["found_by"]}
    rows, survived = [], []
    for number, name in enumerate(names):
        if name in known:
            rows.append({"check": name, "found_by": known[name]})
            continue
        gone = {"CHOP_AUDIT_GONE": str(number)}
        likely = next(corpora for start, corpora in LIKELY if checks[number]["file"].startswith(start))
        found = run(detector, **gone, CHOP_CORPORA=likely) or run(detector, **gone)
        rows.append({"check": name, "found_by": found})
        if found is None:
            survived.append(name)
        print(f"{name:<68} {found or 'SURVIVED'}", flush=True)
    evidence.parent.mkdir(parents=True, exist_ok=True)
    result = {"checks": len(rows), "survived": survived, "rows": rows}
    evidence.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    record(rows)
    print(f"{len(rows)} checks, {len(survived)} survived")
    sys.exit(1 if survived else 0)


if __name__ == "__main__":
    main()

"""Known vulnerabilities of every locked package: python .ci/audit.py PIP_AUDIT LOCK...

Exit code 0 when every package of every lock was looked up and none is known to be vulnerable, 1 with one line for each that is,
2 when any could not be looked up: a service that does not answer is no clean bill.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

SOUND, VULNERABLE, UNKNOWN = 0, 1, 2
_PIN = re.compile(r"^[A-Za-z0-9._-]+==[^\\\n]+", re.MULTILINE)


def pins(lock: Path) -> dict[str, str]:
    """The packages that a lock installs on this system, and their versions."""
    locked = [Requirement(line.strip()) for line in _PIN.findall(lock.read_text(encoding="utf-8"))]
    return {canonicalize_name(each.name): str(each.specifier).removeprefix("==")
            for each in locked if each.marker is None or each.marker.evaluate()}  # fmt: skip


def audited(program: str, lock: Path) -> tuple[dict[str, str], list[str]]:
    """What was looked up (package: version), and one line for each that is known to be vulnerable."""
    command = [program, "--requirement", str(lock), "--require-hashes", "--disable-pip", "--format", "json",
               "--progress-spinner", "off"]  # fmt: skip
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    try:
        answers = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        sys.stderr.write(done.stderr)
        return {}, []
    known = {canonicalize_name(each["name"]): each for each in answers if "vulns" in each}
    lines = [
        f"{name} {each['version']}: {vulnerable['id']}, mended in {', '.join(vulnerable['fix_versions']) or 'no version yet'}"
        for name, each in known.items()
        for vulnerable in each["vulns"]
    ]
    return {name: each["version"] for name, each in known.items()}, lines


def main(program: str, locks: list[Path]) -> int:
    """Audit every lock and say what came of it."""
    vulnerable: list[str] = []
    unknown: list[str] = []
    for lock in locks:
        seen, lines = audited(program, lock)
        vulnerable += lines
        unknown += [
            f"{name} {version} ({lock.name})" for name, version in pins(lock).items() if seen.get(name) != version
        ]
    for line in dict.fromkeys(vulnerable):
        print(line)
    if unknown:
        shown = ", ".join(unknown[:5]) + (f" and {len(unknown) - 5} more" if len(unknown) > 5 else "")
        print(f"Not audited: {shown} could not be looked up. Run make audit again where the vulnerability service of PyPI answers.",
              file=sys.stderr)  # fmt: skip
        return UNKNOWN
    if vulnerable:
        print("Raise the packages above in requirements.txt, run make lock, and audit again.", file=sys.stderr)
        return VULNERABLE
    print("No locked package is known to be vulnerable.")
    return SOUND


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], [Path(name) for name in sys.argv[2:]]))

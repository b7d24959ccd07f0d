"""Says which answers of stored cases have changed since they were last taken.

python scripts/answers.py          print them
python scripts/answers.py --write  take the answers as they are, after they were read
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # for `python scripts/…`

from tests.lib.stored import STORED, asked, digest, stored

_HEAD = "# What each stored case was answered, as a digest; see tests/lib/stored.py.\n"


def main(typed: Sequence[str]) -> int:
    """Print the command and the name of each answer that is another one."""
    found: dict[str, dict[str, str]] = {}
    for command, name in asked():
        found.setdefault(command, {})[name] = digest(command, name)
        if stored().get(command, {}).get(name) != found[command][name]:
            print(f"{command}: {name}")
    if "--write" in typed:
        STORED.write_text(_HEAD + yaml.safe_dump(found, sort_keys=True), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

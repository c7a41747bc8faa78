"""A disk that is full, without filling one: a process that may write so many bytes a file."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_LIMIT = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))
from pathlib import Path
from training.files.errors import UserError
try:
{body}
except UserError as error:
    print(error)
"""


def run_with_file_limit(most: int, body: str) -> str:
    """Run Python lines where no file can grow beyond ``most`` bytes; return what they print.

    The message of a UserError is printed. Permissions would prove nothing: tests may be run by
    root.
    """
    indented = "".join(f"    {line}\n" for line in body.strip().splitlines())
    # Compiled modules are files as well: cut short, they would break later runs.
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _LIMIT.format(most=most, body=indented)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout

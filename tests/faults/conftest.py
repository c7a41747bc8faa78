"""What several tests of accidents need."""

import shutil
import subprocess

import pytest


@pytest.fixture(scope="session")
def mounts() -> None:
    """Skip where a process cannot have mounts of its own."""
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not installed")
    mount = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/tmp"]
    tried = subprocess.run(mount, capture_output=True)
    if tried.returncode:
        pytest.skip("processes get no mounts of their own here: user namespaces are off")

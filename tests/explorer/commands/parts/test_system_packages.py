"""What Qt lacks is installed where the user agrees and may: tools of the system are played here."""

import os
import sys
from pathlib import Path

import pytest

from explorer.commands.parts import system_packages
from explorer.commands.parts.system_packages import main


class Machine:
    """A machine that lacks libegl1: what is run on it, and what its user answers."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder, self._patch = folder, monkeypatch
        self.log = folder / "log"
        self.log.touch()
        monkeypatch.setenv("PATH", str(folder))
        monkeypatch.setattr(system_packages, "missing_packages", lambda platform: ("libegl1",))
        self.user(0)
        self.terminal(False)

    def has(self, tool: str, status: int = 0) -> None:
        path = self._folder / tool
        path.write_text(f'#!/bin/sh\necho {tool} "$@" >> {self.log}\nexit {status}\n')
        path.chmod(0o755)

    def user(self, number: int) -> None:
        self._patch.setattr(os, "geteuid", lambda: number)

    def terminal(self, there: bool, answer: str = "") -> None:
        self._patch.setattr(sys.stdin, "isatty", lambda: there, raising=False)
        self._patch.setattr("builtins.input", lambda _: answer)

    @property
    def ran(self) -> list[str]:
        return self.log.read_text().splitlines()


INSTALL = "apt-get install --yes --no-install-recommends libegl1"


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, monkeypatch)


def test_root_without_a_terminal_is_not_asked(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.has("apt-get")
    assert main([]) == 0
    assert machine.ran == ["apt-get update", INSTALL]
    assert INSTALL in capsys.readouterr().out


@pytest.mark.parametrize(("answer", "installs"), [("", True), ("y", True), ("n", False)])
def test_at_a_terminal_the_user_is_asked(machine: Machine, answer: str, installs: bool) -> None:
    machine.has("apt-get")
    machine.terminal(True, answer)
    assert main([]) == 0
    assert bool(machine.ran) == installs


def test_yes_is_not_asked(machine: Machine) -> None:
    machine.has("apt-get")
    machine.terminal(True, "n")
    assert main(["--yes"]) == 0 and machine.ran[-1] == INSTALL


@pytest.mark.parametrize(("terminal", "prefix"), [(True, "sudo "), (False, "sudo -n ")])
def test_others_than_root_use_sudo(machine: Machine, terminal: bool, prefix: str) -> None:
    machine.user(1000)
    machine.terminal(terminal)
    for tool in ("apt-get", "sudo"):
        machine.has(tool)
    assert main([]) == 0
    assert machine.ran == [f"{prefix}apt-get update", f"{prefix}{INSTALL}"]


@pytest.mark.parametrize("tools", [(), ("sudo",), ("apt-get",)])
def test_who_may_not_is_told_what_is_missing(
    machine: Machine, tools: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    machine.user(1000)
    for tool in tools:
        machine.has(tool)
    assert main([]) == 0 and machine.ran == []
    assert "libegl1" in capsys.readouterr().out


def test_a_failed_install_ends_it(machine: Machine) -> None:
    machine.has("apt-get", status=3)
    assert main([]) == 3 and machine.ran == ["apt-get update"]


def test_where_nothing_is_missing_nothing_is_said(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.has("apt-get")
    monkeypatch.setattr(system_packages, "missing_packages", lambda platform: ())
    assert main([]) == 0 and machine.ran == [] and capsys.readouterr().out == ""

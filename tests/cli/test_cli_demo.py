"""`demo` and `sandbox`, as a newcomer runs them."""

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from mirror.cli.demo import running_sandbox
from mirror.cli.sandbox import environment, parse_fault
from mirror.errors import MirrorError
from mirror.sandbox import Fault, Switches

ROOT = Path(__file__).parents[2]


def test_the_demo_says_what_it_made(made: tuple[Path, str]) -> None:
    lines = made[1].splitlines()
    assert [line.split(";")[0] for line in lines[:4]] == [
        "balldontlie: complete",
        "sportradar: complete",
        "altsportsdata: complete",
        "demo.db: complete",
    ]
    assert "not to be used" not in made[1]


def test_a_second_demo_has_little_to_do(made: tuple[Path, str]) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mirror",
            "demo",
            "--no-serve",
            "--switch",
            "events=3",
            "--switch",
            "laps_scale=0.2",
        ],
        cwd=made[0].parent,
        capture_output=True,
        check=False,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout.splitlines()[3].split(" rows, ")[1].split()[0]) < 10


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("500", Fault("500")),
        ("500@balldontlie", Fault("500", "balldontlie")),
        ("503-html@balldontlie/lap_times#3", Fault("503-html", "balldontlie", "lap_times", nth=3)),
        ("reset#2", Fault("reset", nth=2)),
    ],
)
def test_faults_as_words(text: str, fault: Fault) -> None:
    assert parse_fault(text) == fault


@pytest.mark.parametrize("text", ["", "@sportradar", "500@x#y", "nonsense"])
def test_no_fault(text: str) -> None:
    with pytest.raises(ValueError, match="fault"):
        parse_fault(text)


def test_the_variables_that_lead_to_it() -> None:
    assert environment("http://127.0.0.1:1", Switches(balldontlie_keys={"a": "free", "b": "goat"})) == {
        "BALLDONTLIE_BASE_URL": "http://127.0.0.1:1",
        "BALLDONTLIE_API_KEY": "b",
        "SPORTRADAR_BASE_URL": "http://127.0.0.1:1",
        "SPORTRADAR_API_KEY": "sandbox-sportradar",
        "ALTSPORTSDATA_BASE_URL": "http://127.0.0.1:1",
        "ALTSPORTSDATA_API_KEY": "sandbox-pro",
    }


def sandbox(*words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "mirror", "sandbox", "--port", "0", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_the_sandbox_has_its_faults_before_it_says_where_it_is() -> None:
    with sandbox("--fault", "500@balldontlie/teams#1") as child:
        assert child.stdout is not None
        said = [child.stdout.readline() for _ in range(7)]
        assert said[0].startswith("# The sandbox is at http://127.0.0.1:")
        assert [line.split("=")[0] for line in said[1:]] == [
            f"export {name}" for name in environment("", Switches())
        ]
        address = said[1].split("=")[1].strip()
        request = urllib.request.Request(f"{address}/f1/v1/teams", headers={"Authorization": "sandbox-goat"})
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request, timeout=30)
        caught.value.close()
        assert caught.value.code == 500
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 200
        child.send_signal(signal.SIGINT)
        assert child.communicate(timeout=30)[0] == ""
    assert child.returncode == 0


def test_the_sandbox_ends_with_the_process_that_wanted_it() -> None:
    with sandbox("--with-parent") as child:
        assert child.stdout is not None
        assert child.stdout.readline().startswith("# The sandbox is at ")
        child.communicate(timeout=30)  # closes its standard input
    assert child.returncode == 0


def test_a_sandbox_that_does_not_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with (
        pytest.raises(
            MirrorError, match=r"^The sandbox did not start: there is no switch 'event'; did you mean event"
        ),
        running_sandbox(("event=3",)),
    ):
        pass

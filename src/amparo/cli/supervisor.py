"""Start the processes of an installation, start again the one that dies, and end them all together.

Each child leads a session and process group of its own: the terminal's Ctrl-C reaches the supervisor alone, and
ending a child means ending its whole group (granian's worker goes on listening when only its main process ends).
The contacts' keys go to the gateway alone and the signing keys to the worker alone, as open file descriptors; what
names a provider or a key in the environment is taken out of every other child's.
"""

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from typing_extensions import override

from amparo.cli.guard import Guard, signal_group
from amparo.cli.refusal import Refusal

KEYS_FD_VARIABLE = "AMPARO_GATEWAY_KEYS_FD"
SIGNING_FD_VARIABLE = "AMPARO_SIGNING_KEYS_FD"
SIGNING_KEYS_NAME = "signing.key"
# Only the gateway may know the providers' tokens and the contacts' keys.
GATEWAY_ONLY_PREFIXES = (
    "AMPARO_GATEWAY_",
    "AMPARO_SMTP_",
    "AMPARO_IMAP_",
    "AMPARO_KANNEL_",
    "AMPARO_TWILIO_",
    "AMPARO_HOOK_",
)
FOR_EVERYBODY = frozenset({"AMPARO_GATEWAY_PUBLIC_KEY_FILE"})

GRACE = timedelta(seconds=8)
FIRST_PAUSE = timedelta(milliseconds=500)
LONGEST_PAUSE = timedelta(seconds=30)
# A child that lived this long was well: its next pause is the first one again.
WELL = timedelta(seconds=60)
# A child that dies this often, each time this soon, in the supervisor's first minute will not come up by itself.
# Everything runs by then, also on a slow and busy machine; what still does not answer has a fault.
PATIENCE = timedelta(minutes=3)
QUICK_DEATHS = 3
QUICK = timedelta(seconds=10)
TICK = timedelta(milliseconds=50)


@dataclass(frozen=True)
class Program:
    """One child to keep alive."""

    name: str
    arguments: tuple[str, ...]
    keys_file: Path | None = None
    # In which variable the child reads the number of the descriptor.
    keys_variable: str = KEYS_FD_VARIABLE
    # Whether it waits until everything is ready: the pages come up sooner when they have the machine to themselves.
    comes_after: bool = False


@dataclass
class _Child:
    program: Program
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_deaths: int = 0
    start_at: float = 0.0
    pause: timedelta = field(default=FIRST_PAUSE)


def programs(*, port: int, address: str, keys_file: Path) -> tuple[Program, ...]:
    """Return the three processes of one machine."""
    python = (sys.executable, "-m", "amparo.cli")
    signing = keys_file.with_name(SIGNING_KEYS_NAME)
    return (
        Program("web", (*python, "run-web", "--address", address, "--port", str(port))),
        Program(
            "worker",
            (*python, "run-worker"),
            keys_file=signing if signing.exists() else None,
            keys_variable=SIGNING_FD_VARIABLE,
            comes_after=True,
        ),
        Program("gateway", (*python, "run-gateway"), keys_file=keys_file, comes_after=True),
    )


class _Afterwards(threading.Thread):
    """What is done once everything runs, beside the supervisor's own loop.

    A fault in it is printed by the interpreter and leaves `has_returned` false.
    """

    def __init__(self, function: Callable[[], int | None]) -> None:
        super().__init__(name="afterwards", daemon=True)
        self._function = function
        self.has_returned = False
        self.status: int | None = None

    @override
    def run(self) -> None:
        self.status = self._function()
        self.has_returned = True


class Supervisor:
    """Keep programs running until a signal asks to end, or until what is done afterwards returned a status."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self._children = [_Child(program) for program in programs]
        self._woken, self._waker = os.pipe()
        for descriptor in (self._woken, self._waker):
            os.set_blocking(descriptor, False)
        self._guard = Guard()
        self._is_ending = False
        self._is_ready = False
        self._began = time.monotonic()

    def run(self, *, is_ready: Callable[[], bool], then: Callable[[], int | None]) -> int:
        """Start everything; when `is_ready` says so, call `then`; go on until it returned a status or a signal came.

        Raises:
            Refusal: a child died again and again in the first minute, or the pages never answered well.
        """
        handlers = self._take_signals()
        try:
            status = self._keep(is_ready, then)
        finally:
            self._end_all()
            self._give_signals_back(handlers)
        return status

    def _keep(self, is_ready: Callable[[], bool], then: Callable[[], int | None]) -> int:
        afterwards = _Afterwards(then)
        while not self._is_ending:
            for child in self._children:
                if self._is_ready or not child.program.comes_after:
                    self._tend(child)
            if not self._is_ready and self._has_become_ready(is_ready):
                afterwards.start()
            if self._is_ready and not afterwards.is_alive():
                if not afterwards.has_returned:
                    return 1
                if afterwards.status is not None:
                    return afterwards.status
            self._wait(TICK)
        return 0

    def _has_become_ready(self, is_ready: Callable[[], bool]) -> bool:
        self._is_ready = is_ready()
        if not self._is_ready and time.monotonic() - self._began > PATIENCE.total_seconds():
            raise Refusal("the pages do not answer as they should; what is printed above says why.")
        return self._is_ready

    def _tend(self, child: _Child) -> None:
        moment = time.monotonic()
        if child.process is None:
            if moment >= child.start_at:
                self._start(child, moment)
            return
        status = child.process.poll()
        if status is None:
            return
        self._sweep(child.process)
        child.process = None
        lived = moment - child.started
        child.quick_deaths += lived < QUICK.total_seconds()
        if child.quick_deaths >= QUICK_DEATHS and moment - self._began < WELL.total_seconds():
            raise Refusal(f"{child.program.name} could not start; what it printed above says why.")
        if lived >= WELL.total_seconds():
            child.pause = FIRST_PAUSE
        child.start_at = moment + child.pause.total_seconds()
        print(
            f"amparo: {child.program.name} ended with {status}; it starts again.",
            file=sys.stderr,
            flush=True,
        )
        child.pause = min(child.pause * 2, LONGEST_PAUSE)

    def _start(self, child: _Child, moment: float) -> None:
        environment = environment_of(child.program, os.environ)
        passed = []
        keys = None
        if child.program.keys_file is not None:
            keys = os.open(child.program.keys_file, os.O_RDONLY | os.O_CLOEXEC)
            environment[child.program.keys_variable] = str(keys)
            passed.append(keys)
        try:
            child.process = subprocess.Popen(
                child.program.arguments,
                env=environment,
                pass_fds=passed,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        finally:
            if keys is not None:
                os.close(keys)
        self._guard.begun(child.process.pid)
        child.started = moment

    def _wait(self, span: timedelta) -> None:
        readable, _, _ = select.select([self._woken], [], [], span.total_seconds())
        if readable:
            os.read(self._woken, 64)

    def _end_all(self) -> None:
        """Ask every group to end; after the grace, or a second signal, kill what is left."""
        alive = [child.process for child in self._children if child.process is not None]
        for process in alive:
            signal_group(process.pid, signal.SIGTERM)
        self._is_ending = False
        end = time.monotonic() + GRACE.total_seconds()
        while (
            any(process.poll() is None for process in alive)
            and time.monotonic() < end
            and not self._is_ending
        ):
            self._wait(TICK)
        for process in alive:
            self._sweep(process)
        self._guard.dismiss()

    def _sweep(self, process: subprocess.Popen[bytes]) -> None:
        """Kill what is left of a child's group, the child itself too if it lives."""
        signal_group(process.pid, signal.SIGKILL)
        process.wait()
        self._guard.ended(process.pid)

    def _take_signals(self) -> dict[signal.Signals, object]:
        def ask_to_end(_number: int, _frame: object) -> None:
            self._is_ending = True

        def wake(_number: int, _frame: object) -> None:
            """Do nothing: the wake-up descriptor has ended the wait."""

        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        asking = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        handlers: dict[signal.Signals, object] = {
            number: signal.signal(number, ask_to_end) for number in asking
        }
        handlers[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, wake)
        return handlers

    def _give_signals_back(self, handlers: Mapping[signal.Signals, object]) -> None:
        signal.set_wakeup_fd(-1)
        for number, handler in handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal returned, it takes
        for descriptor in (self._woken, self._waker):
            os.close(descriptor)


def environment_of(program: Program, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the part of `environment` that the program may know."""
    if program.keys_file is not None and program.keys_variable == KEYS_FD_VARIABLE:
        return dict(environment)
    return {
        name: value
        for name, value in environment.items()
        if name in FOR_EVERYBODY or not name.startswith(GATEWAY_ONLY_PREFIXES)
    }

"""Watches a program and everything it starts: each process, its peak memory and its system calls.

ptrace stops each process as it exits, while its memory can still be read. wait4's ru_maxrss
will not do: it mixes a process with the children that it waited for and with what started it.
"""

import contextlib
import ctypes
import dataclasses
import errno
import os
import platform
import signal
import subprocess

# sys/ptrace.h
TRACEME, CONT, SYSCALL, SETOPTIONS, GET_SYSCALL_INFO = 0, 7, 24, 0x4200, 0x420E
EVENT_FORK, EVENT_VFORK, EVENT_CLONE, EVENT_EXEC, EVENT_EXIT = 1, 2, 3, 4, 6
EVENTS = (EVENT_FORK, EVENT_VFORK, EVENT_CLONE, EVENT_EXEC, EVENT_EXIT)
TRACE_SYSGOOD, EXIT_KILL = 1 << 0, 1 << 20
OPTIONS = sum(1 << event for event in EVENTS) | TRACE_SYSGOOD | EXIT_KILL
SYSCALL_STOP = signal.SIGTRAP | 0x80
WALL = 0x40000000  # threads too
INFO_ENTRY, INFO_EXIT = 1, 2
WAITS = {"x86_64": (7, 271), "aarch64": (73,)}  # poll and ppoll


class SyscallInfo(ctypes.Structure):
    """struct ptrace_syscall_info as far as it is looked at."""

    _fields_ = [("op", ctypes.c_uint8), ("arch", ctypes.c_uint32), ("instruction", ctypes.c_uint64),
                ("stack", ctypes.c_uint64), ("value", ctypes.c_int64)]
    # value: the call's number as it is entered, what it returned as it is left


libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


@dataclasses.dataclass
class Process:
    """One that was started, by a fork or as the first."""

    pid: int
    arguments: list  # of the last program that it ran
    peak_kib: int    # of that program
    # Of all its threads, where they are counted. A look for what has not come yet (poll: nothing;
    # EAGAIN) is none: how often that happens depends on how busy the machine is.
    system_calls: int = 0


def proc_read(pid, name):
    with open(f"/proc/{pid}/{name}", encoding="utf-8", errors="replace") as file:
        return file.read()


def proc_status(pid):
    lines = proc_read(pid, "status").splitlines()
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


def traceme():
    if libc.ptrace(TRACEME, 0, None, None) != 0:
        raise OSError(ctypes.get_errno(), "ptrace")


class Watch:
    """Of one tree. Everything happens in one thread, as ptrace wants it."""

    def __init__(self, command, calls, options):
        self.request = SYSCALL if calls else CONT
        # Its first stop is that of its own exec.
        self.first = subprocess.Popen(command, preexec_fn=traceme, **options)
        self.processes = {}
        self.traced = {}  # processes and threads: to the process
        self.polling = {}  # those within a system call: whether it is a poll

    def process_note(self, pid):
        """Takes down a process or thread that has started, and the program that a process runs."""
        status = proc_status(pid)
        process = self.processes.setdefault(int(status["Tgid"]), Process(pid, [], 0))
        if process.pid == pid:
            process.arguments = proc_read(pid, "cmdline").split("\0")[:-1]
            process.peak_kib = int(status.get("VmHWM", "0 kB").split()[0])
        self.traced[pid] = process

    def call_note(self, pid):
        info = SyscallInfo()
        libc.ptrace(GET_SYSCALL_INFO, pid, ctypes.sizeof(info), ctypes.addressof(info))
        if info.op == INFO_ENTRY:
            self.polling[pid] = info.value in WAITS[platform.machine()]
        elif info.op == INFO_EXIT:
            nothing = info.value == -errno.EAGAIN or (self.polling.get(pid) and info.value == 0)
            self.traced[pid].system_calls += not nothing

    def stopped(self, pid, status):
        """The signal that it goes on with, or 0."""
        number, event = os.WSTOPSIG(status), status >> 16
        if pid not in self.traced:
            libc.ptrace(SETOPTIONS, pid, None, OPTIONS)
            self.process_note(pid)
            return 0  # this stop is its start
        if event in (EVENT_EXEC, EVENT_EXIT):
            self.process_note(pid)
        if number == SYSCALL_STOP:
            self.call_note(pid)
        return 0 if event or number == SYSCALL_STOP else number

    def run(self):
        """Until none is left; the exit status of the first."""
        exit_status = None
        while exit_status is None or self.traced:
            pid, status = os.waitpid(-1, WALL)
            if os.WIFSTOPPED(status):
                # One that is killed while it is looked at is no longer there; waitpid reports it.
                with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                    libc.ptrace(self.request, pid, None, self.stopped(pid, status))
                continue
            self.traced.pop(pid, None)
            if pid == self.first.pid:
                exit_status = self.first.returncode = os.waitstatus_to_exitcode(status)
        return exit_status


def watch(command, calls=False, **options):
    """Runs command (options as for subprocess.Popen) until it and all that it started have ended:
    its exit status, and the processes, it first. calls: system calls are counted."""
    tree = Watch(command, calls, options)
    status = tree.run()
    return status, list(tree.processes.values())


def allowed():
    """Whether this machine lets a process be traced."""
    try:
        return watch(["true"])[0] == 0
    except (OSError, subprocess.SubprocessError):
        return False

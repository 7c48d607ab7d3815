"""Shells at a terminal of their own, as a person uses them."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

ESCAPES = re.compile(r"\x1b(\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07|[()][A-Z0-9]|[=>])|[\r\x07\x00]")


class Shell:
    """Types lines, and asks for completions of what is typed so far."""

    def __init__(self, command, folder, environment, start):
        pid, self.terminal = pty.fork()
        if pid == 0:
            os.chdir(folder)
            os.execvpe(command[0], command, dict(environment, TERM="vt100", PS1="> "))
        self.pid = pid
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 200, 150, 0, 0))
        self.count = 0
        for line in start:
            self.run(line)

    def type(self, text):
        os.write(self.terminal, text.encode())

    def read_until(self, pattern):
        """What is shown until the pattern comes, and its match."""
        shown, until = "", time.monotonic() + 60
        while time.monotonic() < until:
            found = re.search(pattern, ESCAPES.sub("", shown), re.S)
            if found:
                return found
            if select.select([self.terminal], [], [], 1)[0]:
                shown += os.read(self.terminal, 65536).decode(errors="replace")
        raise AssertionError(f"not within a minute: {pattern}\n{shown}")

    def run(self, line):
        """Types a line and gives what it printed."""
        self.count += 1
        # The mark is printed in another form than it is typed.
        self.type(f"{line}; echo 'ma''rk{self.count}'.\n")
        return self.read_until(rf"(.*)mark{self.count}\.").group(1)

    def complete(self, text):
        """Types text and asks for its completions: what was shown meanwhile, and the line as it stands then."""
        self.type(text + "\t")
        # Control-X p shows the line (bound by start), which is then wiped.
        self.type("\x18p")
        found = self.read_until(r"(.*)LINE<(.*?)>")
        self.type("\x15")
        self.run(":")
        return found.group(1), found.group(2)

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


def bash(folder, environment, completions):
    return Shell(["bash", "--norc", "--noprofile", "-i"], folder, environment,
                 ["bind 'set show-all-if-ambiguous on' 'set completion-query-items 0' 'set page-completions off'",
                  "bind 'set completion-query-items 0'", "bind 'set page-completions off'",
                  "bind 'set enable-bracketed-paste off'; unset HISTFILE",
                  r"""bind -x '"\C-xp": echo; echo "LINE<$READLINE_LINE>"'""", f". {completions}"])


def zsh(folder, environment, completions):
    return Shell(["zsh", "-f", "-i"], folder, environment,
                 ["PS1='> '; unsetopt zle_bracketed_paste prompt_sp; unset zle_bracketed_paste", "bindkey -e; LISTMAX=10000; setopt auto_list list_packed; unsetopt list_ambiguous beep",
                  f"fpath=({os.path.dirname(completions)} $fpath); autoload -Uz compinit; compinit -u -D",
                  "show() { print; print -r -- \"LINE<$BUFFER>\"; }; zle -N show; bindkey '^Xp' show; bindkey '^U' kill-whole-line"])

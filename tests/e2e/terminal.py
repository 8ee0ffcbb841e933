# SPDX-License-Identifier: MIT
"""A program on a terminal of its own, driven from a test."""

import fcntl
import os
import signal
import select
import subprocess
import termios
import time


class Terminal:
    """Runs a command whose controlling terminal is a new pty; standard input, output and error too
    unless given otherwise. Use as a context manager."""

    def __init__(self, command, env, **streams):
        # The slave end stays open here, so that the terminal's settings can be looked at afterwards.
        self.master, self.slave = os.openpty()
        self.before = self.settings()
        named = {"stdin": self.slave, "stdout": self.slave, "stderr": self.slave, **streams}
        self.process = subprocess.Popen(command, env=env, start_new_session=True, preexec_fn=self.take, **named)
        self.seen = b""

    def take(self):
        # A shell's background jobs ignore these, and what they start inherits that.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGQUIT, signal.SIG_DFL)
        fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.slave)
        os.close(self.master)

    @property
    def text(self):
        return self.seen.decode("utf-8", "replace")

    def read(self, seconds):
        if select.select([self.master], [], [], seconds)[0]:
            self.seen += os.read(self.master, 65536)
            return True
        return False

    def expect(self, text, seconds=10, times=1):
        """Wait until the text has been shown (so many times)."""
        end = time.monotonic() + seconds
        while self.text.count(text) < times:
            left = end - time.monotonic()
            assert left > 0, f"no {text!r} on the terminal, but {self.text!r}"
            self.read(left)

    def send(self, text):
        os.write(self.master, text.encode())

    def answer(self, prompt, text, times=1):
        """Wait for a prompt, which must have switched echo off, and answer it."""
        self.expect(prompt, times=times)
        assert not self.echoes()
        self.send(text + "\n")

    def echoes(self):
        return bool(termios.tcgetattr(self.slave)[3] & termios.ECHO)

    def settings(self):
        return termios.tcgetattr(self.slave)

    def wait(self, seconds=20):
        """The exit status; reads on, so that the program is never held up by a full terminal."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < end, f"still running after {seconds} s: {self.text!r}"
            self.read(0.05)
        while self.read(0.05):
            pass
        return self.process.returncode

# SPDX-License-Identifier: MIT
"""Reads what callgrind writes: instructions by module and function, calls by caller and callee."""
import collections
import re

LIBC = re.compile(r"/(libc|ld-linux[^/]*|libpthread)[.-][^/]*so[^/]*$")


class Profile:
    """module_of(object, file) names the module that the cost of a line of that file belongs to."""

    def __init__(self, path, module_of):
        self.total = 0
        self.summary = None  # callgrind's own sum, to compare with
        self.modules = collections.Counter()
        self.functions = collections.Counter()  # (module, function) -> instructions of its own
        self.calls = collections.Counter()  # (module of the caller, name of the callee) -> calls
        self.libc_for = collections.Counter()  # module that calls libc -> instructions in there
        self._names = {}
        self._module_of = module_of
        with open(path, encoding="utf-8") as lines:
            self._read(lines)
        if self.total != self.summary:
            raise ValueError(f"{path}: read {self.total} instructions, callgrind says {self.summary}")

    def _name(self, kind, text):
        """Names are given once, as "(7) name", then as "(7)"."""
        number, _, name = text.partition(" ")
        if not number.startswith("("):
            return text
        if name:
            self._names[kind, number] = name
        return self._names[kind, number]

    def _read(self, lines):
        kinds = {"fl": "file", "fi": "file", "fe": "file", "cfi": "file", "cfl": "file",
                 "fn": "function", "cfn": "function", "ob": "object", "cob": "object"}
        now = {}
        pending = None  # calls=: the next line is what they cost altogether
        for line in lines:
            line = line.rstrip("\n")
            key, equals, value = line.partition("=")
            if equals and key in kinds:
                now[key] = self._name(kinds[key], value)
                if key == "fl":
                    now["fi"] = now["fl"]
                elif key == "fe":
                    now["fi"] = now["fe"]
                elif key == "fn":
                    now.pop("cob", None)
            elif key == "calls" and equals:
                pending = int(value.split()[0])
            elif line[:1] in "0123456789+-*" and line:
                cost = int(line.split()[1])
                if pending is None:
                    self._cost(now, cost)
                else:
                    self._call(now, pending, cost)
                    now.pop("cob", None)
                    pending = None
            elif line.startswith("summary:"):
                self.summary = int(line.split()[1])
            elif line.startswith("totals:") and not self.summary:  # 0 where a program switched instrumentation off
                self.summary = int(line.split()[1])

    def _cost(self, now, cost):
        module = self._module_of(now["ob"], now["fi"])
        self.total += cost
        self.modules[module] += cost
        self.functions[module, now["fn"].split("'")[0]] += cost

    def _call(self, now, calls, cost):
        caller = self._module_of(now["ob"], now["fl"])
        callee = now["cfn"].split("'")[0]
        if callee.startswith("__libc_start_"):  # runs the whole program
            return
        self.calls[caller, callee] += calls
        if LIBC.search(now.get("cob", now["ob"])) and not LIBC.search(now["ob"]):
            self.libc_for[caller] += cost

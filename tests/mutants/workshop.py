# SPDX-License-Identifier: MIT
"""Where mutants are compiled and tested: two builds of the tree, and a folder for each mutant.

One build has gcov's counters and says which test programs execute which line; the other is quick, and its programs are
linked anew with the one object that a mutant changes. The source tree is only read.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import resource
import shlex
import shutil
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "build/mutants"
TESTED = ("core/", "port/posix/")
MEMORY = 1 << 32  # bytes a test may have
FILE = 1 << 26


def run(*command, **options):
    """A command that must succeed."""
    return subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def spend(seconds):
    """Limits of a test, set in its own process."""
    def set_limits():
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILE, FILE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return set_limits


class Program:
    """A test program of the quick build."""

    def __init__(self, test):
        self.name = test["name"]
        self.path = pathlib.Path(test["command"][0]).relative_to(FOLDER / "quick")
        self.arguments = test["command"][1:]
        self.where = next(p["value"] for p in test["properties"] if p["name"] == "WORKING_DIRECTORY")
        link = run("ninja", "-C", FOLDER / "quick", "-t", "commands", self.path).splitlines()[-1]
        self.link = shlex.split(link.removeprefix(": && ").removesuffix(" && :"))
        self.cpu = self.wall = 0.0  # seconds it takes with gcov's counters, which is longer than without
        self.lines = {}  # by file, the lines it executes

    def measure(self, path, longest, **environment):
        """Run it with gcov's counters, and see how long it takes; and whether it passes, in time."""
        start = time.monotonic()
        with subprocess.Popen([path, *self.arguments], cwd=self.where, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, preexec_fn=spend(longest + 1),
                              env={**os.environ, **environment}) as child:
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        self.cpu, self.wall = used.ru_utime + used.ru_stime, time.monotonic() - start
        if self.cpu > longest or child.returncode in (-signal.SIGKILL, -signal.SIGXCPU):
            self.cpu = float("inf")
            return False
        if child.returncode != 0:
            print(f"{self.name} fails without any mutant: it is left out", flush=True)
            self.cpu = float("inf")
            return False
        return True

    def passes(self, path, cpu, wall):
        """Run a version of it. Whoever takes far longer than usual has failed; nothing it has started stays."""
        with subprocess.Popen([path, *self.arguments], cwd=self.where, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, start_new_session=True, preexec_fn=spend(int(cpu))) as child:
            try:
                return child.wait(wall) == 0
            except subprocess.TimeoutExpired:
                return False
            finally:
                try:
                    os.killpg(child.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass

    def kills(self, folder, compiled, replaced):
        """Link it with the object of a mutant in the place of the usual one: does it fail?"""
        path = folder / self.name
        command = [str(path) if part == str(self.path) else part for part in self.link]
        if replaced in command:
            command[command.index(replaced)] = str(compiled)
        else:  # before the library, whose own object is then not needed
            command.insert(command.index("-o"), str(compiled))
        run(*command, cwd=FOLDER / "quick")
        killed = not self.passes(path, 3 + 2 * self.cpu, 20 + 5 * self.wall)
        path.unlink()
        return killed


class Workshop:
    """The builds, and what is known of the programs. Those that take more than so many seconds are left out."""

    def __init__(self, options, longest, jobs, built):
        self.longest = longest
        self.jobs = jobs
        self.built = built
        self.options = [*options, "-DQUATRIX_BUILD_EXAMPLES=OFF", "-DQUATRIX_INSTALL=OFF", "-DQUATRIX_WARNINGS=OFF",
                        "-DCMAKE_C_COMPILER=gcc", "-DCMAKE_BUILD_TYPE=None"]
        self.programs = []
        self.commands = {}
        self.sources = {}  # as they are when the work begins

    def build(self, name, flags, *options):
        """The whole tree."""
        run("cmake", "-S", ROOT, "-B", FOLDER / name, "-G", "Ninja", *self.options, f"-DCMAKE_C_FLAGS={flags}", *options)
        run("cmake", "--build", FOLDER / name)

    def open(self):
        """Build, and look what each program executes and how long it takes."""
        if not self.built:
            self.build("quick", "-O1 -g0")
            self.build("counted", "-O0 -g0", f"-DCMAKE_PROJECT_quatrix_INCLUDE={ROOT}/tests/coverage/counters.cmake")
        listed = json.loads(run("ctest", "--test-dir", FOLDER / "quick", "--show-only=json-v1"))
        self.programs = [Program(test) for test in listed["tests"] if "command" in test]
        for entry in json.loads((FOLDER / "quick/compile_commands.json").read_text()):
            file = str(pathlib.Path(entry["file"]).relative_to(ROOT))
            if file.startswith(TESTED):
                self.commands[file] = shlex.split(entry["command"])
                self.sources[file] = (ROOT / file).read_text(encoding="utf-8")
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            list(pool.map(self.know, self.programs))
        self.programs = sorted((p for p in self.programs if p.cpu < float("inf")), key=lambda p: p.cpu)

    def know(self, program):
        """What there is to know of a program, which stays so for as long as the program does."""
        path = FOLDER / "counted" / program.path
        note = FOLDER / f"known/{self.longest}/{program.name}-{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}.json"
        if not note.exists():
            self.count(program)
            note.parent.mkdir(parents=True, exist_ok=True)
            note.write_text(json.dumps([program.cpu, program.wall, program.lines]), encoding="utf-8")
        program.cpu, program.wall, lines = json.loads(note.read_text(encoding="utf-8"))
        program.lines = {file: {int(line): times for line, times in counts.items()} for file, counts in lines.items()}

    def count(self, program):
        """Which lines of ours it executes."""
        with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
            if not program.measure(FOLDER / "counted" / program.path, self.longest, GCOV_PREFIX=folder):
                return
            prefix = pathlib.Path(folder + str(FOLDER / "counted"))
            for data in prefix.rglob("*.gcda"):
                notes = FOLDER / "counted" / data.relative_to(prefix).with_suffix(".gcno")
                shutil.copy(notes, data.parent)
                for line in run("gcov", "--json-format", "--stdout", data.name, cwd=data.parent).splitlines():
                    self.add_lines(program, json.loads(line))

    @staticmethod
    def add_lines(program, report):
        """What gcov says of one object."""
        for file in report["files"]:
            path = os.path.relpath(os.path.join(report["current_working_directory"], file["file"]), ROOT)
            if path.startswith(TESTED):
                lines = program.lines.setdefault(path, {})
                for line in file["lines"]:
                    number = line["line_number"]
                    lines[number] = lines.get(number, 0) + line["count"]

    def candidates(self, mutant):
        """The programs that execute the line of a mutant, quickest first; of a table, all that execute its file."""
        def reaches(lines):
            if mutant.kind == "table":
                return any(lines.values())
            before = [number for number in lines if number <= mutant.line]
            return bool(before) and lines[max(before)] > 0
        return [p for p in self.programs if reaches(p.lines.get(mutant.file, {}))]

    def compile(self, mutant, folder, *flags):
        """The object of a mutant, or None where it does not compile. Without a mutant: of the file as it is."""
        file = mutant.file
        folder.mkdir(exist_ok=True)
        changed = folder / pathlib.Path(file).name
        changed.write_text(mutant.apply(self.sources[file]), encoding="utf-8")
        command = list(self.commands[file])
        compiled = folder / (changed.name + ".o")
        replaced = command[command.index("-o") + 1]
        command[command.index("-o") + 1] = str(compiled)
        command[command.index("-c") + 1] = str(changed)
        command += ["-w", f"-I{(ROOT / file).parent}", *flags]
        done = subprocess.run(command, cwd=FOLDER / "quick", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        return (compiled, replaced) if done.returncode == 0 else (None, replaced)

    def is_same(self, mutant, original, folder):
        """The compiler makes the same of the file with and without the change."""
        with_it, _ = self.compile(mutant, folder / "with", "-O2")
        without, _ = self.compile(original, folder / "without", "-O2")
        return with_it.read_bytes() == without.read_bytes()

    def judge(self, mutant, original):
        """What becomes of a mutant: "killed by NAME", "not compiled", "same code", "not executed" or "survived"."""
        with tempfile.TemporaryDirectory(dir=FOLDER) as name:
            folder = pathlib.Path(name)
            compiled, replaced = self.compile(mutant, folder)
            if compiled is None:
                return "not compiled"
            able = self.candidates(mutant)
            for program in able:
                if program.kills(folder, compiled, replaced):
                    return f"killed by {program.name}"
            if self.is_same(mutant, original, folder):
                return "same code"
            return "survived" if able else "not executed"

    def judge_all(self, mutants, original, seconds):
        """Each mutant with its verdict, as they come; after so many seconds no more are begun."""
        end = time.monotonic() + seconds

        def judge(mutant):
            return self.judge(mutant, original(mutant)) if time.monotonic() < end else None

        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            waiting = {pool.submit(judge, mutant): mutant for mutant in mutants}
            for done in concurrent.futures.as_completed(waiting):
                if done.result() is not None:
                    yield waiting[done], done.result()

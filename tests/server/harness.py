# SPDX-License-Identifier: MIT
"""Start the stand-in server from a Python test, and speak to it."""

import base64
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))


def b64(text):
    return base64.b64encode(text.encode("utf-8")).decode()


def basic(email, password):
    return {"Authorization": "Basic " + b64(f"{email}:{password}")}


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def doc(self):
        return json.loads(self.body)

    @property
    def code(self):
        """The error code; None where the body is no error document."""
        return self.doc.get("code") if self.status >= 300 and self.body else None


class Running:
    """A server process; end it with stop()."""

    def __init__(self, folder, *options):
        self.folder, self.options = str(folder), options
        self.start(*options)

    def start(self, *options):
        self.process = subprocess.Popen(
            ["/usr/bin/python3", os.path.join(HERE, "standin.py"), "--dir", self.folder, *options],
            stdout=subprocess.PIPE, text=True)
        self.ready = self.process.stdout.readline()
        if not self.ready:
            raise RuntimeError(f"the server ended with {self.process.wait()}")
        with open(os.path.join(self.folder, "accounts.json"), encoding="utf-8") as file:
            self.accounts = json.load(file)
        self.port = self.accounts["port"]
        self.context = self.client_context()

    def client_context(self):
        return ssl.create_default_context(cafile=os.path.join(self.folder, "ca.pem"))

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        code = self.process.wait(10)
        self.process.stdout.close()
        return code

    def restart(self, number=signal.SIGKILL):
        """End it, if it has not ended, and start it again in the same folder, at the same port."""
        if self.process.poll() is None:
            self.stop(number)
        options = [one for at, one in enumerate(self.options) if "--port" not in self.options[max(0, at - 1):at + 1]]
        self.start(*options, "--port", str(self.port))

    def user(self, name):
        return self.accounts["users"][name]

    def connect(self, address="127.0.0.1", context=None):
        """A bare TLS socket."""
        sock = socket.create_connection((address, self.port), 10)
        return (context or self.context).wrap_socket(sock, server_hostname="localhost")

    def connection(self):
        return http.client.HTTPSConnection("localhost", self.port, timeout=10, context=self.context)

    def request(self, method, target, doc=None, headers=None, raw=None, connection=None):
        """One request, on a connection of its own unless one is given; target is a path from the host's root."""
        headers = dict(headers or {})
        if doc is not None:
            raw = json.dumps(doc).encode()
        if raw is not None:
            headers.setdefault("Content-Type", "application/json")
        own = connection is None
        connection = connection or self.connection()
        try:
            connection.request(method, target, raw, {k: v for k, v in headers.items() if v is not None})
            return Answer(connection.getresponse())
        finally:
            if own:
                connection.close()

    def get(self, path, token=None, **named):
        return self.call("GET", path, token, **named)

    def post(self, path, token=None, doc=None, **named):
        return self.call("POST", path, token, doc=doc, **named)

    def call(self, method, path, token=None, headers=None, **named):
        """A request below /api/1.0 with a session token, or whatever the headers bring."""
        headers = {**({"X-Auth-Token": token} if token else {}), **(headers or {})}
        return self.request(method, "/api/1.0" + path, headers=headers, **named)

    def login(self, name="plain"):
        """The answer to the first login step."""
        user = self.user(name)
        return self.get("/session/login", headers=basic(user["email"], user["password"]))

    def token(self, name="plain"):
        return self.login(name).doc["session_id"]

    def key(self, name="plain"):
        return {"Authorization": "Bearer " + self.user(name)["api_key"]}

    def control(self, **wanted):
        answer = self.request("POST", "/standin/control", wanted, self.control_key())
        if answer.status != 200:
            raise ValueError(answer.body)
        return answer.doc

    def fault(self, kind, **arguments):
        return self.control(faults=[{"kind": kind, **arguments}])

    def stats(self):
        return self.request("GET", "/standin/stats", headers=self.control_key()).doc

    def all_users(self):
        """Every user with all that the server knows of it."""
        return self.request("GET", "/standin/users", headers=self.control_key()).doc

    def all_files(self):
        """Every file and folder by its path and owner's e-mail: (owner, path) to what the server knows of it."""
        found = self.request("GET", "/standin/files", headers=self.control_key()).doc
        return {(one["owner"], one["path"]): one for one in found}

    def control_key(self):
        return {"X-Standin-Key": self.accounts["control_key"]}

    def exchange(self, text):
        """Send bytes as they are; returns (all bytes that came back, how the connection ended).

        The end is "close" (with close_notify), "fin" or "rst". ssl.SSLSocket does not tell the
        last two apart, hence the socket and the TLS engine by hand.
        """
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = self.context.wrap_bio(incoming, outgoing, server_hostname="localhost")
        received = b""
        with socket.create_connection(("127.0.0.1", self.port), 10) as sock:
            steps = [tls.do_handshake, lambda: tls.write(text)]
            while True:
                try:
                    while steps:
                        steps[0]()
                        steps.pop(0)
                    part = tls.read(65536)
                    if not part:
                        return received, "close"
                    received += part
                    continue
                except ssl.SSLWantReadError:
                    pass
                try:
                    sock.sendall(outgoing.read())
                    data = sock.recv(65536)
                except ConnectionResetError:
                    return received, "rst"
                if not data:
                    return received, "fin"
                incoming.write(data)

    def plain_request(self, path="/profile/info", name="plain", extra=""):
        key = self.user(name)["api_key"]
        return (f"GET /api/1.0{path} HTTP/1.1\r\nHost: localhost:{self.port}\r\n"
                f"Authorization: Bearer {key}\r\n{extra}\r\n").encode()

# SPDX-License-Identifier: MIT
"""The servers: openssl s_server, nginx, gnutls-serv, and one of canned bytes. Each proves what it received.

start      with a chain, a key and the settings of a case
dial()     a socket to it, as soon as it listens
finish()   end it, and say how many requests it decrypted
"""
import itertools
import os
import re
import select
import signal
import socket
import subprocess
import threading
import time

PATIENCE_S = 30
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
PATH = "api/1.0/profile/2fa/generate"  # of the request
WEAK = "DEFAULT:@SECLEVEL=0"  # so that OpenSSL serves what should be refused
GNUTLS = "NORMAL:-VERS-ALL:+VERS-TLS{0}"


class Server:
    """A process with its log."""

    def __init__(self, folder, setting):
        self.folder, self.setting = folder, setting
        self.log = open(folder / "log", "w+b")
        self.process = None

    def run(self, *command, **pipes):
        streams = {"stdin": subprocess.DEVNULL, "stdout": self.log, "stderr": self.log} | pipes
        self.process = subprocess.Popen([str(word) for word in command], cwd=self.folder, **streams)

    def text(self):
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")

    def connect(self):
        raise NotImplementedError

    def dial(self):
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                return self.connect()
            except (FileNotFoundError, ConnectionRefusedError):
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.003)

    def end(self, number):
        """By a signal, unless it has ended."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def unix(self):
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(str(self.folder / "socket"))
        except OSError:
            connection.close()
            raise
        return connection


class OpenSsl(Server):
    """What it decrypts is its output, and its standard input what it sends: a thread is the HTTP server."""

    def start(self, chain, key, connections):
        setting = self.setting
        leaf, *issuers = re.findall(r"-----BEGIN.*?-----END CERTIFICATE-----\n", chain.read_text(), re.S)
        (self.folder / "leaf.pem").write_text(leaf)
        (self.folder / "issuers.pem").write_text("".join(issuers))
        self.connections = connections
        version = ("-tls" + setting.version.replace(".", "_"),) if setting.version else ()
        self.said = b""
        if not setting.framed:
            version += ("-HTTP",)  # serves files as they are, then ends the connection; else it cannot send close_notify
            (self.folder / PATH).parent.mkdir(parents=True)
            (self.folder / PATH).write_bytes(f"{HEAD}\r\n".encode() + setting.body)
        self.run("openssl", "s_server", "-unix", "socket", "-naccept", connections, "-cert", "leaf.pem", "-key", key,
                 *(("-cert_chain", "issuers.pem") if issuers else ()), "-cipher", WEAK, *version,
                 *(word.format(key=key) for word in setting.openssl or ()),
                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.reader = threading.Thread(target=self.serve, daemon=True)
        self.reader.start()

    def connect(self):
        return self.unix()

    def serve(self):
        body = self.setting.body
        reply = f"{HEAD}Content-Length: {len(body)}\r\n\r\n".encode() + body
        answered = 0
        while True:
            data = os.read(self.process.stdout.fileno(), 65536)
            if not data:
                return
            self.said += data
            while answered < self.said.count(b"\r\n\r\n"):
                answered += 1
                self.say(reply)

    def say(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def text(self):
        return self.said.decode("utf-8", "replace")

    def finish(self, connections):
        """It ends by itself after so many connections."""
        if connections < self.connections:
            self.process.kill()  # nobody came
        self.process.wait(PATIENCE_S)
        self.reader.join(PATIENCE_S)
        return self.text().count("GET /" if self.setting.framed else "FILE:")


class Nginx(Server):
    """Its access log has a line for each request, and for each piece of one."""

    CONFIG = """
daemon off; master_process off; pid pid; error_log error info;
events {{ worker_connections 64; }}
http {{
    access_log access; client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4;
    scgi_temp_path t5;
    ssl_ciphers {weak}; {version}
    server {{
        listen unix:{folder}/socket ssl; ssl_certificate {chain}; ssl_certificate_key {key};
        root {folder}; default_type application/json; {more}
        location / {{ try_files /body =404; {unframed} }}
    }}
    {other}
}}
"""
    UNFRAMED = "chunked_transfer_encoding off; sub_filter_types *; sub_filter nothing something;"

    def start(self, chain, key, connections):
        setting = self.setting
        (self.folder / "body").write_bytes(setting.body)
        (self.folder / "conf").write_text(self.CONFIG.format(
            folder=self.folder, chain=chain, key=key, weak=WEAK, unframed="" if setting.framed else self.UNFRAMED,
            version=f"ssl_protocols TLSv{setting.version};" if setting.version else "",
            more=(setting.nginx or "").replace("{chain}", str(chain)), other=setting.nginx_other.format(folder=self.folder)))
        self.run("/usr/sbin/nginx", "-p", self.folder, "-c", self.folder / "conf", "-e", self.folder / "error")

    def connect(self):
        return self.unix()

    def text(self):
        return super().text() + "".join((self.folder / name).read_text("utf-8", "replace") for name in ("error", "access")
                                        if (self.folder / name).exists())

    def finish(self, connections):
        self.end(signal.SIGQUIT if connections else signal.SIGKILL)  # the one: once all connections are done
        return 0 if not connections else len((self.folder / "access").read_text("utf-8", "replace").splitlines())


class GnuTls(Server):
    """At this level it logs each record it has decrypted."""

    ports = itertools.count(20000 + os.getpid() % 97 * 100)

    def start(self, chain, key, connections):
        setting = self.setting
        (self.folder / "body").write_bytes(setting.body)
        priority, *options = setting.gnutls or ("",)
        base = GNUTLS.format(setting.version) if setting.version else "NORMAL"
        self.port = self.free_port()
        if "--require-client-cert" not in options:
            options.append("--disable-client-cert")
        self.run("gnutls-serv", "--debug=5", f"--port={self.port}", "--http", "--httpdata=body", f"--x509certfile={chain}",
                 f"--x509keyfile={key}", f"--priority={base}{priority}", *options)

    @classmethod
    def free_port(cls):
        """Below those that the system chooses from."""
        for port in cls.ports:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("0.0.0.0", port))
                except OSError:
                    continue
                return port
        raise AssertionError("no port is free")

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port))

    def finish(self, connections):
        self.end(signal.SIGTERM)
        return len(re.findall(r"Decrypted Packet\[\d+\] Application Data\(23\)", self.text()))


class Raw:
    """Says canned bytes once it has read something, then waits for the other end, closes or resets."""

    def __init__(self, folder, setting):
        self.setting, self.received = setting, b""

    def start(self, chain, key, connections):
        self.listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        try:
            connection, _ = self.listening.accept()
        except OSError:
            return
        with connection:
            self.received = connection.recv(65536)
            connection.sendall(self.setting.raw)
            while not self.setting.closes and select.select([connection], [], [], PATIENCE_S)[0]:
                data = connection.recv(65536)
                self.received += data
                if not data:
                    return

    def dial(self):
        return socket.create_connection(self.listening.getsockname())

    def text(self):
        return self.received.decode("latin-1")

    def finish(self, connections):
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        return self.received.count(b"HTTP/1.1") + self.received.count(b"Basic ")


KINDS = {"openssl": OpenSsl, "nginx": Nginx, "gnutls": GnuTls, "raw": Raw}

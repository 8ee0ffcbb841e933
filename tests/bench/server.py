# SPDX-License-Identifier: MIT
"""A private nginx for one run: one process, on loopback alone, everything below a temporary folder.

It serves the same files by TLS 1.2 and 1.3, by a certificate of P-256 and one of RSA 2048, each on a port of its own,
with one cipher suite, keep-alive without a limit, session tickets, and session identifiers for those who want no ticket.
"""
import os
import socket
import subprocess
import time

import document
import list_document

HERE = os.path.dirname(os.path.abspath(__file__))
KINDS = [(version, chain) for version in ("1.2", "1.3") for chain in ("ec", "rsa")]
SUITES = {"ec": "ECDHE-ECDSA-AES128-GCM-SHA256", "rsa": "ECDHE-RSA-AES128-GCM-SHA256"}
BASE = "/api/1.0"

CONFIG = """daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 64; }}
http {{
    log_format bench '$connection $ssl_session_reused $request';
    access_log {folder}/access.log bench;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    keepalive_requests 10000000;
    keepalive_timeout 600s;
    client_header_timeout 600s;
    client_body_timeout 600s;
    send_timeout 600s;
    client_max_body_size 0;
    client_body_buffer_size 2m;
    default_type application/json;
    ssl_session_cache shared:bench:1m;
    ssl_ecdh_curve prime256v1;
    {servers}
    server {{
        listen unix:{folder}/answers;
        return 200 '"image"';
    }}
}}
"""

SERVER = """server {{
        listen 127.0.0.1:{port} ssl;
        server_name localhost;
        ssl_certificate {folder}/{chain}.pem;
        ssl_certificate_key {folder}/{chain}.key;
        ssl_protocols TLSv{version};
        ssl_ciphers {suite};
        ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
        root {folder}/www;
        location = {base}/profile/set {{ return 200 '{set_reply}'; }}
        location = {base}/upload/link {{ return 200 '{{"name":"image","file_id":"image","upload_key":"key"}}'; }}
        location = {base}/upload/finalize/key {{ return 200 '{{"id":"image"}}'; }}
        location = {base}/file/download-link {{ return 200 '{{"id":"link"}}'; }}
        location = {base}/session/keepalive {{ return 200; }}
        location = {base}/file/download/link {{ alias {folder}/www/image; }}
        location = /upload/chunked/key {{ # answers once it has all
            proxy_pass http://unix:{folder}/answers;
            proxy_pass_request_body off;
            proxy_set_header Content-Length "";
        }}
    }}"""


def quoted(text):
    """For a string of nginx's configuration in apostrophes."""
    return text.replace("\\", "\\\\").replace("'", "\\'")


class Server:
    def __init__(self, folder):
        self.folder = folder
        self.ports = {}
        self.process = None
        self._put(BASE, "profile", document.text())
        subprocess.run([os.path.join(HERE, "certificates.sh"), folder], check=True)

    def _put(self, base, name, text):
        path = self.folder + "/www" + base + "/" + name
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            if isinstance(text, str):
                file.write(text)
            else:
                file.writelines(text)
        return path

    def add_list(self, length):
        """The path before /user of a list of so many, and its bytes."""
        base = f"/list-{length}"
        path = self.folder + "/www" + base + "/user"
        if not os.path.exists(path):
            self._put(base, "profile", document.text())
            self._put(base, "user", list_document.lines("users", length))
        return base, os.path.getsize(path)

    def drop_list(self, length):
        os.remove(f"{self.folder}/www/list-{length}/user")

    def add_image(self, size):
        with open(self.folder + "/www/image", "wb") as file:
            for _ in range(size >> 20):
                file.write(bytes(range(256)) * 4096)

    def ca(self, chain):
        return f"{self.folder}/{chain}-ca.pem"

    def port(self, version="1.2", chain="ec"):
        return self.ports[version, chain]

    def __enter__(self):
        """Somebody else may take a port before nginx does: then others are tried."""
        for _ in range(5):
            self._write_config()
            self.process = subprocess.Popen(["nginx", "-p", self.folder, "-c", self.folder + "/nginx.conf"],
                                            stderr=subprocess.DEVNULL)
            for _ in range(100):
                if self.process.poll() is not None:
                    break
                if self._listens():
                    return self
                time.sleep(0.1)
            self.stop()
        with open(self.folder + "/error.log", encoding="utf-8") as log:
            raise RuntimeError("nginx did not start\n" + log.read())

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.process.kill()
        self.process.wait()

    def _write_config(self):
        listening = [socket.create_server(("127.0.0.1", 0)) for _ in KINDS]
        self.ports = {kind: one.getsockname()[1] for kind, one in zip(KINDS, listening)}
        for one in listening:
            one.close()
        servers = "\n    ".join(
            SERVER.format(folder=self.folder, version=version, chain=chain, suite=SUITES[chain], base=BASE,
                          port=self.ports[version, chain], set_reply=quoted(document.set_text()))
            for version, chain in KINDS)
        with open(self.folder + "/nginx.conf", "w", encoding="utf-8") as file:
            file.write(CONFIG.format(folder=self.folder, servers=servers))
        if os.path.exists(self.folder + "/answers"):
            os.remove(self.folder + "/answers")

    def _listens(self):
        for port in self.ports.values():
            try:
                socket.create_connection(("127.0.0.1", port)).close()
            except OSError:
                return False
        return True

    def forget(self):
        """What is_resumed() tells begins here."""
        os.truncate(self.folder + "/access.log", 0)

    def connections(self):
        """For each connection since forget() that carried a request: whether it resumed a session."""
        found = {}
        with open(self.folder + "/access.log", encoding="utf-8") as log:
            for line in log:
                number, resumed, _ = line.split(" ", 2)
                found[number] = resumed == "r"
        return list(found.values())

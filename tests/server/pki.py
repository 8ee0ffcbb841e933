# SPDX-License-Identifier: MIT
"""A throw-away certificate authority and server certificate, made with the openssl command.

The CA and both private keys stay for the life of the folder; the server certificate is made
anew at every start, so that names and flaws may change between starts.
"""

import datetime
import ipaddress
import os
import secrets
import shutil
import subprocess
import tempfile

KINDS = ("ec", "rsa")
FLAWS = ("none", "expired", "future", "host", "untrusted")

CONFIG = """
[req]
distinguished_name = name
[name]
[ca]
default_ca = this
[this]
database = index.txt
new_certs_dir = .
rand_serial = yes
unique_subject = no
default_md = sha256
policy = policy
[policy]
commonName = supplied
[ca_ext]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[root_ext]
basicConstraints = critical,CA:TRUE,pathlen:1
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[leaf_ext]
basicConstraints = critical,CA:FALSE
keyUsage = critical,{usage}
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = {names}
"""


def openssl(*args, cwd=None):
    subprocess.run(("openssl", *args), cwd=cwd, check=True, stdin=subprocess.DEVNULL, capture_output=True)


def make_key(kind, path):
    if os.path.exists(path):
        return
    options = {
        "ec": ("EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
        "rsa": ("RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
    }
    openssl("genpkey", "-algorithm", *options[kind], "-out", path)
    os.chmod(path, 0o600)


def alt_names(names):
    """Host names and addresses in the notation of subjectAltName."""
    def entry(name):
        try:
            return f"IP:{ipaddress.ip_address(name)}"
        except ValueError:
            return f"DNS:{name}"
    return ",".join(entry(name) for name in names)


def sign(key, subject, days, section, out, issuer=None, usage="digitalSignature", names=("localhost",)):
    """Issue a certificate valid from days[0] to days[1] relative to now; without an issuer self-signed."""
    now = datetime.datetime.now(datetime.timezone.utc)
    first, last = ((now + datetime.timedelta(days=d)).strftime("%Y%m%d%H%M%SZ") for d in days)
    with tempfile.TemporaryDirectory() as work:
        with open(os.path.join(work, "conf"), "w") as conf:
            conf.write(CONFIG.format(usage=usage, names=alt_names(names)))
        open(os.path.join(work, "index.txt"), "w").close()
        openssl("req", "-new", "-config", "conf", "-key", key, "-subj", f"/CN={subject}", "-out", "csr", cwd=work)
        by = ("-cert", issuer[0], "-keyfile", issuer[1]) if issuer else ("-selfsign", "-keyfile", key)
        openssl("ca", "-batch", "-notext", "-config", "conf", *by, "-in", "csr", "-extensions", section,
                "-startdate", first, "-enddate", last, "-out", out, cwd=work)


def make_ca(kind, key, cert, issuer=None, section="ca_ext"):
    make_key(kind, key)
    sign(key, f"Stand-in throw-away CA {secrets.token_hex(4)}", (-1, 30), section, cert, issuer)


def lives_another_day(cert):
    return os.path.exists(cert) and subprocess.run(
        ("openssl", "x509", "-in", cert, "-noout", "-checkend", "86400"), capture_output=True).returncode == 0


def append(path, to):
    with open(path, encoding="ascii") as file, open(to, "a", encoding="ascii") as chain:
        chain.write(file.read())


def prepare(folder, kind="ec", flaw="none", names=("localhost", "127.0.0.1", "::1"), intermediate=False):
    """Have folder/ca.pem and a server certificate, signed by it or by a CA in between, which the server then
    sends along; returns the paths (certificates, key)."""
    inner = os.path.join(os.path.abspath(folder), "pki")
    os.makedirs(inner, mode=0o700, exist_ok=True)
    ca_key, ca, key, cert = (os.path.join(inner, f"{kind}-{name}") for name in ("ca.key", "ca.pem", "leaf.key", "leaf.pem"))
    if intermediate:
        root_key, root, ca_key, ca = (
            os.path.join(inner, f"{kind}-{name}") for name in ("root.key", "root.pem", "middle.key", "middle.pem"))
        if not lives_another_day(ca):
            make_ca(kind, root_key, root, section="root_ext")
            make_ca(kind, ca_key, ca, (root, root_key))
    elif not lives_another_day(ca):
        make_ca(kind, ca_key, ca)
    shutil.copyfile(root if intermediate else ca, os.path.join(folder, "ca.pem"))

    make_key(kind, key)
    issuer = (ca, ca_key)
    if flaw == "untrusted":
        issuer = (os.path.join(inner, f"{kind}-other.pem"), os.path.join(inner, f"{kind}-other.key"))
        make_ca(kind, issuer[1], issuer[0])
    days = {"expired": (-30, -1), "future": (1, 30)}.get(flaw, (-1, 30))
    sign(key, "localhost", days, "leaf_ext", cert, issuer,
         usage="digitalSignature" if kind == "ec" else "digitalSignature,keyEncipherment",
         names=("elsewhere.example",) if flaw == "host" else names)
    if intermediate:
        append(ca, to=cert)
    return cert, key

# SPDX-License-Identifier: MIT
"""Makes the certificates of certificates.py with the openssl command, each once, when it is first asked for."""
import base64
import datetime
import pathlib
import re
import subprocess
import threading

from certificates import CERTIFICATES

CONFIG = """
[req]
distinguished_name = name
string_mask = {strings}
[name]
[ca]
default_ca = this
[this]
database = index.txt
new_certs_dir = .
rand_serial = yes
unique_subject = no
policy = policy
[policy]
commonName = optional
organizationName = optional
[extensions]
{extensions}
"""

KEYS = {
    "rsa": ("RSA", "rsa_keygen_bits:{0}"),
    "rsa3": ("RSA", "rsa_keygen_bits:{0}", "rsa_keygen_pubexp:3"),
    "rsa4p": ("RSA", "rsa_keygen_bits:{0}", "rsa_keygen_primes:4"),  # takes a fraction of the time
    "pss": ("RSA-PSS", "rsa_keygen_bits:{0}"),
    "ec": ("EC", "ec_paramgen_curve:{0}"),
    "ed25519": ("ED25519",),
    "ed448": ("ED448",),
}


def openssl(*args, cwd):
    made = subprocess.run(("openssl", *map(str, args)), cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert made.returncode == 0, f"openssl {' '.join(map(str, args))}: {made.stderr.decode()}"
    return made.stdout


def when(days):
    """A moment so many days from now, or one that is given as openssl ca takes it."""
    if isinstance(days, str):
        return days
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now + datetime.timedelta(days=days)).strftime("%Y%m%d%H%M%SZ")


def pem(der):
    text = base64.encodebytes(der).decode().replace("\n", "")
    lines = "\n".join(re.findall(".{1,64}", text))
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"


def element(tag, value):
    """DER."""
    size = len(value)
    length = bytes([size]) if size < 0x80 else bytes([0x81, size]) if size < 0x100 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + value


def sequence(der):
    """The elements of a sequence, each with its tag and length."""
    elements, at = [], 2 + (der[1] & 0x7F if der[1] & 0x80 else 0)
    while at < len(der):
        head = 2 + (der[at + 1] & 0x7F if der[at + 1] & 0x80 else 0)
        size = int.from_bytes(der[at + 2 : at + head], "big") if head > 2 else der[at + 1]
        elements.append(der[at : at + head + size])
        at += head + size
    return elements


class Authority:
    """A folder of keys and certificates."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.lock = threading.RLock()
        self.made = set()

    def key(self, name):
        """Path of the private key of a certificate."""
        with self.lock:
            spec = CERTIFICATES[name].key
            own = CERTIFICATES[name].key_of or (spec.replace(":", "-") if spec.startswith(("rsa", "pss")) else name)
            path = self.folder / f"{own}.key"
            if not path.exists():
                kind, *size = spec.split(":")
                algorithm, *options = KEYS[kind]
                options = [part for option in options for part in ("-pkeyopt", option.format(*size))]
                openssl("genpkey", "-algorithm", algorithm, *options, "-out", path, cwd=self.folder)
            return path

    def certificate(self, name):
        """Path of a certificate in PEM."""
        with self.lock:
            path = self.folder / f"{name}.pem"
            if name not in self.made:
                self.make(CERTIFICATES[name], path)
                self.made.add(name)
            return path

    def make(self, spec, path):
        work = self.folder / f"{spec.name}.work"
        work.mkdir()
        lines = "\n".join(f"{name} = {value}" for name, value in spec.extensions.items())
        (work / "conf").write_text(CONFIG.format(extensions=lines, strings=spec.strings))
        (work / "index.txt").touch()
        key = self.key(spec.name)
        openssl("req", "-new", "-config", "conf", "-utf8", "-key", key, "-subj", spec.subject, "-out", "csr", cwd=work)
        by = ("-selfsign", "-keyfile", key)
        if spec.issuer != spec.name:
            by = ("-cert", self.certificate(spec.issuer), "-keyfile", self.key(spec.issuer))
        extended = ("-extensions", "extensions") if lines else ()
        padding = ("-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest") if spec.pss else ()
        openssl("ca", "-batch", "-notext", "-preserveDN", "-config", "conf", *by, "-in", "csr", *extended,
                "-md", spec.digest, *padding, "-startdate", when(spec.days[0]), "-enddate", when(spec.days[1]), "-out", "made", cwd=work)
        der = openssl("x509", "-in", "made", "-outform", "DER", cwd=work)
        if spec.edit is not None:
            der = self.sign_again(spec.edit(der), self.key(spec.issuer), work)
        if spec.forged:
            der = der[:-1] + bytes([der[-1] ^ 1])
        path.write_text(pem(der))

    @staticmethod
    def sign_again(der, key, work):
        """A certificate that was changed, with the signature that it then should have: ECDSA with SHA-256."""
        signed, algorithm, _ = sequence(der)
        (work / "signed").write_bytes(signed)
        signature = openssl("dgst", "-sha256", "-sign", key, "signed", cwd=work)
        return element(0x30, signed + algorithm + element(0x03, b"\0" + signature))

    def issuers(self, name):
        """The certificates between this one and its root, as a server sends them."""
        chain = []
        while CERTIFICATES[name].issuer != name:
            name = CERTIFICATES[name].issuer
            chain.append(name)
        return chain[:-1]

    def bundle(self, names):
        """Path of a file with these certificates."""
        with self.lock:
            path = self.folder / f"bundle-{'+'.join(names)}.pem"
            if not path.exists():
                path.write_text("".join(self.certificate(name).read_text() for name in names))
            return path

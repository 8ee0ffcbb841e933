# SPDX-License-Identifier: MIT
"""The certificates of the matrix: a row each, with what it has in other ways than a good one."""
import dataclasses

HOST = "quatrix.test"
ROOT, MIDDLE = "root", "middle"
YEAR = 365


@dataclasses.dataclass(frozen=True)
class Certificate:
    name: str
    issuer: str  # its own name: it signs itself
    key: str
    subject: str
    days: tuple  # from now, or as openssl ca takes them
    digest: str
    extensions: dict
    key_of: str  # another certificate that has the same key
    pss: bool  # the signature's padding
    strings: str  # how the subject is encoded
    edit: object  # what is done to the DER, before it is signed anew
    forged: bool  # the last bit of the signature


CERTIFICATES = {}


def certificate(name, issuer, extensions, more, key="ec:P-256", subject=None, days=(-1, 30), digest="sha256", key_of=None,
                pss=False, strings="utf8only", edit=None, forged=False, **changes):
    """Short names of extensions are changed, None leaves one out; "more" holds others."""
    short = {"basic": "basicConstraints", "usage": "keyUsage", "eku": "extendedKeyUsage", "san": "subjectAltName",
             "ski": "subjectKeyIdentifier", "aki": "authorityKeyIdentifier"}
    all_of = {short[key]: value for key, value in (extensions | changes).items() if value is not None} | (more or {})
    subject = f"/CN={name}" if subject is None else subject
    CERTIFICATES[name] = Certificate(name, issuer, key, subject, days, digest, all_of, key_of, pss, strings, edit, forged)


def ca(name, issuer=None, more=None, **changes):
    """A good authority, but for the changes."""
    good = {"basic": "critical,CA:TRUE", "usage": "critical,keyCertSign,cRLSign", "ski": "hash"}
    certificate(name, issuer or name, good | ({"aki": "keyid"} if issuer else {}), more, **changes)


def leaf(name, issuer=MIDDLE, more=None, **changes):
    """A good server's certificate, but for the changes."""
    good = {"basic": "critical,CA:FALSE", "usage": "critical,digitalSignature", "eku": "serverAuth", "ski": "hash",
            "aki": "keyid", "san": f"DNS:{HOST}"}
    certificate(name, issuer, good, more, **changes)


NOTHING = {"basic": None, "usage": None, "eku": None, "san": None, "ski": None, "aki": None}  # a certificate of version 1


def replace(old, new):
    """The first such bytes by as many others."""
    assert len(old) == len(new)

    def edit(der):
        assert old in der
        return der.replace(old, new, 1)
    return edit


def dns_name(text):
    """The value of a subjectAltName of one name, in hexadecimal."""
    name = text.encode()
    return (bytes([0x30, len(name) + 2, 0x82, len(name)]) + name).hex(":")


ECDSA_SHA256, ECDSA_SHA384 = b"\x2a\x86\x48\xce\x3d\x04\x03\x02", b"\x2a\x86\x48\xce\x3d\x04\x03\x03"

# ---- authorities

ca(ROOT)
ca(MIDDLE, ROOT)
ca("rsa-root", key="rsa:2048")
ca("unknown-root")
ca("forged-root", subject=f"/CN={ROOT}")
ca("expired-root", days=(-30, -1))
ca("weak-root", key="rsa:1024")
ca("sha1-root", digest="sha1")
ca("no-ca-root", basic=None, usage=None)
ca("constrained-root", more={"nameConstraints": f"critical,permitted;DNS:{HOST}"})
certificate("v1-root", "v1-root", NOTHING, None)
ca("expired-middle", ROOT, days=(-30, -1), key_of=MIDDLE, subject="/CN=middle")
ca("future-middle", ROOT, days=(1, 30))
ca("unknown-middle", "unknown-root", key_of=MIDDLE, subject="/CN=middle")  # signed by another as well
ca("middle-root", key_of=MIDDLE, subject="/CN=middle")  # and by itself
ca("ca-false-middle", ROOT, basic="critical,CA:FALSE")
ca("no-basic-middle", ROOT, basic=None)
ca("no-sign-middle", ROOT, usage="critical,digitalSignature")
ca("no-usage-middle", ROOT, usage=None)
ca("client-middle", ROOT, eku="clientAuth")
ca("sha1-middle", ROOT, digest="sha1")
ca("weak-middle", ROOT, key="rsa:1024")
ca("mystery-middle", ROOT, more={"1.2.3.4": "critical,DER:05:00"})
ca("forged-middle", ROOT, forged=True)
certificate("v1-middle", ROOT, NOTHING, None)
ca("pathlen-middle", ROOT, basic="critical,CA:TRUE,pathlen:0")
ca("below-pathlen", "pathlen-middle")
ca("permitted-middle", ROOT, more={"nameConstraints": f"critical,permitted;DNS:{HOST}"})
ca("excluded-middle", ROOT, more={"nameConstraints": f"critical,excluded;DNS:{HOST}"})
ca("lenient-middle", ROOT, more={"nameConstraints": f"excluded;DNS:{HOST}"})
ca("printable-middle", ROOT, subject="/O=Any/CN=Printable middle", strings="default")
ca("policy-middle", ROOT, more={"policyConstraints": "critical,requireExplicitPolicy:0"})
for depth in range(1, 10):
    ca(f"level-{depth}", f"level-{depth - 1}" if depth > 1 else ROOT)
ca("ring-root", key_of="ring-root", subject="/CN=ring A")
ca("ring-b", "ring-root", subject="/CN=ring B")
ca("ring-a", "ring-b", key_of="ring-root", subject="/CN=ring A")

# ---- servers: names

leaf("good")
leaf("other-good")
leaf("ec-below-root", ROOT)
leaf("elsewhere", san=f"DNS:elsewhere.test,DNS:{HOST}.elsewhere.test,DNS:www.{HOST}")
leaf("second-name", san=f"DNS:elsewhere.test,DNS:{HOST}")
leaf("many-names", san=",".join([f"DNS:host-{i}.elsewhere.test" for i in range(100)] + [f"DNS:{HOST}"]))
leaf("capitals", san="DNS:QUATRIX.Test")
leaf("wildcard", san=f"DNS:*.{HOST}")
leaf("wildcard-begin", san=f"DNS:f*.{HOST}")
leaf("wildcard-end", san=f"DNS:*o.{HOST}")
leaf("wildcard-inner", san="DNS:foo.*.test")
leaf("wildcard-twice", san="DNS:*.*.test")
leaf("wildcard-alone", san="DNS:*")
leaf("wildcard-tld", san="DNS:*.test")
leaf("wildcard-address", san="DNS:*.0.0.1")
leaf("wildcard-cn", subject=f"/CN=*.{HOST}", san=None)
leaf("question-mark", san="DNS:quatrix.tes?")
leaf("punycode", san=f"DNS:xn--bcher-kva.{HOST}")
leaf("final-dot", san=f"DNS:{HOST}.")
leaf("final-space", san="DER:" + dns_name(f"{HOST} "))
leaf("cn-alone", subject=f"/CN={HOST}", san=None)
leaf("cn-elsewhere", subject="/CN=elsewhere.test")
leaf("cn-right-san-wrong", subject=f"/CN={HOST}", san="DNS:elsewhere.test")
leaf("cn-right-san-mail", subject=f"/CN={HOST}", san=f"email:pump@{HOST}")
leaf("cn-right-san-empty", subject=f"/CN={HOST}", san="DER:30:02:82:00")
leaf("cn-address", subject="/CN=127.0.0.1", san=None)
leaf("no-subject", subject="/", san=f"critical,DNS:{HOST}")
leaf("nul-san", san="DER:" + dns_name(f"{HOST}\0.evil.test"))
leaf("nul-cn", subject=f"/CN={HOST}@.evil.test", san=None, edit=replace(f"{HOST}@.evil".encode(), f"{HOST}\0.evil".encode()))
leaf("uri", san=f"URI:https://{HOST}/")
leaf("uri-bare", san=f"URI:{HOST}")
leaf("no-name", subject="/O=Nobody", san=None)
leaf("ipv4", san="IP:127.0.0.1")
leaf("ipv6", san="IP:::1")
leaf("ipv4-mapped", san="IP:::ffff:127.0.0.1")
leaf("ip-as-dns", san="DNS:127.0.0.1")
leaf("ip-too-long", san="DER:30:07:87:05:7f:00:00:01:00")
leaf("ip-other", san="IP:127.0.0.2,IP:::2")

# ---- servers: dates

leaf("expired", days=(-30, -1))
leaf("future", days=(1, 30))
leaf("inverted", days=(30, -30))
leaf("for-centuries", days=("19500101000000Z", "99991231235959Z"))
leaf("no-such-day", days=("20260130000000Z", 30), edit=replace(b"260130000000Z", b"260230000000Z"))
leaf("date-in-words", days=("20260130000000Z", 30), edit=replace(b"260130000000Z", b"26January000Z"))

# ---- servers: chains

leaf("self-signed", "self-signed", aki=None)
leaf("unknown", "unknown-root")
leaf("forged", "forged-root")
leaf("below-expired-root", "expired-root")
leaf("below-weak-root", "weak-root")
leaf("below-sha1-root", "sha1-root")
leaf("below-no-ca-root", "no-ca-root")
leaf("below-v1-root", "v1-root", aki=None)
leaf("below-constrained-root", "constrained-root")
for middle in ("expired", "future", "ca-false", "no-basic", "no-sign", "no-usage", "client", "sha1", "weak", "mystery",
               "forged", "permitted", "excluded", "lenient", "policy"):
    leaf(f"below-{middle}-middle", f"{middle}-middle")
leaf("below-v1-middle", "v1-middle", aki=None)
leaf("below-printable-middle", "printable-middle")
leaf("too-deep", "below-pathlen")
leaf("at-pathlen", "pathlen-middle")
leaf("below-leaf", "good")
leaf("below-level-2", "level-2")
leaf("long-chain", "level-7")
leaf("longest-chain", "level-8")
leaf("too-long-chain", "level-9")
leaf("below-ring", "ring-a")
leaf("wrong-aki", more={"authorityKeyIdentifier": "DER:30:06:80:04:01:02:03:04"}, aki=None)
leaf("bad-signature", forged=True)
leaf("two-algorithms", edit=replace(ECDSA_SHA256, ECDSA_SHA384))

# ---- servers: usage and extensions

leaf("no-usage", usage=None)
leaf("agreement-alone", usage="critical,keyAgreement")
leaf("encipherment-alone", usage="critical,keyEncipherment", key="rsa:2048")
leaf("signs-certificates", usage="critical,keyCertSign")
leaf("ca-as-server", basic="critical,CA:TRUE", usage="critical,digitalSignature,keyCertSign")
leaf("eku-none", eku=None)
leaf("eku-any", eku="anyExtendedKeyUsage")
leaf("eku-both", eku="clientAuth,serverAuth")
leaf("eku-client", eku="clientAuth")
leaf("eku-code", eku="critical,codeSigning")
leaf("eku-unknown", eku="1.2.3.4.5")
leaf("netscape-client", more={"nsCertType": "client"})
leaf("mystery", more={"1.2.3.4": "critical,DER:05:00"})
leaf("mystery-not-critical", more={"1.2.3.4": "DER:05:00"})
leaf("constrained-leaf", more={"nameConstraints": "critical,permitted;DNS:elsewhere.test"})
leaf("must-staple", more={"tlsfeature": "status_request"})
leaf("policy", more={"certificatePolicies": "1.2.3.4"})
leaf("policy-critical", more={"certificatePolicies": "critical,1.2.3.4"})
certificate("v1-leaf", MIDDLE, NOTHING, None, subject=f"/CN={HOST}")
leaf("huge", more={"1.2.3.4": "DER:" + (b"\x04\x82\x50\x00" + bytes(0x5000)).hex(":")})
leaf("version-5", edit=replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x04"))

# ---- servers: keys and signatures

leaf("rsa", "rsa-root", key="rsa:2048", usage="critical,digitalSignature,keyEncipherment")
leaf("rsa-1024", key="rsa:1024")
leaf("rsa-2047", key="rsa:2047")
leaf("rsa-3072", key="rsa:3072")
leaf("rsa-4096", key="rsa4p:4096")
leaf("rsa-8192", key="rsa4p:8192")
leaf("rsa-exponent-3", key="rsa3:2048")
leaf("p-384", key="ec:P-384")
leaf("p-521", key="ec:P-521")
leaf("p-224", key="ec:P-224")
leaf("secp256k1", key="ec:secp256k1")
leaf("brainpool", key="ec:brainpoolP256r1")
leaf("ed25519", key="ed25519")
leaf("ed448", key="ed448")
leaf("pss-key", key="pss:2048")
leaf("pss-signed", "rsa-root", pss=True)
leaf("sha1", digest="sha1")
leaf("sha1-rsa", "rsa-root", digest="sha1")
leaf("md5-rsa", "rsa-root", digest="md5")
leaf("sha224", digest="sha224")
leaf("sha384", digest="sha384")
leaf("sha512", digest="sha512")
leaf("sha3", digest="sha3-256")

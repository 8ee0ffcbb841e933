# SPDX-License-Identifier: MIT
"""The matrix: a row for each server, with the verdict that is due and what the library says of it (see table.py).

Where nothing else is said, each of the three servers serves the case: openssl over TLS 1.2 and 1.3, nginx over 1.3 and
gnutls-serv over 1.2.
"""
from certificates import HOST
from table import (ALERT, BOTH, CASES, DATE, LONG, NO_LITERAL, NOT_SERVED_12, NOT_SERVED_GNUTLS, OK_IN_228, UNKNOWN_TO_228,
                   UNTRUSTED, USAGE, WITHOUT_GNUTLS, WRONG_NAME, accept, case, fail, no, refuse, refuse_suite)

__all__ = ["CASES"]

# ---- names

accept("good", "good", "a server as it should be: an intermediate, P-256, one name")
refuse("wrong name", "elsewhere", *WRONG_NAME, "names that contain the host's, and that it contains")
accept("second name", "second-name", "the second of two names is the host's")
accept("101 names", "many-names", "the last of many names is the host's")
accept("capitals in the certificate", "capitals", "names are compared without regard to case (RFC 4343)")
accept("capitals in the host", "good", "and so is what the caller asks for", host="Quatrix.TEST")
accept("wildcard", "wildcard", "*.quatrix.test covers pump.quatrix.test", host=f"pump.{HOST}")
refuse("wildcard for the domain", "wildcard", *WRONG_NAME, "*.quatrix.test does not cover quatrix.test")
refuse("wildcard for two labels", "wildcard", *WRONG_NAME, "it covers one label alone (RFC 9525 section 6.3)",
       host=f"a.b.{HOST}")
accept("wildcard for an A-label", "wildcard", "the label that it covers may be of any kind", host=f"xn--bcher-kva.{HOST}")
refuse("wildcard after letters", "wildcard-begin", *WRONG_NAME, "f*: the asterisk must be the whole label",
       host=f"foo.{HOST}")
refuse("wildcard before letters", "wildcard-end", *WRONG_NAME, "*o: the same", host=f"foo.{HOST}")
refuse("wildcard in the second label", "wildcard-inner", *WRONG_NAME, "it must be the first label", host=f"foo.{HOST}")
refuse("wildcard twice", "wildcard-twice", *WRONG_NAME, "there may be one", host=f"foo.{HOST}")
refuse("wildcard alone", "wildcard-alone", *WRONG_NAME, "* stands for no host", host="quatrix")
accept("wildcard for a top-level domain", "wildcard-tld", "*.test for quatrix.test",
       deviation="which names it certifies is the CA's choice; a list of public suffixes does not fit a device")
accept("wildcard for an address", "wildcard-address", "*.0.0.1 for 127.0.0.1", host="127.0.0.1",
       deviation="mbedTLS compares text; no CA certifies names that end in digits")
refuse("wildcard in the CN", "wildcard-cn", *WRONG_NAME, "a CN is no name of a host", host=f"pump.{HOST}")
refuse("question mark", "question-mark", *WRONG_NAME, "? stands for itself")
accept("punycode", "punycode", "an international name as DNS has it", host=f"xn--bcher-kva.{HOST}")
refuse("final dot", "final-dot", *WRONG_NAME, "a name in a certificate has no final dot")
refuse("final space", "final-space", *WRONG_NAME, "nor a space")
refuse("CN alone", "cn-alone", *WRONG_NAME, "without subjectAltName there is no name (RFC 9110 section 4.3.4)")
accept("CN of another host", "cn-elsewhere", "and with one the CN does not matter")
refuse("CN right, SAN wrong", "cn-right-san-wrong", *WRONG_NAME, "the CN does not help")
refuse("CN right, SAN a mailbox", "cn-right-san-mail", *WRONG_NAME, "nor where there are only names of other kinds")
refuse("CN right, SAN empty", "cn-right-san-empty", *WRONG_NAME, "nor where the name is empty", **WITHOUT_GNUTLS)
refuse("no name at all", "no-name", *WRONG_NAME, "neither CN nor SAN")
accept("no subject", "no-subject", "the SAN alone, then critical, is what a certificate needs")
refuse("NUL in the SAN", "nul-san", *WRONG_NAME, "quatrix.test, NUL, .evil.test: names are compared whole")
refuse("NUL in the CN", "nul-cn", *WRONG_NAME, "the same in the CN")
refuse("URI", "uri", *WRONG_NAME, "a URI is no name of a host")
accept("URI of the host's name", "uri-bare", "a URI that reads as the host's name", unless=UNKNOWN_TO_228,
       deviation="mbedTLS 3.6 compares the text of URIs as well; a CA does not certify such a URI for anyone but the host")
accept("IPv4 address", "ipv4", "an address that the caller gave and the certificate has", host="127.0.0.1",
       unless=UNKNOWN_TO_228)
accept("IPv6 address", "ipv6", "the same", host="::1", unless=NO_LITERAL | UNKNOWN_TO_228)
accept("IPv6 address in full", "ipv6", "addresses are compared as numbers", host="0:0:0:0:0:0:0:1",
       unless=NO_LITERAL | UNKNOWN_TO_228)
refuse("other address", "ip-other", *WRONG_NAME, "127.0.0.2 is not 127.0.0.1", host="127.0.0.1")
refuse("other IPv6 address", "ip-other", *WRONG_NAME, "::2 is not ::1", host="::1", unless=NO_LITERAL)
refuse("IPv4 mapped to IPv6", "ipv4-mapped", *WRONG_NAME, "::ffff:127.0.0.1 is not 127.0.0.1", host="127.0.0.1")
refuse("address of five bytes", "ip-too-long", "E_CERT", "", "no address begins like another", "Input invalid",
       host="127.0.0.1",
       unless=UNKNOWN_TO_228)
refuse("address for a name", "good", *WRONG_NAME, "a certificate for a name is none for its address", host="127.0.0.1")
refuse("name for an address", "ipv4", *WRONG_NAME, "and the other way round")
accept("address as a DNS name", "ip-as-dns", "DNS:127.0.0.1 for 127.0.0.1", host="127.0.0.1",
       deviation="mbedTLS compares text; no CA certifies names that end in digits")
refuse("address in the CN", "cn-address", *WRONG_NAME, "a CN is no address", host="127.0.0.1")

# ---- dates

refuse("expired", "expired", DATE, "EXPIRED", "ended yesterday")
refuse("not yet valid", "future", DATE, "FUTURE", "begins tomorrow")
refuse("end before the beginning", "inverted", DATE, "EXPIRED FUTURE", "there is no day when it is valid")
accept("from 1950 to 9999", "for-centuries", "the first UTCTime and the last GeneralizedTime (RFC 5280 section 4.1.2.5)")
refuse("30 February", "no-such-day", "E_CERT", "", "a day that does not exist", "The date tag or value is invalid")
refuse("date in letters", "date-in-words", "E_CERT", "", "no date", "The date tag or value is invalid", **WITHOUT_GNUTLS)
refuse("expired intermediate", "below-expired-middle", DATE, "EXPIRED", "each certificate of the chain has to be valid")
refuse("future intermediate", "below-future-middle", DATE, "FUTURE", "the same")
refuse("expired root", "below-expired-root", DATE, "EXPIRED", "also the one that is trusted", trust=("expired-root",))
accept("expired twin", "good", "of two intermediates with one key the valid one counts", **WITHOUT_GNUTLS, sends=("good",
       "expired-middle", "middle"))

# ---- chains

refuse("self-signed", "self-signed", *UNTRUSTED, "nobody vouches for it")
accept("self-signed and trusted", "self-signed", "the certificate itself is the anchor", trust=("self-signed",))
refuse("unknown CA", "unknown", *UNTRUSTED, "a chain to another root")
refuse("unknown CA with its root", "unknown", *UNTRUSTED, "the server brings its own root", sends=("unknown",
       "unknown-root"))
refuse("forged CA", "forged", *UNTRUSTED, "a root of the same name with another key", sends=("forged", "forged-root"))
refuse("missing intermediate", "good", *UNTRUSTED, "it is not fetched from anywhere", sends=("good",))
accept("intermediate as the anchor", "good", "the chain may end below the root", trust=("middle",), sends=("good",))
accept("anchor after others", "good", "the right one of many anchors", trust=("unknown-root", "rsa-root", "expired-root",
       "root"))
accept("root sent along", "good", "needless and usual", sends=("good", "middle", "root"))
accept("certificate sent twice", "good", "needless", **WITHOUT_GNUTLS, sends=("good", "good", "middle"))
accept("needless certificates", "good", "of others, before and after the right one",
       **WITHOUT_GNUTLS, sends=("good", "unknown-root", "middle", "other-good"))
refuse("wrong order", "below-level-2", *UNTRUSTED,
       "the upper intermediate first: RFC 5246 section 7.4.2 wants each to certify the one before",
       **WITHOUT_GNUTLS, sends=("below-level-2", "level-1", "level-2"))
accept("cross-signed", "good", "the server sends an intermediate below an old root; its key has become a root that is known",
       sends=("good", "unknown-middle"), trust=("middle-root",))
accept("cross-signed, known way first", "good", "two intermediates with one key, the first of which leads to a known root",
       **WITHOUT_GNUTLS, sends=("good", "middle", "unknown-middle"))
refuse("cross-signed, unknown way first", "good", *UNTRUSTED,
       "the same the other way round: mbedTLS goes one way and does not come back",
       **WITHOUT_GNUTLS, sends=("good", "unknown-middle", "middle"))
accept("7 intermediates", "long-chain", "a chain as long as mbedTLS takes")
refuse("9 intermediates", "too-long-chain", "E_CERT", "", "a longer one", "the chain is too long")
refuse("no CA", "below-ca-false-middle", *UNTRUSTED, "the issuer says CA:FALSE")
refuse("no basic constraints", "below-no-basic-middle", *UNTRUSTED, "the issuer does not say that it is a CA")
refuse("version 1 as a CA", "below-v1-middle", *UNTRUSTED, "a certificate of version 1 cannot say so")
accept("version 1 as the root", "below-v1-root", "what is configured as an anchor is trusted as one", trust=("v1-root",))
refuse("anchor that is no CA", "below-no-ca-root", *UNTRUSTED, "an anchor of version 3 that does not say it is a CA",
       trust=("no-ca-root",))
refuse("signed by a server", "below-leaf", *UNTRUSTED, "a certificate of a server signs no others")
refuse("no key usage for signing", "below-no-sign-middle", *UNTRUSTED, "the issuer's key is not for certificates")
accept("issuer without key usage", "below-no-usage-middle", "then it is for everything")
accept("path length just enough", "at-pathlen", "pathlen:0 has servers below it")
refuse("path length exceeded", "too-deep", *UNTRUSTED, "and no other CA")
refuse("chain in a ring", "below-ring", *UNTRUSTED, "two CAs that signed each other")
refuse("bad signature", "bad-signature", *UNTRUSTED, "one bit is wrong")
refuse("bad signature of the intermediate", "below-forged-middle", *UNTRUSTED, "the same above")
refuse("two signature algorithms", "two-algorithms", "E_CERT", "",
       "inside and outside the certificate differ (RFC 5280 section 4.1.1.2)",
       "Signature algorithms do not match", **WITHOUT_GNUTLS)
accept("wrong key identifier", "wrong-aki", "identifiers are hints; the signature counts", **WITHOUT_GNUTLS)
accept("name in other letters", "below-printable-middle", "a DN may be of PrintableString")
refuse("anchor with name constraints", "below-constrained-root", "E_ANCHOR", "", "an anchor that mbedTLS cannot read", "",
       trust=("constrained-root",), phase="connect")

# ---- usage and extensions

accept("no key usage", "no-usage", "then it is for everything")
refuse("key agreement alone", "agreement-alone", "E_CERT", "KEY_USAGE", "ECDHE and TLS 1.3 take a signature", USAGE,
       unless=NOT_SERVED_12)
refuse("encipherment alone", "encipherment-alone", "E_CERT", "KEY_USAGE", "an RSA key that is not for signatures", USAGE,
       unless=NOT_SERVED_GNUTLS)
refuse("for certificates alone", "signs-certificates", "E_CERT", "KEY_USAGE", "nor is one for certificates", USAGE,
       unless=NOT_SERVED_12)
accept("a CA as the server", "ca-as-server", "RFC 5280 does not forbid it")
accept("no extended key usage", "eku-none", "then it is for everything")
accept("any extended key usage", "eku-any", "it says so")
accept("for servers and clients", "eku-both", "both")
refuse("for clients alone", "eku-client", "E_CERT", "EXT_KEY_USAGE", "not for servers", USAGE)
refuse("for code alone", "eku-code", "E_CERT", "EXT_KEY_USAGE", "the same", USAGE)
refuse("for nobody knows what", "eku-unknown", "E_CERT", "EXT_KEY_USAGE", "the same", USAGE)
accept("below a CA for clients", "below-client-middle", "the CA's own extended key usage lacks servers",
       deviation="RFC 5280 section 4.2.1.12 has it for end entities; mbedTLS does not apply it to CAs")
accept("Netscape type of a client", "netscape-client", "an extension of the last century",
       deviation="it has no meaning today")
refuse("unknown critical extension", "mystery", "E_CERT", "", "who does not know it must refuse (RFC 5280 section 4.2)",
       "extension")
accept("unknown extension", "mystery-not-critical", "that is not critical")
refuse("unknown critical extension of the CA", "below-mystery-middle", "E_CERT", "", "the same above", "extension")
refuse("name constraints that permit", "below-permitted-middle", "E_CERT", "", "mbedTLS knows none, and they are critical",
       "extension")
refuse("name constraints that exclude", "below-excluded-middle", "E_CERT", "", "the same", "extension")
refuse("name constraints of the server", "constrained-leaf", "E_CERT", "", "the same", "extension")
accept("name constraints not critical", "below-lenient-middle", "which RFC 5280 section 4.2.1.10 does not allow",
       deviation="mbedTLS knows no name constraints, and has to pass over what is not critical")
refuse("policy constraints", "below-policy-middle", "E_CERT", "", "critical and not known", "extension")
refuse("critical policy", "policy-critical", "E_CERT", "", "a policy that is not known", "Unavailable feature")
accept("policy", "policy", "that is not critical")
accept("must staple", "must-staple", "demands a stapled OCSP response",
       deviation="no revocation is checked: mbedTLS has no OCSP, and CRLs have to come from somewhere")
refuse("version 1", "v1-leaf", *WRONG_NAME, "has no extensions, and so no name")
refuse("version 5", "version-5", "E_CERT", "", "there is no such version", "unsupported version number", **WITHOUT_GNUTLS)
refuse("20 KB", "huge", "E_HANDSHAKE", "", "larger than mbedTLS's buffer for a handshake message", "Bad input parameters",
       unless={"2.28": {"reason": "The requested feature is not available"}})

# ---- keys and signatures

accept("RSA", "rsa", "2048 bits, signed by RSA")
accept("RSA of 3072 bits", "rsa-3072", "longer")
accept("RSA of 4096 bits", "rsa-4096", "longer", **WITHOUT_GNUTLS)
accept("RSA of 8192 bits", "rsa-8192", "the longest that mbedTLS takes", **WITHOUT_GNUTLS)
accept("RSA with exponent 3", "rsa-exponent-3", "short, and sound with these paddings")
refuse("RSA of 1024 bits", "rsa-1024", "E_CERT", "BAD_KEY", "too short (RFC 9325 section 4.5)")
refuse("RSA of 2047 bits", "rsa-2047", "E_CERT", "BAD_KEY", "by one bit", unless=OK_IN_228)
refuse("RSA of 1024 bits above", "below-weak-middle", "E_CERT", "BAD_KEY", "an intermediate")
refuse("RSA of 1024 bits as the root", "below-weak-root", "E_CERT", "BAD_KEY", "an anchor", trust=("weak-root",))
accept("P-384", "p-384", "another curve")
accept("P-521", "p-521", "another")
refuse("P-224", "p-224", "E_HANDSHAKE", "", "too small, and not offered", ALERT, unless={"gnutls": no("E_CERT",
       "BAD_KEY")} | OK_IN_228)
refuse("secp256k1", "secp256k1", "E_HANDSHAKE", "", "not offered", ALERT, **WITHOUT_GNUTLS, unless=OK_IN_228)
refuse("Ed25519", "ed25519", "E_HANDSHAKE", "", "mbedTLS has none", ALERT)
refuse("Ed448", "ed448", "E_HANDSHAKE", "", "the same", ALERT)
refuse("RSA-PSS key", "pss-key", "E_HANDSHAKE", "", "a key for PSS alone: its signatures are not offered", ALERT)
accept("signed with RSA-PSS", "pss-signed", "a CA may sign so")
refuse("SHA-1", "sha1", "E_CERT", "BAD_MD", "a broken hash")
refuse("SHA-1 with RSA", "sha1-rsa", "E_CERT", "BAD_MD", "the same")
refuse("SHA-1 above", "below-sha1-middle", "E_CERT", "BAD_MD", "an intermediate")
accept("SHA-1 of the root", "below-sha1-root", "an anchor's own signature says nothing", trust=("sha1-root",))
refuse("MD5", "md5-rsa", "E_CERT", "BAD_MD", "a broken hash")
refuse("SHA-224", "sha224", "E_CERT", "BAD_MD", "short", unless=OK_IN_228)
accept("SHA-384", "sha384", "longer")
accept("SHA-512", "sha512", "longer")
refuse("SHA-3", "sha3", "E_CERT_NAME", "NAME KEY_USAGE",
       "mbedTLS does not know it in a signature, and passes over such a certificate to the next")

# ---- versions

accept("TLS 1.2 alone", "good", "the lowest version that is offered", versions=("",), openssl=("-tls1_2",),
       nginx="ssl_protocols TLSv1.2;", gnutls=(":-VERS-ALL:+VERS-TLS1.2",))
accept("TLS 1.3 alone", "good", "the highest", versions=("",), openssl=("-tls1_3",), nginx="ssl_protocols TLSv1.3;",
       gnutls=(":-VERS-ALL:+VERS-TLS1.3",), unless={"2.28": no("E_HANDSHAKE", reason=ALERT)})
accept("all versions", "good", "whatever the server has by default", versions=("",))
refuse_suite("TLS 1.1 alone", "not offered (RFC 8996)", versions=("",), openssl=("-tls1_1",), nginx="ssl_protocols TLSv1.1;",
             gnutls=(":-VERS-ALL:+VERS-TLS1.1",))
refuse_suite("TLS 1.0 alone", "not offered (RFC 8996)", versions=("",), openssl=("-tls1",), nginx="ssl_protocols TLSv1;",
             gnutls=(":-VERS-ALL:+VERS-TLS1.0",))

# ---- suites


# TLS 1.2: what openssl and nginx call it, what gnutls-serv does, the certificate, and why it is refused.
SUITES = (
    ("ECDHE-ECDSA-AES128-GCM-SHA256", ":-CIPHER-ALL:+AES-128-GCM", "good", None),
    ("ECDHE-ECDSA-AES256-GCM-SHA384", ":-CIPHER-ALL:+AES-256-GCM", "good", None),
    ("ECDHE-ECDSA-CHACHA20-POLY1305", ":-CIPHER-ALL:+CHACHA20-POLY1305", "good", None),
    ("ECDHE-RSA-AES128-GCM-SHA256", ":-CIPHER-ALL:+AES-128-GCM:-KX-ALL:+ECDHE-RSA", "rsa", None),
    ("ECDHE-ECDSA-AES128-SHA256", ":-CIPHER-ALL:+AES-128-CBC:-MAC-ALL:+SHA256", "good", "CBC"),
    ("ECDHE-ECDSA-AES128-CCM", ":-CIPHER-ALL:+AES-128-CCM", "good", "CCM, not on the list"),
    ("ECDHE-ECDSA-CAMELLIA128-SHA256", ":-CIPHER-ALL:+CAMELLIA-128-GCM", "good", "Camellia, not on the list"),
    ("AES128-GCM-SHA256", ":-KX-ALL:+RSA", "rsa", "no forward secrecy"),
    ("DHE-RSA-AES128-GCM-SHA256", ":-KX-ALL:+DHE-RSA", "rsa", "finite fields, whose groups clients cannot judge"),
    ("ECDHE-ECDSA-NULL-SHA", ":-CIPHER-ALL:+NULL:-MAC-ALL:+SHA1", "good", "no encryption"),
    ("AECDH-AES128-SHA", ":-KX-ALL:+ANON-ECDH", "good", "nobody to verify"),
    ("ADH-AES128-GCM-SHA256", ":-KX-ALL:+ANON-DH", "good", "nobody to verify"),
)
for name, gnutls, chain, why in SUITES:
    settings = {"versions": ("1.2",), "openssl": ("-cipher", f"{name}:@SECLEVEL=0"),
                "nginx": f"ssl_ciphers {name}:@SECLEVEL=0;", "gnutls": (gnutls,)}
    if why is None:
        accept(name, chain, "forward secrecy and AEAD", **settings)
    else:
        refuse_suite(name, why, chain, **settings)
refuse_suite("RC4", "a broken cipher", versions=("1.2",), gnutls=(":-CIPHER-ALL:+ARCFOUR-128:-MAC-ALL:+SHA1",))
refuse_suite("3DES", "blocks of 64 bits", versions=("1.2",), gnutls=(":-CIPHER-ALL:+3DES-CBC:-MAC-ALL:+SHA1",))
refuse_suite("PSK", "a shared key instead of a certificate", versions=("1.2",), openssl=("-psk", "0011", "-cipher", "PSK",
             "-nocert"))
for name, gnutls in (("TLS_AES_128_GCM_SHA256", "AES-128-GCM"), ("TLS_AES_256_GCM_SHA384", "AES-256-GCM"),
                     ("TLS_CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305")):
    accept(name, "good", "each suite of TLS 1.3 that is offered", versions=("1.3",), openssl=("-ciphersuites", name),
           nginx=f"ssl_conf_command Ciphersuites {name};", gnutls=(f":-CIPHER-ALL:+{gnutls}",))
refuse_suite("TLS_AES_128_CCM_SHA256", "not on the list", versions=("1.3",), openssl=("-ciphersuites",
             "TLS_AES_128_CCM_SHA256"),
             nginx="ssl_conf_command Ciphersuites TLS_AES_128_CCM_SHA256;", gnutls=(":-CIPHER-ALL:+AES-128-CCM",))

# ---- groups and signatures

for name, openssl, gnutls in (("X25519", "X25519", "X25519"), ("P-256 for keys", "P-256", "SECP256R1"),
                              ("P-384 for keys", "P-384", "SECP384R1"), ("P-521 for keys", "P-521", "SECP521R1")):
    accept(name, "good", "one group alone; in TLS 1.3 perhaps after a HelloRetryRequest", versions=BOTH, openssl=("-groups",
    openssl),
           nginx=f"ssl_ecdh_curve {openssl};", gnutls=(f":-GROUP-ALL:+GROUP-{gnutls}",))
refuse_suite("no common group", "secp256k1, which is not offered, or a group for finite fields that is too large",
             versions=("1.2",), openssl=("-groups", "secp256k1"),
             nginx="ssl_ecdh_curve secp256k1;", gnutls=(":-GROUP-ALL:+GROUP-SECP192R1",), unless=OK_IN_228)
refuse_suite("no common group in TLS 1.3", "the same", versions=("1.3",), openssl=("-groups", "sect571r1"))
accept("PKCS#1 alone", "rsa", "the padding of TLS 1.2", versions=("1.2",), openssl=("-sigalgs", "RSA+SHA256"),
       nginx="ssl_conf_command SignatureAlgorithms RSA+SHA256;", gnutls=(":-SIGN-ALL:+SIGN-RSA-SHA256",))
accept("RSA-PSS alone in TLS 1.3", "rsa", "the padding of TLS 1.3", versions=("1.3",), openssl=("-sigalgs",
       "RSA-PSS+SHA256"),
       nginx="ssl_conf_command SignatureAlgorithms RSA-PSS+SHA256;", gnutls=(":-SIGN-ALL:+SIGN-RSA-PSS-RSAE-SHA256",))
refuse("RSA-PSS alone in TLS 1.2", "rsa", "E_HANDSHAKE", "",
       "mbedTLS 3.6 offers it for TLS 1.3 and cannot use it in 1.2; see QUATRIX_VERSIONS_1_2",
       "A field in a message was incorrect", versions=("1.2",), openssl=("-sigalgs", "RSA-PSS+SHA256"),
       nginx="ssl_conf_command SignatureAlgorithms RSA-PSS+SHA256;", gnutls=(":-SIGN-ALL:+SIGN-RSA-PSS-RSAE-SHA256",),
       unless={"2.28": {"reason": ALERT}})
refuse_suite("signature with SHA-1", "of the handshake", "rsa", versions=("1.2",), openssl=("-sigalgs", "RSA+SHA1"),
             nginx="ssl_conf_command SignatureAlgorithms RSA+SHA1;", gnutls=(":-SIGN-ALL:+SIGN-RSA-SHA1",))

# ---- names and certificates asked for by other means

accept("ALPN of something else", "good", "the client asks for no protocol", openssl=("-alpn", "h2"), gnutls=("", "--alpn=h2",
       "--alpn-fatal"))
accept("SNI of another host, a warning", "good", "unrecognized_name as a warning is passed over (RFC 6066 section 3)",
       openssl=("-servername", "elsewhere.test", "-cert2", "leaf.pem", "-key2", "{key}"))
refuse("SNI of another host", "good", "E_HANDSHAKE", "", "unrecognized_name as an error", ALERT, versions=BOTH,
       openssl=("-servername", "elsewhere.test", "-servername_fatal", "-cert2", "leaf.pem", "-key2", "{key}"),
       nginx="server_name elsewhere.test;",
       nginx_other="server {{ listen unix:{folder}/socket ssl default_server; ssl_reject_handshake on; }}",
       gnutls=("", "--sni-hostname=elsewhere.test", "--sni-hostname-fatal"))
accept("client certificate wished for", "good", "the client has none and says so", versions=BOTH, openssl=("-verify", "1"),
       nginx="ssl_verify_client optional_no_ca;")
fail("client certificate demanded", "good", "E_TLS", "head", ALERT, "in TLS 1.3 the client is through before it is told",
     versions=BOTH,
     openssl=("-Verify", "1"), gnutls=("", "--require-client-cert"), unless={"1.2": no("E_HANDSHAKE", reason=ALERT)})
fail("client certificate demanded by HTTP", "good", "E_HTTP", "body", "", "nginx says so in its reply, 400", versions=BOTH,
     nginx="ssl_verify_client on; ssl_client_certificate {chain};")
accept("no extended master secret", "good", "TLS 1.2 without RFC 7627", gnutls=(":%NO_SESSION_HASH",))
accept("no safe renegotiation", "good", "TLS 1.2 without RFC 5746", gnutls=(":%DISABLE_SAFE_RENEGOTIATION",),
       deviation="the client never renegotiates; what the server lets others do to it is the server's")
accept("early data offered", "good", "which the client does not use", versions=("1.3",), openssl=("-early_data",),
       nginx="ssl_early_data on;",
       gnutls=("", "--earlydata"), steps=("get", "close", "get"), resumed=1)

# ---- records

accept("40 KB in large records", "good", "records of 16 KB", body=LONG, largest=(16384, 16640))
accept("40 KB in small records", "good", "records of 512 bytes or 1 KB", body=LONG, openssl=("-max_send_frag", "512"),
       nginx="ssl_buffer_size 1k;",
       largest=(512, 2000), unless={"2.28": no("E_HANDSHAKE",
       reason="The requested feature is not available") | {"largest": (512, 512)}})
accept("padded records", "good", "in TLS 1.3 a record may end with zeros", versions=("1.3",), openssl=("-record_padding",
       "4096"), largest=(4096, 8192))
fail("renegotiation asked for", "good", "E_TLS|OK", "send|head|body", f"{ALERT}|",
     "HelloRequest: the client says no; openssl ends the connection, before or after its reply",
     versions=("1.2",), openssl=("-client_renegotiation",), steps=("get", "say R", "get"), log="no renegotiation")
fail("key update asked for", "good", "E_TLS", "send|head", "unexpected message", "mbedTLS 3.6 knows no KeyUpdate",
     versions=("1.3",), openssl=(),
     steps=("get", "say K", "get"))
fail("cut in the body", "good", "E_CUT", "body", "EOF", "the connection ends in the middle, without close_notify", body=LONG,
     cut=20000,
     versions=BOTH)
accept("body until close_notify", "good", "a reply without a length ends with the connection", framed=False,
       **WITHOUT_GNUTLS)
fail("body until the end, no close_notify", "good", "E_CUT", "body", "EOF", "who ended it may have cut it", framed=False,
     swallow_alerts=True,
     **WITHOUT_GNUTLS)

# ---- sessions

AGAIN = ("get", "close", "get")
accept("resumption", "good", "a ticket serves the next connection", steps=AGAIN, resumed=1, versions=BOTH)
accept("no tickets", "good", "nor a cache: a full handshake each time", steps=AGAIN, versions=BOTH, openssl=("-no_ticket",
       "-no_cache"),
       nginx="ssl_session_tickets off;", gnutls=("", "--noticket", "--nodb"))
accept("session identifiers", "good", "TLS 1.2 without tickets: the server remembers", steps=AGAIN, resumed=1,
       versions=("1.2",),
       openssl=("-no_ticket",), nginx="ssl_session_tickets off; ssl_session_cache builtin;", gnutls=("", "--noticket"))
accept("no ticket of TLS 1.3", "good", "none is sent", steps=AGAIN, versions=("1.3",), openssl=("-num_tickets", "0"))
accept("nine tickets", "good", "the last is kept", steps=AGAIN, resumed=1, versions=("1.3",), openssl=("-num_tickets", "9"))
accept("tickets forgotten", "good", "a new server knows none of the old", steps=("get", "close", "restart good", "get"),
       versions=BOTH)
accept("another certificate", "good", "and has another certificate, as good", steps=("get", "close", "restart other-good",
       "get"), versions=BOTH)
refuse("then expired", "good", DATE, "EXPIRED", "the new server's certificate is looked at", steps=("get", "close",
       "restart expired", "get"),
       versions=BOTH)
refuse("then unknown", "good", *UNTRUSTED, "the same", steps=("get", "close", "restart unknown", "get"), versions=BOTH)
refuse("then another host", "good", *WRONG_NAME, "the same", steps=("get", "close", "restart elsewhere", "get"),
       versions=BOTH)

# ---- no TLS, or not much of it


def record(kind, payload, version=b"\3\3"):
    return bytes([kind]) + version + len(payload).to_bytes(2, "big") + payload


def hello(version=b"\3\3", suite=b"\xc0\x2b", compression=0, random=bytes(range(32))):
    """ServerHello (RFC 5246 section 7.4.1.3) with the extension that RFC 5746 wants."""
    text = version + random + b"\0" + suite + bytes([compression]) + b"\0\5\xff\1\0\1\0"
    return record(22, b"\2" + len(text).to_bytes(3, "big") + text)


RECORD, TURN = "An invalid SSL record", "An unexpected message"
HELLO = "Processing of the ServerHello handshake message failed"
BOUNDS, FIELD = "not within min/max boundaries", "A field in a message was incorrect"


def raw(name, why, status, data, reason, **row):
    refuse(name, "good", status, "", why, reason, raw=data, **row)


raw("plain HTTP", "no TLS", "E_HANDSHAKE", b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", RECORD)
raw("SSH", "no TLS", "E_HANDSHAKE", b"SSH-2.0-OpenSSH_9.2\r\n", RECORD)
raw("SMTP", "no TLS", "E_HANDSHAKE", b"220 quatrix.test ESMTP\r\n", RECORD)
raw("zeros", "no TLS", "E_HANDSHAKE", bytes(100), RECORD)
raw("SSL 2", "a hello of 1995", "E_HANDSHAKE", b"\x80\x2e\x04\x00\x01\x00\x02" + bytes(41), RECORD)
raw("nothing at all", "the connection is closed", "E_CLOSED", b"", "EOF", closes=True)
raw("half a record", "and then closed", "E_CLOSED", hello()[:20], "EOF", closes=True)
raw("silence", "until the call's time is up", "E_TIMEOUT", b"", "", timeout_ms=500)
raw("half a hello, then silence", "the same", "E_TIMEOUT", hello()[:20], "", timeout_ms=500)
raw("alert", "handshake_failure", "E_HANDSHAKE", record(21, b"\2\x28"), ALERT)
raw("close_notify", "instead of a hello", "E_HANDSHAKE", record(21, b"\1\0"), "going to be closed")
raw("endless record", "of 65535 bytes", "E_HANDSHAKE", b"\x16\3\3\xff\xff\2", "Bad input parameters")
raw("empty handshake records", "RFC 8446 section 5.1 forbids them", "E_HANDSHAKE", record(22, b"") * 50, RECORD)
raw("data instead of a hello", "application data before any handshake", "E_HANDSHAKE", record(23,
    b"HTTP/1.1 200 OK\r\n\r\n"), TURN)
raw("finished instead of a hello", "a message out of its turn", "E_HANDSHAKE", record(22, b"\x14\0\0\x0c" + bytes(12)), TURN,
    unless={"2.28": {"reason": HELLO}})
raw("hello of SSL 3", "an old version, chosen by the server", "E_HANDSHAKE", hello(b"\3\0"), BOUNDS)
raw("hello of TLS 1.1", "the same", "E_HANDSHAKE", hello(b"\3\2"), BOUNDS)
raw("hello of TLS 1.5", "a version that does not exist", "E_HANDSHAKE", hello(b"\3\5"), BOUNDS)
raw("compression", "which the client did not offer (CRIME)", "E_HANDSHAKE", hello(compression=1),
    "The requested feature is not available")
raw("suite not offered", "TLS_RSA_WITH_AES_128_CBC_SHA", "E_HANDSHAKE", hello(suite=b"\0\x2f"), FIELD,
    unless={"2.28": {"reason": HELLO}})
raw("signalling suite", "TLS_FALLBACK_SCSV chosen as if it were one", "E_HANDSHAKE", hello(suite=b"\x56\0"),
    "Bad input parameters")
raw("downgrade", "a server of TLS 1.3 says that it was made to speak 1.2 (RFC 8446 section 4.1.3)", "E_HANDSHAKE",
    hello(random=bytes(24) + b"DOWNGRD\1"), FIELD, timeout_ms=1000, unless={"2.28": no("E_TIMEOUT", reason="")})

# ---- what is no matter of the server

for name, host, why in (("host with a final dot", f"{HOST}.", "is not a host name to this library"),
                        ("host with letters of others", "b\u00fccher.test", "is given as punycode")):
    case(name=name, chain="good", why=why, host=host, openssl=(), versions=("1.2",), **no("E_TEXT", reason="",
    phase="request"))

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# certificates.sh FOLDER: a CA and a certificate for localhost, for one run alone, of P-256 (ec-ca.pem, ec.pem, ec.key)
# and of RSA 2048 (rsa-...).
set -euo pipefail

folder=$1
ec=(-newkey ec -pkeyopt ec_paramgen_curve:P-256)
rsa=(-newkey rsa:2048)

make() {
    local name=$folder/$1 kind=("${@:2}")
    openssl req -x509 "${kind[@]}" -nodes -sha256 -days 2 -subj "/CN=Bench CA" -keyout "$name-ca.key" \
        -out "$name-ca.pem" -addext "keyUsage=critical,keyCertSign,cRLSign"
    openssl req "${kind[@]}" -nodes -sha256 -subj "/CN=localhost" -keyout "$name.key" -out "$name.csr"
    openssl x509 -req -sha256 -days 2 -in "$name.csr" -CA "$name-ca.pem" -CAkey "$name-ca.key" -CAcreateserial \
        -extfile <(printf '%s\n' 'subjectAltName=DNS:localhost' 'keyUsage=critical,digitalSignature' \
            'extendedKeyUsage=serverAuth' 'basicConstraints=CA:FALSE') -out "$name.pem"
}

{
    make ec "${ec[@]}"
    make rsa "${rsa[@]}"
} >"$folder/openssl.log" 2>&1 || { cat "$folder/openssl.log" >&2; echo "could not make certificates" >&2; exit 1; }

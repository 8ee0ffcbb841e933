#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# certificates.sh FOLDER: a CA and a certificate for localhost, both P-256, for one run alone: ca.pem,
# server.pem, server.key.
set -euo pipefail

folder=$1
ec=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
{
    openssl req -x509 "${ec[@]}" -sha256 -days 2 -subj "/CN=Bench CA" -keyout "$folder/ca.key" \
        -out "$folder/ca.pem" -addext "keyUsage=critical,keyCertSign,cRLSign"
    openssl req "${ec[@]}" -sha256 -subj "/CN=localhost" -keyout "$folder/server.key" -out "$folder/server.csr"
    printf '%s\n' 'subjectAltName=DNS:localhost' 'keyUsage=critical,digitalSignature' \
        'extendedKeyUsage=serverAuth' 'basicConstraints=CA:FALSE' >"$folder/server.ext"
    openssl x509 -req -sha256 -days 2 -in "$folder/server.csr" -CA "$folder/ca.pem" -CAkey "$folder/ca.key" \
        -CAcreateserial -extfile "$folder/server.ext" -out "$folder/server.pem"
} >"$folder/openssl.log" 2>&1 || { cat "$folder/openssl.log" >&2; echo "could not make certificates" >&2; exit 1; }

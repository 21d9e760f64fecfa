"""jwcrypto as signer and verifier of compact JWS."""

import json
from importlib.metadata import version

from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS
from peer import serve


def sign(payload, typ, key: dict, alg):
    jws = JWS(bytes.fromhex(payload))
    jws.add_signature(JWK.from_json(json.dumps(key)), None, json.dumps({"alg": alg, "typ": typ}), None)
    return jws.serialize(compact=True)


def verify(jws, key: dict, alg):
    token = JWS()
    token.allowed_algs = [alg]
    token.deserialize(jws, JWK.from_json(json.dumps(key)))
    return {"payload": token.payload.hex(), "typ": token.jose_header["typ"]}


serve(
    {
        "version": lambda: version("jwcrypto"),
        "sign": sign,
        "verify": verify,
        "thumbprint": lambda key: JWK.from_json(json.dumps(key)).thumbprint(),
    }
)

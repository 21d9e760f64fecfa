"""The reference implementation of SD-JWT (PyPI sd-jwt) as issuer, holder and verifier."""

import json
from importlib.metadata import version

from jwcrypto.jwk import JWK
from peer import serve
from sd_jwt.common import SDObj
from sd_jwt.holder import SDJWTHolder
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier

REGISTERED = {"iss", "vct", "iat", "nbf", "exp", "cnf", "status", "_sd_alg"}


def key(jwk):
    return JWK.from_json(json.dumps(jwk))


def public(jwk):
    return {name: value for name, value in jwk.items() if name not in ("d", "alg")}


def issue(vct, elements, issuerKey, kid, deviceKey, iat, exp):
    claims = {"iss": "https://issuer.example", "vct": vct, "iat": iat, "exp": exp}
    claims |= {SDObj(name): value for name, value in elements}
    issuer_key, holder_key = key(issuerKey), key(public(deviceKey))
    return lambda: SDJWTIssuer(
        user_claims=claims,
        issuer_key=issuer_key,
        holder_key=holder_key,
        add_decoy_claims=True,
        extra_header_parameters={"typ": "dc+sd-jwt", "kid": kid},
    ).sd_jwt_issuance


def present(credential, keep, deviceKey, nonce, audience, iat):
    shown, device_key = {name: True for name in keep}, key(deviceKey)

    def work():
        holder = SDJWTHolder(credential)
        holder.create_presentation(shown, nonce, audience, device_key)
        return holder.sd_jwt_presentation

    return work


def verify(presentation, issuerKey, nonce, audience, **_):
    issuer_key = key(public(issuerKey))

    def work():
        payload = SDJWTVerifier(presentation, lambda *_: issuer_key, audience, nonce).get_verified_payload()
        return [[name, value] for name, value in payload.items() if name not in REGISTERED]

    return work


serve({"version": lambda: version("sd-jwt"), "issue": issue, "present": present, "verify": verify})

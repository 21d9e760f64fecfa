"""pymdoccbor as issuer and verifier. It judges no device signature."""

import base64
import datetime
import logging
from importlib.metadata import version

import cbor2
from cryptography import x509
from peer import serve
from pymdoccbor.mdoc.issuer import MdocCborIssuer
from pymdoccbor.mdoc.verifier import MdocCbor

logging.disable(logging.CRITICAL)


def raw(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def to_peer(value):
    kind, content = value["t"], value["v"]
    match kind:
        case "date":
            return cbor2.CBORTag(1004, content)
        case "time":
            return cbor2.CBORTag(0, content)
        case "bytes":
            return bytes.fromhex(content)
        case "list":
            return [to_peer(item) for item in content]
        case "record":
            return {key: to_peer(item) for key, item in content}
        case _:
            return content


def from_peer(value):
    match value:
        case bool():
            return {"t": "bool", "v": value}
        case int():
            return {"t": "int", "v": value}
        case str():
            return {"t": "text", "v": value}
        case bytes():
            return {"t": "bytes", "v": value.hex()}
        case datetime.datetime():
            return {"t": "time", "v": value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")}
        case datetime.date():
            return {"t": "date", "v": value.isoformat()}
        case cbor2.CBORTag(tag=1004):
            return {"t": "date", "v": value.value}
        case list() | tuple():
            return {"t": "list", "v": [from_peer(item) for item in value]}
        case _:
            return {"t": "record", "v": [[key, from_peer(item)] for key, item in value.items()]}


def issue(docType, elements, issuerKey, deviceKey, certificate, signed, **_):
    secret = {"KTY": "EC2", "CURVE": "P_256", "ALG": "ES256"}
    secret |= {"D": raw(issuerKey["d"]), "X": raw(issuerKey["x"]), "Y": raw(issuerKey["y"])}
    data = {docType: {key: to_peer(value) for key, value in elements}}
    day = datetime.date.fromisoformat(signed[:10])
    until = day + datetime.timedelta(1)
    chain = [bytes.fromhex(certificate)]

    def work():
        signed_document = MdocCborIssuer(private_key=secret, alg="ES256").new(
            doctype=docType,
            data=data,
            validity={"issuance_date": day.isoformat(), "expiry_date": until.isoformat()},
            devicekeyinfo={"KTY": "EC2", "CURVE": "P_256", "X": raw(deviceKey["x"]), "Y": raw(deviceKey["y"])},
            x509_chain=chain,
        )
        return cbor2.dumps(signed_document["documents"][0]["issuerSigned"]).hex()

    return work


def verify(response, root, **_):
    encoded, roots = bytes.fromhex(response), [x509.load_der_x509_certificate(bytes.fromhex(root))]

    def work():
        document = MdocCbor()
        document.loads(encoded)
        if not document.verify(trusted_root_certs=roots):
            raise ValueError("not valid")
        (spaces,) = [each.issuersigned.namespaces for each in document.documents]
        items = [cbor2.loads(item.value) for space in spaces.values() for item in space]
        return [[item["elementIdentifier"], from_peer(item["elementValue"])] for item in items]

    return work


serve({"version": lambda: version("pymdoccbor"), "issue": issue, "verify": verify})

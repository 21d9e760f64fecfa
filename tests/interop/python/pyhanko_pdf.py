"""pyHanko as validator of PDF signatures: integrity, coverage, chain to the root, profile."""

from io import BytesIO
from importlib.metadata import version

from asn1crypto import pem, x509
from peer import serve
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import KeyUsageConstraints, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


def verify(path, root):
    with open(path, "rb") as file:
        reader = PdfFileReader(BytesIO(file.read()))
    context = ValidationContext(
        trust_roots=[load_cert_from_pemder(root)], allow_fetching=False, revocation_mode="soft-fail"
    )
    [signature] = reader.embedded_signatures
    status = validate_pdf_signature(
        signature,
        signer_validation_context=context,
        # A document signer's certificate signs data, and says nothing of non-repudiation.
        key_usage_settings=KeyUsageConstraints(
            key_usage={"digital_signature"}, extd_key_usage=None, explicit_extd_key_usage_required=False
        ),
    )
    attributes = sorted(attribute["type"].native for attribute in signature.signer_info["signed_attrs"])
    return {
        "intact": status.intact,
        "valid": status.valid,
        "trusted": status.trusted,
        "coverage": status.coverage.name,
        "subfilter": str(signature.sig_object["/SubFilter"]),
        "attributes": attributes,
        "unsigned": len(signature.signer_info["unsigned_attrs"]),
        "signer": status.signing_cert.subject.native.get("organization_name"),
        "pages": int(reader.root["/Pages"]["/Count"]),
    }


serve({"version": lambda: "pyHanko " + version("pyHanko"), "verify": verify})

//! Certification requests (PKCS#10, RFC 2986): whose name, which key, and whether the key has signed.

use der::{Decode, Reader, SliceReader};
use x509_cert::request::CertReq;

use super::certificate::SignatureAlgorithm;
use super::{CertificateFault, DistinguishedName, MAX_CERTIFICATE};
use crate::crypto::PublicKey;

/// A request for a certificate as received. It is a claim: that its own key has signed it shows who holds the key, not
/// whose name it may bear. Attributes are not looked at.
///
/// ```
/// use chop_core::crypto::x509::CertificationRequest;
/// assert_eq!(CertificationRequest::parse_der(b"").unwrap_err().code(), "x509.der");
/// ```
#[derive(Debug, Clone)]
pub struct CertificationRequest {
    subject: DistinguishedName,
    public_key: Option<PublicKey>,
    is_proven: bool,
}

impl CertificationRequest {
    /// Reads one DER request of at most 16 KiB.
    ///
    /// # Errors
    /// `x509.size`, `x509.der`.
    pub fn parse_der(der: &[u8]) -> Result<Self, CertificateFault> {
        if der.len() > MAX_CERTIFICATE {
            return Err(CertificateFault::Size);
        }
        let raw = Raw::parse(der).map_err(|_| CertificateFault::Der)?;
        let request = CertReq::from_der(der).map_err(|_| CertificateFault::Der)?;
        let signature = request.signature.as_bytes().ok_or(CertificateFault::Der)?;
        let public_key = PublicKey::from_spki_der(raw.spki).ok();
        let is_proven = public_key
            .as_ref()
            .zip(SignatureAlgorithm::read(&request.algorithm))
            .is_some_and(|(key, algorithm)| key.verify_x509(algorithm.hash(), raw.info, signature).is_ok());
        Ok(Self { subject: DistinguishedName::new(raw.subject, &request.info.subject), public_key, is_proven })
    }

    /// The name that is asked for.
    #[must_use]
    pub const fn subject(&self) -> &DistinguishedName {
        &self.subject
    }

    /// The key, if it is one that chop reads.
    #[must_use]
    pub const fn public_key(&self) -> Option<&PublicKey> {
        self.public_key.as_ref()
    }

    /// Whether the key itself has signed the request.
    #[must_use]
    pub const fn is_proven(&self) -> bool {
        self.is_proven
    }
}

/// The parts of a request whose exact bytes matter.
struct Raw<'a> {
    info: &'a [u8],
    subject: &'a [u8],
    spki: &'a [u8],
}

impl<'a> Raw<'a> {
    /// Walks over the first fields in their order (§4.1).
    fn parse(der: &'a [u8]) -> der::Result<Self> {
        let mut outer = SliceReader::new(der)?;
        let info = outer.sequence(|request| {
            let info = request.tlv_bytes()?;
            request.drain(request.remaining_len())?;
            Ok::<_, der::Error>(info)
        })?;
        SliceReader::new(info)?.sequence(|fields| {
            let _version = fields.tlv_bytes()?;
            let subject = fields.tlv_bytes()?;
            let spki = fields.tlv_bytes()?;
            fields.drain(fields.remaining_len())?;
            Ok(Self { info, subject, spki })
        })
    }
}

#[cfg(test)]
mod tests {
    use base64ct::{Base64, Encoding as _};

    use super::*;

    /// Made with OpenSSL 3: C=HK, O=Test Department, CN=Document signer, a key on P-256.
    const REQUEST: &str = "MIH9MIGjAgEAMEExCzAJBgNVBAYTAkhLMRgwFgYDVQQKDA9UZXN0IERlcGFydG1lbnQxGDAWBgNVBAMMD0Rv\
        Y3VtZW50IHNpZ25lcjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABLrUs0EWc+W9U1DZjqW7hLEU6wk11eRcICUIHsgkiLVkz457588oeZKx\
        9walSkUduHwfIyVcRqXK//6O98Kb1hOgADAKBggqhkjOPQQDAgNJADBGAiEAq9TkPrXYNmYase3pEVwTxiXWJDK+ADZHTr0NNxkt/akCIQDl\
        7LAX2zEwygG5Fd3AnZfAorbw6E8DrVYzod9/itIGGg==";

    fn request() -> Vec<u8> {
        Base64::decode_vec(REQUEST).unwrap()
    }

    #[test]
    fn a_request_says_whose_it_is_and_whether_its_key_signed_it() {
        let read = CertificationRequest::parse_der(&request()).unwrap();
        let subject = read.subject();
        assert_eq!((subject.organisation(), subject.country()), (Some("Test Department"), Some("HK")));
        assert_eq!(subject.common_name(), Some("Document signer"));
        assert!(read.public_key().is_some() && read.is_proven());
        let mut forged = request();
        let at = forged.windows(4).position(|bytes| bytes == b"Test").unwrap();
        forged[at] = b'R';
        assert!(!CertificationRequest::parse_der(&forged).unwrap().is_proven());
    }

    #[test]
    fn what_is_cut_longer_or_no_request_is_refused() {
        let good = request();
        for length in 0..good.len() {
            assert_eq!(CertificationRequest::parse_der(&good[..length]).unwrap_err(), CertificateFault::Der);
        }
        let longer = [good.as_slice(), &[0]].concat();
        assert_eq!(CertificationRequest::parse_der(&longer).unwrap_err(), CertificateFault::Der);
        let long = vec![0x30; MAX_CERTIFICATE + 1];
        assert_eq!(CertificationRequest::parse_der(&long).unwrap_err(), CertificateFault::Size);
    }
}

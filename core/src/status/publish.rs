//! One list, three signed forms: prepared here, signed anywhere, completed here.

use base64ct::{Base64, Encoding};
use serde_json::{Value, json};

use super::bitstring::{self, Purpose};
use super::fault::StatusFault;
use super::list::StatusList;
use super::token;
use crate::crypto::{self, PublicKey, SignFault, Signer, cose};
use crate::encoding::base64url;
use crate::encoding::cbor::Writer;
use crate::time::UnixTime;

/// COSE header parameters `alg` and `x5chain`.
const ALG: i64 = 1;
const X5CHAIN: i64 = 33;

/// What is said of a list beside its entries.
#[derive(Debug, Clone, Copy)]
pub struct ListTerms<'a> {
    /// The address that documents name.
    pub uri: &'a str,
    /// When it is made.
    pub issued_at: UnixTime,
    /// The first second at which it no longer counts.
    pub expires_at: UnixTime,
    /// Seconds for which a copy may be kept.
    pub ttl: u64,
    /// The certificates of the signer, signer first, without the root.
    pub chain: &'a [Vec<u8>],
}

/// A list before its issuer signs.
#[derive(Debug, Clone)]
pub struct UnsignedList {
    key: PublicKey,
    to_be_signed: Vec<u8>,
    form: Form,
}

#[derive(Debug, Clone)]
enum Form {
    Cwt { protected: Vec<u8>, payload: Vec<u8> },
    Jws,
}

impl StatusList {
    /// The list as CWT (draft-ietf-oauth-status-list §5.2), deterministic CBOR, for this key to sign.
    ///
    /// ```
    /// use chop_core::crypto::{Signer, SoftwareKey};
    /// use chop_core::status::{ListTerms, StatusList, parse_cwt};
    /// use chop_core::time::UnixTime;
    ///
    /// let key = SoftwareKey::from_p256_scalar(&[7; 32])?;
    /// let made = UnixTime::new(1_795_341_600).unwrap();
    /// let uri = "https://status.example/l/1";
    /// let terms = ListTerms { uri, issued_at: made, expires_at: made.plus(604_800), ttl: 86_400, chain: &[] };
    /// let list = StatusList::new(2, 131_072)?;
    /// let token = list.to_cwt(&terms, key.public_key()).sign(&key)?;
    /// assert_eq!(parse_cwt(&token, key.public_key())?.list, list);
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_cwt(&self, terms: &ListTerms<'_>, key: &PublicKey) -> UnsignedList {
        let mut payload = Writer::new();
        payload.map(5);
        payload.int(token::SUB);
        payload.text(terms.uri);
        payload.int(token::EXP);
        payload.int(terms.expires_at.seconds());
        payload.int(token::IAT);
        payload.int(terms.issued_at.seconds());
        payload.int(token::STATUS_LIST);
        payload.map(2);
        payload.text("lst");
        payload.bytes(&self.deflate());
        payload.text("bits");
        payload.uint(u64::from(self.bits()));
        payload.int(token::TTL);
        payload.uint(terms.ttl);
        let payload = payload.into_bytes();
        let protected = cwt_header(terms.chain, key);
        let to_be_signed = cose::sig_structure(&protected, &[], &payload);
        UnsignedList { key: key.clone(), to_be_signed, form: Form::Cwt { protected, payload } }
    }

    /// The list as JWT (draft-ietf-oauth-status-list §5.1), for this key to sign.
    #[must_use]
    pub fn to_jwt(&self, terms: &ListTerms<'_>, key: &PublicKey) -> UnsignedList {
        let claims = json!({
            "sub": terms.uri,
            "iat": terms.issued_at.seconds(),
            "exp": terms.expires_at.seconds(),
            "ttl": terms.ttl,
            "status_list": { "bits": self.bits(), "lst": base64url::encode(&self.deflate()) },
        });
        UnsignedList::jws(json!({ "alg": key.algorithm().jose_name(), "typ": token::JWT_TYPE }), &claims, terms, key)
    }

    /// The entries of one purpose as a BitstringStatusListCredential (`vc+jwt`), for this key to sign. It stands at
    /// [`Purpose::address`] of the list; `issuer` is the URL or DID of who signs.
    ///
    /// # Errors
    /// `status-list.entries` for fewer than 131,072 entries, `status-list.size` for more than 16,777,216.
    pub fn to_bitstring_credential(
        &self,
        terms: &ListTerms<'_>,
        purpose: Purpose,
        issuer: &str,
        key: &PublicKey,
    ) -> Result<UnsignedList, StatusFault> {
        let id = purpose.address(terms.uri);
        let credential = json!({
            "@context": [bitstring::CONTEXT],
            "id": id,
            "type": ["VerifiableCredential", bitstring::CREDENTIAL],
            "issuer": issuer,
            "validFrom": terms.issued_at.to_tdate(),
            "validUntil": terms.expires_at.to_tdate(),
            "credentialSubject": {
                "id": format!("{id}#list"),
                "type": bitstring::LIST,
                "statusPurpose": purpose.word(),
                "ttl": terms.ttl.saturating_mul(1_000),
                "encodedList": bitstring::encode_list(self, purpose)?,
            },
        });
        let header = json!({ "alg": key.algorithm().jose_name(), "typ": bitstring::VC_JWT_TYPE, "cty": "vc" });
        Ok(UnsignedList::jws(header, &credential, terms, key))
    }
}

/// `{alg, typ, ? x5chain}`: all of it is signed.
fn cwt_header(chain: &[Vec<u8>], key: &PublicKey) -> Vec<u8> {
    let mut protected = Writer::new();
    protected.map(2 + usize::from(!chain.is_empty()));
    protected.int(ALG);
    protected.int(key.algorithm().cose_id());
    protected.int(token::TYP);
    protected.text(token::CWT_TYPE);
    match chain {
        [] => {}
        [one] => {
            protected.int(X5CHAIN);
            protected.bytes(one);
        }
        many => {
            protected.int(X5CHAIN);
            protected.array(many.len());
            many.iter().for_each(|certificate| protected.bytes(certificate));
        }
    }
    protected.into_bytes()
}

impl UnsignedList {
    fn jws(mut header: Value, payload: &Value, terms: &ListTerms<'_>, key: &PublicKey) -> Self {
        if let (Some(header), false) = (header.as_object_mut(), terms.chain.is_empty()) {
            let chain: Vec<String> = terms.chain.iter().map(|der| Base64::encode_string(der)).collect();
            header.insert("x5c".to_owned(), chain.into());
        }
        let part = |value: &Value| base64url::encode(value.to_string().as_bytes());
        let to_be_signed = format!("{}.{}", part(&header), part(payload)).into_bytes();
        Self { key: key.clone(), to_be_signed, form: Form::Jws }
    }

    /// The bytes that the issuer signs.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// Signs in this process and gives the file.
    ///
    /// # Errors
    /// The signer's fault; `sign.mismatch` if it is not the key that the list was prepared for.
    pub fn sign(self, signer: &dyn Signer) -> Result<Vec<u8>, SignFault> {
        if signer.public_key() != &self.key {
            return Err(SignFault::Mismatch);
        }
        let signature = signer.sign(&self.to_be_signed)?;
        Ok(self.write(signature.as_bytes()))
    }

    /// Completes with a signature made elsewhere: it is made low-s and verified before anything gets out.
    ///
    /// # Errors
    /// The fault of a signature that is not one by the key that the list was prepared for.
    pub fn complete(self, signature: &[u8]) -> Result<Vec<u8>, SignFault> {
        let signature = crypto::complete(&self.key, &self.to_be_signed, signature)?;
        Ok(self.write(signature.as_bytes()))
    }

    fn write(self, signature: &[u8]) -> Vec<u8> {
        match self.form {
            Form::Cwt { protected, payload } => {
                let mut token = Writer::with_capacity(protected.len() + payload.len() + 128);
                token.tag(18);
                token.array(4);
                token.bytes(&protected);
                token.map(0);
                token.bytes(&payload);
                token.bytes(signature);
                token.into_bytes()
            }
            Form::Jws => {
                let mut text = self.to_be_signed;
                text.push(b'.');
                text.extend(base64url::encode(signature).into_bytes());
                text
            }
        }
    }
}

//! Taking claims out of a payload into disclosures (RFC 9901 §4.2): flat, nested, recursive, in arrays, with decoys.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::HashAlgorithm;
use crate::encoding::base64url;
use crate::random::{Random, RandomFault};

/// One step down from the top of a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// A member of an object.
    Name(&'a str),
    /// An element of an array, from 0.
    Index(usize),
}

/// A payload with digests in place of what was taken out.
#[derive(Clone)]
pub struct Concealed {
    /// The payload, without `_sd_alg`.
    pub payload: Map<String, Value>,
    /// The disclosures, an inner one before the one around it.
    pub disclosures: Vec<String>,
}

/// Takes out what `hides` names, by its path from the top, and adds `decoys` to an object by its path. Digests of an
/// object are sorted, so that their order says nothing.
///
/// ```
/// use chop_core::format::sdjwt::{Step, conceal};
/// use chop_core::random::{Random, RandomFault};
///
/// struct Counter(u8);
/// impl Random for Counter {
///     fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomFault> {
///         bytes.fill_with(|| {
///             self.0 = self.0.wrapping_add(1);
///             self.0
///         });
///         Ok(())
///     }
/// }
///
/// let claims = serde_json::json!({"name": "A", "nations": ["HK", "XX"]});
/// let hides = |path: &[Step<'_>]| matches!(path, [Step::Name("name")] | [Step::Name("nations"), Step::Index(1)]);
/// let concealed = conceal(claims.as_object().unwrap(), &hides, &|_| 0, &mut Counter(0))?;
/// assert_eq!(concealed.disclosures.len(), 2);
/// assert_eq!(concealed.payload["nations"][0], "HK");
/// # Ok::<(), RandomFault>(())
/// ```
///
/// # Errors
/// `random.failed`.
pub fn conceal(
    claims: &Map<String, Value>,
    hides: &dyn Fn(&[Step<'_>]) -> bool,
    decoys: &dyn Fn(&[Step<'_>]) -> usize,
    random: &mut dyn Random,
) -> Result<Concealed, RandomFault> {
    let mut conceal = Conceal { hides, decoys, salts: Salts::new(random), disclosures: Vec::new() };
    let payload = conceal.object(claims, &[])?;
    Ok(Concealed { payload, disclosures: conceal.disclosures })
}

struct Conceal<'a> {
    hides: &'a dyn Fn(&[Step<'_>]) -> bool,
    decoys: &'a dyn Fn(&[Step<'_>]) -> usize,
    salts: Salts<'a>,
    disclosures: Vec<String>,
}

/// Bytes of each draw of randomness for the salts of an SD-JWT.
pub const SALTS_DRAWN: usize = 512;

/// Salts out of a few large draws: a draw from the operating system costs more than a disclosure.
struct Salts<'a> {
    random: &'a mut dyn Random,
    drawn: [u8; SALTS_DRAWN],
    used: usize,
}

impl<'a> Salts<'a> {
    fn new(random: &'a mut dyn Random) -> Self {
        Self { random, drawn: [0; SALTS_DRAWN], used: SALTS_DRAWN }
    }

    /// 128 bits that nobody else gets.
    fn next(&mut self) -> Result<[u8; 16], RandomFault> {
        if self.used == self.drawn.len() {
            self.random.fill(&mut self.drawn)?;
            self.used = 0;
        }
        let salt = self.drawn.get(self.used..).and_then(|rest| rest.first_chunk()).ok_or(RandomFault)?;
        self.used += salt.len();
        Ok(*salt)
    }
}

impl Conceal<'_> {
    fn value(&mut self, value: &Value, path: &[Step<'_>]) -> Result<Value, RandomFault> {
        match value {
            Value::Object(members) => self.object(members, path).map(Value::Object),
            Value::Array(elements) => {
                let elements = elements.iter().enumerate().map(|(number, element)| {
                    let path = [path, &[Step::Index(number)]].concat();
                    let inner = self.value(element, &path)?;
                    Ok(if (self.hides)(&path) { json!({ "...": self.disclose(None, &inner)? }) } else { inner })
                });
                elements.collect::<Result<_, _>>().map(Value::Array)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(value.clone()),
        }
    }

    fn object(&mut self, members: &Map<String, Value>, at: &[Step<'_>]) -> Result<Map<String, Value>, RandomFault> {
        let mut object = Map::new();
        let mut digests = Vec::new();
        for (name, value) in members {
            let path = [at, &[Step::Name(name)]].concat();
            let inner = self.value(value, &path)?;
            if (self.hides)(&path) {
                digests.push(self.disclose(Some(name), &inner)?);
            } else {
                object.insert(name.clone(), inner);
            }
        }
        for _ in 0..(self.decoys)(at) {
            let drawn = [self.salts.next()?, self.salts.next()?].concat();
            digests.push(base64url::encode(&Sha256::digest(drawn)));
        }
        if !digests.is_empty() {
            digests.sort();
            object.insert("_sd".into(), digests.into());
        }
        Ok(object)
    }

    fn disclose(&mut self, name: Option<&str>, value: &Value) -> Result<String, RandomFault> {
        let salt = base64url::encode(&self.salts.next()?);
        let content = match name {
            Some(name) => json!([salt, name, value]),
            None => json!([salt, value]),
        };
        let text = base64url::encode(content.to_string().as_bytes());
        let digest = HashAlgorithm::Sha256.digest(&text);
        self.disclosures.push(text);
        Ok(digest)
    }
}

//! The type metadata document of a kind (draft-ietf-oauth-sd-jwt-vc §4): names and labels in three languages, which
//! claims there are, and which of them the holder chooses.

use base64ct::{Base64, Encoding as _};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::document::{Descriptor, Disclose, Element, ElementType, ListShape};
use crate::language::{Language, LocalizedText};

/// A type metadata document as its issuer serves it: exact bytes, since `vct#integrity` is over them.
///
/// ```
/// use chop_core::document::Kinds;
/// let metadata = Kinds::shipped().by_kind("age-proof").unwrap().type_metadata();
/// assert!(metadata.integrity().starts_with("sha256-"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeMetadata {
    bytes: Vec<u8>,
}

impl TypeMetadata {
    /// The JSON document.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// `vct#integrity`: integrity metadata of W3C SRI §3 with SHA-256.
    #[must_use]
    pub fn integrity(&self) -> String {
        format!("sha256-{}", Base64::encode_string(&Sha256::digest(&self.bytes)))
    }
}

/// The language tag of RFC 5646: Traditional Chinese is that of Hong Kong.
pub(crate) const fn locale(language: Language) -> &'static str {
    match language {
        Language::English => "en",
        Language::TraditionalChinese => "zh-Hant-HK",
        Language::SimplifiedChinese => "zh-Hans",
    }
}

impl Descriptor {
    /// The SD-JWT VC type metadata of this kind.
    #[must_use]
    pub fn type_metadata(&self) -> TypeMetadata {
        let display = Language::ALL.map(|language| {
            let mut display = Map::new();
            display.insert("locale".into(), locale(language).into());
            display.insert("name".into(), self.names().get(language).into());
            if let Some(note) = self.note() {
                display.insert("description".into(), note.get(language).into());
            }
            let card = self.card();
            let colours = json!({ "background_color": card.background.to_hex(), "text_color": card.text.to_hex() });
            display.insert("rendering".into(), json!({ "simple": colours }));
            Value::Object(display)
        });
        let claims: Vec<Value> = self.issued_elements().flat_map(claims_of).collect();
        let document = json!({
            "vct": self.vct().as_str(),
            "name": self.names().en,
            "description": self.note().map_or(&self.names().en, |note| &note.en),
            "display": display,
            "claims": claims,
        });
        TypeMetadata { bytes: document.to_string().into_bytes() }
    }
}

/// The element, and below it the fields of its records.
fn claims_of(element: &Element) -> Vec<Value> {
    let id = element.id.as_str();
    let sd = if element.disclose == Disclose::Selectable { "always" } else { "never" };
    let mut claims = vec![claim(json!([id]), &element.names, !element.optional, sd)];
    if let ElementType::List { shape: ListShape::Record(fields), .. } = &element.ty {
        let field = |path: &str| json!([id, null, path]);
        claims.extend(fields.iter().map(|f| claim(field(f.id.as_str()), &f.names, !f.optional, "never")));
    }
    claims
}

fn claim(path: Value, names: &LocalizedText, mandatory: bool, sd: &str) -> Value {
    let display = Language::ALL.map(|language| json!({ "locale": locale(language), "label": names.get(language) }));
    json!({ "path": path, "display": display, "mandatory": mandatory, "sd": sd })
}

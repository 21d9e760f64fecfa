//! The JSON-LD context and the JSON Schema of a kind.

use serde_json::{Map, Value as Json, json};

use super::descriptor::Descriptor;
use super::element::{Element, ElementType, Field, ListShape};

/// Terms that the context of VCDM 2.0 protects: no other context may define them again.
const OF_CREDENTIALS_V2: [&str; 2] = ["description", "name"];

impl Descriptor {
    /// The name of the kind's JSON-LD context: the `vct` and `context.jsonld` below it.
    #[must_use]
    pub fn json_ld_context_url(&self) -> String {
        below(self.vct().as_str(), "context.jsonld")
    }

    /// The name of the kind's JSON Schema: the `vct` and `schema.json` below it.
    #[must_use]
    pub fn json_schema_url(&self) -> String {
        below(self.vct().as_str(), "schema.json")
    }

    /// The JSON-LD 1.1 context: each element is a term of the kind, `vct#element`, with its type; lists keep their
    /// order. Every term is protected.
    ///
    /// ```
    /// use chop_core::document::Kinds;
    /// let kinds = Kinds::shipped();
    /// let context = kinds.by_kind("senior-citizen-card").unwrap().json_ld_context();
    /// let term = &context["@context"]["birth_date"];
    /// assert_eq!(term["@id"], "https://docs.example/senior-citizen-card/1#birth_date");
    /// ```
    #[must_use]
    pub fn json_ld_context(&self) -> Json {
        let base = self.vct().as_str();
        let mut terms = Map::new();
        terms.insert("@version".to_owned(), json!(1.1));
        terms.insert("@protected".to_owned(), true.into());
        terms.insert(self.vc_type().to_string(), format!("{base}#{}", self.vc_type()).into());
        for element in self.issued_elements() {
            let id = element.id.as_str();
            if !OF_CREDENTIALS_V2.contains(&id) {
                terms.insert(id.to_owned(), term(base, id, &element.ty));
            }
        }
        json!({ "@context": terms })
    }

    /// The JSON Schema (draft 2020-12) of a credential of this kind as its `credentialSubject` shows it. Every element
    /// that is always shown is required; no element of another name is allowed.
    #[must_use]
    pub fn json_schema(&self) -> Json {
        let mut properties = Map::new();
        properties.insert("id".to_owned(), json!({ "type": "string", "format": "uri" }));
        for element in self.issued_elements() {
            let mut schema = schema(&element.ty);
            schema.insert("title".to_owned(), element.names.en.clone().into());
            properties.insert(element.id.to_string(), Json::Object(schema));
        }
        let required: Vec<&str> = self.always_shown().map(|element: &Element| element.id.as_str()).collect();
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": self.json_schema_url(),
            "title": self.names().en,
            "type": "object",
            "properties": {
                "type": { "type": "array", "contains": { "const": self.vc_type().as_str() } },
                "credentialSubject": {
                    "type": "object",
                    "properties": properties,
                    "required": required,
                    "additionalProperties": false,
                },
            },
            "required": ["type", "credentialSubject"],
        })
    }
}

fn below(base: &str, name: &str) -> String {
    if base.starts_with("urn:") { format!("{base}:{name}") } else { format!("{base}/{name}") }
}

fn term(base: &str, id: &str, ty: &ElementType) -> Json {
    let mut term = Map::new();
    term.insert("@id".to_owned(), format!("{base}#{id}").into());
    match ty {
        ElementType::List { shape: ListShape::Scalar(ty), .. } => {
            term.insert("@container".to_owned(), "@list".into());
            if let Some(datatype) = datatype(ty) {
                term.insert("@type".to_owned(), datatype.into());
            }
        }
        ElementType::List { shape: ListShape::Record(fields), .. } => {
            term.insert("@container".to_owned(), "@list".into());
            let fields = fields.iter().map(|field| (field.id.to_string(), field_term(base, id, field)));
            term.insert("@context".to_owned(), Json::Object(fields.collect()));
        }
        _ => {
            if let Some(datatype) = datatype(ty) {
                term.insert("@type".to_owned(), datatype.into());
            }
        }
    }
    Json::Object(term)
}

fn field_term(base: &str, element: &str, field: &Field) -> Json {
    let iri = format!("{base}#{element}.{}", field.id);
    match datatype(&field.ty) {
        Some(datatype) => json!({ "@id": iri, "@type": datatype }),
        None => json!({ "@id": iri }),
    }
}

/// The datatype of a term. JSON's own numbers and booleans bring theirs; text has none.
const fn datatype(ty: &ElementType) -> Option<&'static str> {
    match ty {
        ElementType::Date => Some("http://www.w3.org/2001/XMLSchema#date"),
        ElementType::DateTime => Some("http://www.w3.org/2001/XMLSchema#dateTime"),
        ElementType::Image { .. } => Some("http://www.w3.org/2001/XMLSchema#anyURI"),
        ElementType::Text { .. }
        | ElementType::Integer { .. }
        | ElementType::Boolean
        | ElementType::PartialDate
        | ElementType::Code(_)
        | ElementType::IdNumber
        | ElementType::List { .. } => None,
    }
}

fn schema(ty: &ElementType) -> Map<String, Json> {
    let schema = match ty {
        ElementType::Text { max, .. } => json!({ "type": "string", "maxLength": max }),
        ElementType::Integer { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        ElementType::Boolean => json!({ "type": "boolean" }),
        ElementType::Date => json!({ "type": "string", "format": "date" }),
        ElementType::DateTime => json!({ "type": "string", "format": "date-time" }),
        ElementType::PartialDate => json!({ "type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$" }),
        ElementType::Code(list) => {
            json!({ "type": "string", "enum": list.iter().map(|label| label.code.as_str()).collect::<Vec<_>>() })
        }
        ElementType::IdNumber => json!({ "type": "string", "pattern": "^[A-Z]{1,2}[0-9]{6}[0-9A]$" }),
        ElementType::Image { .. } => json!({ "type": "string", "pattern": "^data:[a-z]+/[a-z0-9.+-]+;base64," }),
        ElementType::List { max, shape } => json!({ "type": "array", "maxItems": max, "items": items(shape) }),
    };
    match schema {
        Json::Object(schema) => schema,
        _ => Map::new(),
    }
}

fn items(shape: &ListShape) -> Json {
    match shape {
        ListShape::Scalar(ty) => Json::Object(schema(ty)),
        ListShape::Record(fields) => {
            let properties: Map<String, Json> =
                fields.iter().map(|field| (field.id.to_string(), Json::Object(schema(&field.ty)))).collect();
            let required: Vec<&str> =
                fields.iter().filter(|field| !field.optional).map(|field| field.id.as_str()).collect();
            json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
        }
    }
}

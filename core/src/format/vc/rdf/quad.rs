//! One statement of a dataset, and its one line of canonical N-Quads (RDF Dataset Canonicalization 1.0 §5).

use std::fmt::Write as _;

const STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

/// A subject, an object or the name of a graph.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Term {
    /// An address.
    Iri(String),
    /// A blank node by its label, without `_:`.
    Blank(String),
    /// A literal.
    Literal {
        /// The lexical form.
        value: String,
        /// The datatype.
        datatype: String,
        /// The language, for text that has one.
        language: Option<String>,
    },
}

/// A statement in a graph; none for the default graph.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Quad {
    pub(crate) subject: Term,
    pub(crate) predicate: String,
    pub(crate) object: Term,
    pub(crate) graph: Option<Term>,
}

impl Quad {
    /// The line with its line feed; `label` gives each blank node's new label.
    pub(crate) fn line<'a>(&'a self, mut label: impl FnMut(&'a str) -> &'a str) -> String {
        let mut line = String::new();
        self.subject.write(&mut line, &mut label);
        let _ = write!(line, " <{}> ", self.predicate);
        self.object.write(&mut line, &mut label);
        if let Some(graph) = &self.graph {
            line.push(' ');
            graph.write(&mut line, &mut label);
        }
        line.push_str(" .\n");
        line
    }

    /// The blank nodes of the statement, each with its place.
    pub(crate) fn blanks(&self) -> impl Iterator<Item = (char, &str)> {
        let places = [('s', Some(&self.subject)), ('o', Some(&self.object)), ('g', self.graph.as_ref())];
        places.into_iter().filter_map(|(place, term)| match term {
            Some(Term::Blank(label)) => Some((place, label.as_str())),
            Some(Term::Iri(_) | Term::Literal { .. }) | None => None,
        })
    }
}

impl Term {
    fn write<'a>(&'a self, line: &mut String, label: &mut impl FnMut(&'a str) -> &'a str) {
        match self {
            Self::Iri(iri) => line.extend(["<", iri, ">"]),
            Self::Blank(old) => line.extend(["_:", label(old)]),
            Self::Literal { value, datatype, language } => {
                line.push('"');
                value.chars().for_each(|c| escape(c, line));
                line.push('"');
                match language {
                    Some(language) => line.extend(["@", language]),
                    None if datatype == STRING => {}
                    None => line.extend(["^^<", datatype, ">"]),
                }
            }
        }
    }
}

fn escape(c: char, line: &mut String) {
    match c {
        '\u{8}' => line.push_str("\\b"),
        '\t' => line.push_str("\\t"),
        '\n' => line.push_str("\\n"),
        '\u{c}' => line.push_str("\\f"),
        '\r' => line.push_str("\\r"),
        '"' => line.push_str("\\\""),
        '\\' => line.push_str("\\\\"),
        '\0'..='\u{1f}' | '\u{7f}' => {
            let _ = write!(line, "\\u{:04X}", u32::from(c));
        }
        _ => line.push(c),
    }
}

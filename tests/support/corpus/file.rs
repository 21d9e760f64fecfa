//! A corpus as two files: `context.json` and `cases.jsonl`.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use chop_core::dev::TestTrust;
use chop_core::encoding::base64url;
use chop_core::time::UnixTime;
use chop_core::trust::{SignedRoot, TrustBundle};
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::context::{Context, decoded};
use super::desk::{Desk, Form};
use super::judge::Answer;

/// Inputs of which at least this many bytes are saved by it are kept in another way than as they are.
const WORTH: usize = 1_024;

type Members = BTreeMap<String, Value>;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Input {
    Text(String),
    Bytes(String),
    /// A ZLIB stream.
    Deflated(String),
    /// The first input of the file, where `cut` bytes from `at` on are replaced.
    Edited {
        at: usize,
        cut: usize,
        put: String,
    },
}

impl Input {
    fn of(input: &[u8], first: Option<&[u8]>) -> Self {
        let plain = match std::str::from_utf8(input) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Bytes(base64url::encode(input)),
        };
        let edited = first.map(|first| edit(first, input));
        if let Some(Self::Edited { put, .. }) = &edited
            && put.len() + WORTH < input.len()
        {
            return edited.unwrap_or(plain);
        }
        let mut deflated = ZlibEncoder::new(Vec::new(), Compression::best());
        deflated.write_all(input).unwrap();
        let deflated = deflated.finish().unwrap();
        if 2 * deflated.len() + WORTH < input.len() { Self::Deflated(base64url::encode(&deflated)) } else { plain }
    }

    fn bytes(&self, first: Option<&[u8]>) -> Vec<u8> {
        match self {
            Self::Text(text) => text.clone().into_bytes(),
            Self::Bytes(bytes) => decoded(bytes),
            Self::Deflated(stream) => {
                let mut bytes = Vec::new();
                ZlibDecoder::new(decoded(stream).as_slice()).read_to_end(&mut bytes).unwrap();
                bytes
            }
            Self::Edited { at, cut, put } => {
                let first = first.unwrap();
                [&first[..*at], &decoded(put), &first[at + cut..]].concat()
            }
        }
    }
}

fn edit(first: &[u8], input: &[u8]) -> Input {
    let same = |pairs: &mut dyn Iterator<Item = (&u8, &u8)>| pairs.take_while(|(one, other)| one == other).count();
    let at = same(&mut first.iter().zip(input));
    let behind = same(&mut first[at..].iter().rev().zip(input[at..].iter().rev()));
    Input::Edited { at, cut: first.len() - at - behind, put: base64url::encode(&input[at..input.len() - behind]) }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Line {
    name: String,
    expect: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    caution: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    with: Members,
    #[serde(flatten)]
    input: Input,
}

/// A signed bundle, the root that it is opened under, and when it is opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TrustFile {
    bundle: String,
    root: String,
    opened: i64,
}

impl TrustFile {
    pub(super) fn of(trust: &TestTrust) -> Self {
        Self {
            bundle: base64url::encode(&trust.sign()),
            root: base64url::encode(&trust.signed_root().to_bytes()),
            opened: trust.body.issued_at.seconds(),
        }
    }

    fn open(&self) -> TrustBundle {
        let root = SignedRoot::parse(&decoded(&self.root)).unwrap();
        TrustBundle::open(&decoded(&self.bundle), Some(&root), UnixTime::new(self.opened).unwrap()).unwrap()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Shared {
    usual: Members,
    trust: BTreeMap<String, TrustFile>,
}

/// A case as it is read.
pub(crate) struct Filed {
    pub(crate) name: String,
    pub(crate) expect: String,
    pub(crate) caution: Option<String>,
    input: Vec<u8>,
    desk: Desk<()>,
    trust: Option<String>,
}

/// The two files of a corpus.
pub(crate) struct Corpus {
    shared: Shared,
    lines: Vec<Line>,
}

/// `vectors/negative/NAME`, from the tests of any crate of the workspace.
fn folder(name: &str) -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = if here.join("vectors").is_dir() { here } else { here.parent().unwrap() };
    root.join("vectors/negative").join(name)
}

fn members(context: &Context) -> Members {
    serde_json::from_value(serde_json::to_value(context).unwrap()).unwrap()
}

impl Corpus {
    pub(super) fn new(usual: &Context, trust: BTreeMap<String, TrustFile>) -> Self {
        Self { shared: Shared { usual: members(usual), trust }, lines: Vec::new() }
    }

    pub(super) fn put(&mut self, name: &str, expect: &str, caution: Option<&str>, context: &Context, input: &[u8]) {
        let mut with = members(context);
        with.retain(|member, value| self.shared.usual.get(member) != Some(value));
        let input = Input::of(input, self.first().as_deref());
        let (name, expect, caution) = (name.to_owned(), expect.to_owned(), caution.map(str::to_owned));
        self.lines.push(Line { name, expect, caution, with, input });
    }

    fn first(&self) -> Option<Vec<u8>> {
        self.lines.first().map(|line| line.input.bytes(None))
    }

    fn texts(&self) -> [(&'static str, String); 2] {
        let lines = self.lines.iter().map(|line| serde_json::to_string(line).unwrap() + "\n");
        let shared = serde_json::to_string_pretty(&self.shared).unwrap() + "\n";
        [("context.json", shared), ("cases.jsonl", lines.collect())]
    }

    /// Writes the files if `CHOP_BLESS` says so; else holds them against what they should be.
    pub(super) fn keep(&self, name: &str) {
        let folder = folder(name);
        for (file, expected) in self.texts() {
            let path = folder.join(file);
            if std::env::var_os("CHOP_BLESS").is_some() {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(path, expected).unwrap();
                continue;
            }
            let found = std::fs::read_to_string(path).unwrap();
            let other = found.lines().zip(expected.lines()).position(|(found, expected)| found != expected);
            assert!(
                found == expected,
                "vectors/negative/{name}/{file} is not what the model makes (first in line {:?}): see its README",
                other.map(|line| line + 1)
            );
        }
    }

    pub(crate) fn read(name: &str) -> Self {
        let text = |file| std::fs::read_to_string(folder(name).join(file)).unwrap();
        let lines = text("cases.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        Self { shared: serde_json::from_str(&text("context.json")).unwrap(), lines }
    }

    pub(crate) fn cases(&self) -> impl Iterator<Item = Filed> {
        let first = self.first();
        self.lines.iter().map(move |line| {
            let mut all = self.shared.usual.clone();
            all.extend(line.with.clone());
            let context: Context = serde_json::from_value(all.into_iter().collect()).unwrap();
            Filed {
                name: line.name.clone(),
                expect: line.expect.clone(),
                caution: line.caution.clone(),
                input: line.input.bytes(first.as_deref()),
                trust: context.trust.clone(),
                desk: context.desk(),
            }
        })
    }

    /// The bundles of the corpus, opened.
    pub(crate) fn trust(&self) -> BTreeMap<String, TrustBundle> {
        self.shared.trust.iter().map(|(name, file)| (name.clone(), file.open())).collect()
    }
}

impl Filed {
    /// What a verifier answers.
    pub(crate) fn answer(&self, trust: &BTreeMap<String, TrustBundle>) -> Answer {
        let Self { desk, input, .. } = self;
        if desk.form == Form::TrustBundle {
            let pinned = desk.pinned.as_ref().map(|root| SignedRoot::parse(root).unwrap());
            return TrustBundle::open(input, pinned.as_ref(), desk.now)
                .map_or_else(|fault| fault.code(), |_| "ok")
                .into();
        }
        let own = desk.certificates.as_ref().map(|certificates| certificates.open(desk.now)).transpose();
        match own {
            Ok(own) => desk.answer(own.as_ref().or(self.trust.as_ref().map(|name| &trust[name])), input),
            Err(code) => code.into(),
        }
    }
}

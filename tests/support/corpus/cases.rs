//! Cases as they are made.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use chop_core::crypto::Signer;
use chop_core::dev::{self, TestTrust};
use chop_core::status::StatusList;
use chop_core::time::UnixTime;
use chop_core::trust::{IssuerEntry, Selector, TrustBundle};
use chop_core::verify::Outcome;

use super::context::Context;
use super::desk::{Desk, Form};
use super::file::{Corpus, TrustFile};

/// One broken rule, or none.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) input: Vec<u8>,
    pub(crate) expect: &'static str,
    /// Said beside the verdict.
    pub(crate) caution: Option<&'static str>,
    pub(crate) desk: Desk<TestTrust>,
}

/// The cases of a corpus, and what most of them are judged with.
pub(crate) struct Cases {
    usual: Desk<TestTrust>,
    all: Vec<Case>,
    names: BTreeMap<String, usize>,
}

impl Cases {
    pub(crate) fn new(usual: Desk<TestTrust>) -> Self {
        Self { usual, all: Vec::new(), names: BTreeMap::new() }
    }

    /// Adds a case. Whatever else it is judged with can be changed in what comes back.
    pub(crate) fn add(
        &mut self,
        name: impl Into<String>,
        input: impl Into<Vec<u8>>,
        expect: &'static str,
    ) -> &mut Desk<TestTrust> {
        let (name, input, desk) = (self.distinct(name.into()), input.into(), self.usual.clone());
        self.all.push(Case { name, input, expect, caution: None, desk });
        &mut self.last().desk
    }

    /// One rule is broken in several ways under one name: they are numbered.
    fn distinct(&mut self, name: String) -> String {
        let times = self.names.entry(name.clone()).or_insert(0_usize);
        *times += 1;
        if *times == 1 { name } else { format!("{name} ({times})") }
    }

    pub(crate) fn last(&mut self) -> &mut Case {
        self.all.last_mut().unwrap()
    }

    /// Writes the files of the corpus if `CHOP_BLESS` says so; else holds them against these cases.
    pub(crate) fn keep<'a>(&'a self, folder: &str) {
        let mut bundles = Bundles { usual: &self.usual.trust, is_usual_needed: false, others: Vec::new() };
        let mut context =
            |desk: &'a Desk<TestTrust>| Context::of(desk, needs_bundle(desk).then(|| bundles.name_of(&desk.trust)));
        let usual = context(&self.usual);
        let contexts: Vec<Context> = self.all.iter().map(|case| context(&case.desk)).collect();
        let mut corpus = Corpus::new(&usual, bundles.files());
        for (case, context) in self.all.iter().zip(&contexts) {
            corpus.put(&case.name, case.expect, case.caution, context, &case.input);
        }
        corpus.keep(folder);
    }
}

fn needs_bundle(desk: &Desk<TestTrust>) -> bool {
    desk.certificates.is_none() && !matches!(desk.form, Form::Frames | Form::TrustBundle)
}

/// The bundles of a corpus, each once. Nearly all cases share the usual one.
struct Bundles<'a> {
    usual: &'a TestTrust,
    is_usual_needed: bool,
    others: Vec<&'a TestTrust>,
}

impl<'a> Bundles<'a> {
    fn name_of(&mut self, trust: &'a TestTrust) -> String {
        let same = |other: &TestTrust| other.body == trust.body && other.root == trust.root;
        if same(self.usual) {
            self.is_usual_needed = true;
            return USUAL.to_owned();
        }
        let place = self.others.iter().position(|other| same(other)).unwrap_or_else(|| {
            self.others.push(trust);
            self.others.len() - 1
        });
        numbered(place)
    }

    fn files(&self) -> BTreeMap<String, TrustFile> {
        let others = self.others.iter().enumerate().map(|(place, trust)| (numbered(place), TrustFile::of(trust)));
        let usual = self.is_usual_needed.then(|| (USUAL.to_owned(), TrustFile::of(self.usual)));
        usual.into_iter().chain(others).collect()
    }
}

const USUAL: &str = "usual";

fn numbered(place: usize) -> String {
    format!("{:03}", place + 1)
}

/// The list of [`two_issuers`].
pub(crate) const LIST: &str = "https://status.example/l/9";

/// A bundle made ten minutes before `now`: the key `issuer` may issue one type and the key `other issuer` another, and
/// documents 1, 2 and 3 of the list are revoked, suspended and neither.
pub(crate) fn two_issuers(now: UnixTime, own: &str, other: &str) -> TestTrust {
    let mut list = StatusList::new(2, 1 << 17).unwrap();
    for (index, value) in [(1, 1), (2, 2), (3, 3)] {
        list.set(index, value).unwrap();
    }
    let mut trust = TestTrust::new(now.plus(-600)).list(LIST, list);
    trust.body.issuers = [("issuer", own), ("other issuer", other)]
        .map(|(name, may_issue)| {
            let key = dev::key(name).public_key().clone();
            IssuerEntry::with_key(key, dev::names("Office"), vec![Selector::Type(may_issue.to_owned())])
        })
        .to_vec();
    trust
}

/// The bundle that was opened last: what is judged one after the other shares it, and opening costs more than judging.
static OPENED: Mutex<Option<(TestTrust, Arc<TrustBundle>)>> = Mutex::new(None);

impl Desk<TestTrust> {
    /// The outcome of what is shown by a holder.
    pub(crate) fn judge(&self, input: impl AsRef<[u8]>) -> Outcome {
        self.outcome(&self.opened(), input.as_ref())
    }

    fn opened(&self) -> Arc<TrustBundle> {
        let mut last = OPENED.lock().unwrap();
        if let Some((trust, opened)) = &*last
            && trust.body == self.trust.body
            && trust.root == self.trust.root
        {
            return Arc::clone(opened);
        }
        let opened = Arc::new(self.trust.open());
        *last = Some((self.trust.clone(), Arc::clone(&opened)));
        opened
    }
}

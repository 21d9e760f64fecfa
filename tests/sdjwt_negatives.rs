//! The corpus of wrong SD-JWT VC presentations.
#![allow(
    missing_docs,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::type_complexity,
    clippy::unwrap_used,
    clippy::useless_format,
    clippy::wildcard_enum_match_arm
)]

#[path = "sdjwt_negatives/claims.rs"]
mod claims;
#[path = "support/corpus/mod.rs"]
mod corpus;
#[path = "sdjwt_negatives/disclosures.rs"]
mod disclosures;
#[path = "sdjwt_negatives/form.rs"]
mod form;
#[path = "sdjwt_negatives/header.rs"]
mod header;
#[path = "sdjwt_negatives/holder.rs"]
mod holder;
#[path = "sdjwt_negatives/issuers.rs"]
mod issuers;
#[path = "support/sdjwt.rs"]
mod model;

use chop_core::dev::TestTrust;
use chop_core::time::UnixTime;
use chop_core::verify::HolderRequirement;
use corpus::{Cases, Form, LIST};
use model::{AUDIENCE, Model, NONCE, VCT};

type Desk = corpus::Desk<TestTrust>;

const NOW: i64 = 1_795_341_600;

fn at(seconds: i64) -> UnixTime {
    UnixTime::new(NOW + seconds).unwrap()
}

fn good() -> Model {
    Model::new(NOW)
}

fn desk() -> Desk {
    Desk {
        request: Some((NONCE.to_owned(), AUDIENCE.to_owned())),
        ..Desk::new(Form::SdJwtVc, corpus::two_issuers(at(0), VCT, "https://types.example/other"), at(0))
    }
}

impl Cases {
    /// The good presentation after a change before anything is signed.
    fn made(&mut self, name: impl Into<String>, change: impl FnOnce(&mut Model), expect: &'static str) -> &mut Desk {
        let mut model = good();
        change(&mut model);
        self.add(name, model.text(), expect)
    }

    /// The good presentation after a change to its text.
    fn sent(
        &mut self,
        name: impl Into<String>,
        change: impl FnOnce(String) -> String,
        expect: &'static str,
    ) -> &mut Desk {
        self.add(name, change(good().text()), expect)
    }
}

#[test]
fn the_files_of_wrong_sd_jwts_are_those_of_the_model() {
    let mut cases = Cases::new(desk());
    form::cases(&mut cases);
    header::cases(&mut cases);
    claims::cases(&mut cases);
    disclosures::cases(&mut cases);
    holder::cases(&mut cases);
    issuers::cases(&mut cases);
    cases.keep("sdjwt");
}

#[test]
fn no_change_of_one_character_is_accepted() {
    let text = good().text();
    let desk = desk();
    assert_eq!(desk.judge(&text).code(), "ok");
    for (place, was) in text.char_indices() {
        for now in [if was == 'A' { 'B' } else { 'A' }, '~', '.', ' '] {
            if now != was {
                let changed = format!("{}{now}{}", &text[..place], &text[place + 1..]);
                assert_ne!(desk.judge(&changed).code(), "ok", "{now:?} for {was:?} at {place}");
            }
        }
        let without = format!("{}{}", &text[..place], &text[place + 1..]);
        assert_ne!(desk.judge(&without).code(), "ok", "without {was:?} at {place}");
    }
}

#[test]
fn no_prefix_of_a_presentation_is_accepted() {
    let text = good().text();
    let desk = Desk { holder: HolderRequirement::NotRequired, ..desk() };
    for end in (0..text.len()).filter(|end| !text[..*end].ends_with('~')) {
        assert_ne!(desk.judge(&text[..end]).code(), "ok", "{end}");
    }
}

//! The corpus of wrong mdoc presentations; and an mdoc that is only written in another style than ours is as good as
//! one of ours.
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

mod support;

#[path = "support/corpus/mod.rs"]
mod corpus;

#[path = "mdoc_negatives/content.rs"]
mod content;
#[path = "mdoc_negatives/device.rs"]
mod device;
#[path = "mdoc_negatives/form.rs"]
mod form;
#[path = "mdoc_negatives/holder.rs"]
mod holder;
#[path = "mdoc_negatives/issuers.rs"]
mod issuers;
#[path = "support/mdoc.rs"]
mod mdoc_model;
#[path = "mdoc_negatives/styles.rs"]
mod styles;

use chop_core::dev::{self, TestTrust};
use chop_core::time::UnixTime;
use corpus::{Cases, Form, LIST};
use mdoc_model::{DOC_TYPE, Mdoc, READER, TRANSCRIPT, V};

type Desk = corpus::Desk<TestTrust>;

const NOW: i64 = 1_795_341_600;

fn at(seconds: i64) -> UnixTime {
    UnixTime::new(NOW + seconds).unwrap()
}

fn good() -> Mdoc {
    Mdoc::new(NOW)
}

fn desk() -> Desk {
    Desk {
        transcript: Some(TRANSCRIPT.to_vec()),
        reader: Some(dev::key(READER).into()),
        ..Desk::new(Form::DeviceResponse, corpus::two_issuers(at(0), DOC_TYPE, "example.foreign.pass.1"), at(0))
    }
}

impl Cases {
    /// The good document after a change before signing.
    fn made(&mut self, name: impl Into<String>, change: impl FnOnce(&mut Mdoc), expect: &'static str) -> &mut Desk {
        let mut model = good();
        change(&mut model);
        let bytes = model.encode();
        self.add(name, bytes, expect)
    }

    /// The good document after a change to what was signed.
    fn sent(&mut self, name: impl Into<String>, change: impl FnOnce(&mut V), expect: &'static str) -> &mut Desk {
        let mut response = good().response();
        change(&mut response);
        self.add(name, response.encode(mdoc_model::Style::PLAIN), expect)
    }
}

#[test]
fn the_files_of_wrong_mdocs_are_those_of_the_model() {
    let mut cases = Cases::new(desk());
    form::cases(&mut cases);
    form::duplicates(&mut cases);
    content::cases(&mut cases);
    content::own_kinds(&mut cases);
    issuers::cases(&mut cases);
    issuers::chains(&mut cases);
    holder::cases(&mut cases);
    device::cases(&mut cases);
    cases.keep("mdoc");
}

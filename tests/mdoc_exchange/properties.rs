//! What holds for any request, any style of encoding, and any order of events.

use std::collections::BTreeSet;

use chop_core::crypto::Signer;
use chop_core::dev;
use chop_core::encoding::cbor::{Item, Strictness};
use chop_core::exchange::mdoc::{
    Assembler, DeviceEngagement, DeviceRequest, Handover, ItemsRequest, ReaderEvent, ReaderSession, ReaderStep,
    RequestDraft, WalletEvent, WalletSession, WalletStep, pieces,
};
use proptest::prelude::*;

use crate::mdoc_model::{Order, Style};

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z_.]{1,12}", "\\PC{1,8}"]
}

fn style() -> impl Strategy<Value = Style> {
    let width = prop::sample::select(vec![0, 1, 2, 4, 8]);
    let order = prop::sample::select(vec![Order::Sorted, Order::AsWritten, Order::Reversed]);
    (width, any::<bool>(), any::<bool>(), prop::option::of(1_usize..9), order).prop_map(
        |(width, endless_arrays, endless_maps, chunk, order)| Style {
            width,
            endless_arrays,
            endless_maps,
            chunk,
            order,
        },
    )
}

fn engagement() -> DeviceEngagement {
    DeviceEngagement::new(dev::key("device").public_key(), &[], None).unwrap()
}

/// What may happen in a meeting, in any order.
#[derive(Clone, Copy, Debug)]
enum Happening {
    /// What two careful sides would do now.
    Next,
    Ask,
    Answer {
        close: bool,
    },
    ToWallet,
    ToReader,
    /// The last message to the wallet, or to the reader, once more.
    AgainToWallet,
    AgainToReader,
    WalletCloses,
    ReaderCloses,
}

fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    let one = prop_oneof![
        40 => Just(Happening::Next),
        1 => Just(Happening::Ask),
        1 => any::<bool>().prop_map(|close| Happening::Answer { close }),
        1 => Just(Happening::ToWallet),
        1 => Just(Happening::ToReader),
        1 => Just(Happening::AgainToWallet),
        1 => Just(Happening::AgainToReader),
        1 => Just(Happening::WalletCloses),
        1 => Just(Happening::ReaderCloses),
    ];
    prop::collection::vec(one, 1..40)
}

/// Two machines, the messages on their way, and what each side sent.
struct Meeting {
    wallet: WalletSession,
    reader: ReaderSession,
    to_wallet: Vec<Vec<u8>>,
    to_reader: Vec<Vec<u8>>,
    last_to_wallet: Vec<u8>,
    last_to_reader: Vec<u8>,
    asked: usize,
    answered: usize,
    requests_seen: usize,
    responses_seen: usize,
}

/// The request and the response of each number, so that none can be taken for another.
fn request(number: usize) -> Vec<u8> {
    let items = ItemsRequest::new("example.card.1", &[("example.card", &format!("element-{number}"), false)]).unwrap();
    RequestDraft::new(vec![items]).unsigned()
}

fn response(number: usize) -> Vec<u8> {
    format!("response {number}").into_bytes()
}

impl Meeting {
    fn new() -> Self {
        Self {
            wallet: WalletSession::new(&engagement(), dev::key("device"), Handover::Qr).unwrap(),
            reader: ReaderSession::new(&engagement(), dev::key("reader"), Handover::Qr).unwrap(),
            to_wallet: Vec::new(),
            to_reader: Vec::new(),
            last_to_wallet: Vec::new(),
            last_to_reader: Vec::new(),
            asked: 0,
            answered: 0,
            requests_seen: 0,
            responses_seen: 0,
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Next => self.happen(if !self.to_wallet.is_empty() {
                Happening::ToWallet
            } else if !self.to_reader.is_empty() {
                Happening::ToReader
            } else if self.requests_seen > self.answered {
                Happening::Answer { close: false }
            } else {
                Happening::Ask
            }),
            Happening::Ask => {
                let event = ReaderEvent::Ask(request(self.asked));
                if self.reader_takes(event) {
                    self.asked += 1;
                }
            }
            Happening::Answer { close } => {
                let bytes = response(self.answered);
                let event = if close { WalletEvent::AnswerAndClose(bytes) } else { WalletEvent::Answer(bytes) };
                if self.wallet_takes(event) {
                    self.answered += 1;
                }
            }
            Happening::ToWallet if self.to_wallet.is_empty() => {}
            Happening::ToWallet => {
                self.last_to_wallet = self.to_wallet.remove(0);
                self.wallet_takes(WalletEvent::Received(self.last_to_wallet.clone()));
            }
            Happening::ToReader if self.to_reader.is_empty() => {}
            Happening::ToReader => {
                self.last_to_reader = self.to_reader.remove(0);
                self.reader_takes(ReaderEvent::Received(self.last_to_reader.clone()));
            }
            Happening::AgainToWallet => {
                self.wallet_takes(WalletEvent::Received(self.last_to_wallet.clone()));
            }
            Happening::AgainToReader => {
                self.reader_takes(ReaderEvent::Received(self.last_to_reader.clone()));
            }
            Happening::WalletCloses => {
                self.wallet_takes(WalletEvent::Close);
            }
            Happening::ReaderCloses => {
                self.reader_takes(ReaderEvent::Close);
            }
        }
    }

    /// Whether something other than a status was sent.
    fn wallet_takes(&mut self, event: WalletEvent) -> bool {
        let over = self.wallet.is_closed();
        let answers = matches!(event, WalletEvent::Answer(_) | WalletEvent::AnswerAndClose(_));
        match self.wallet.handle(event) {
            WalletStep::Asked(asked) => {
                let wanted = DeviceRequest::parse(&request(self.requests_seen)).unwrap();
                assert_eq!(asked.documents()[0].items(), wanted.documents()[0].items(), "each request once, in order");
                self.requests_seen += 1;
                assert!(!over);
                false
            }
            WalletStep::Send(bytes) => {
                assert!(!over && answers);
                self.to_reader.push(bytes);
                true
            }
            WalletStep::SendAndClose(bytes) => {
                assert!(!over && self.wallet.is_closed());
                self.to_reader.push(bytes);
                answers
            }
            WalletStep::Closed(_) => {
                assert!(!over && self.wallet.is_closed());
                false
            }
            WalletStep::Failed { send, .. } => {
                assert!(self.wallet.is_closed() && (!over || send.is_none()), "nothing is sent after the end");
                self.to_reader.extend(send);
                false
            }
        }
    }

    fn reader_takes(&mut self, event: ReaderEvent) -> bool {
        let over = self.reader.is_closed();
        let asks = matches!(event, ReaderEvent::Ask(_));
        match self.reader.handle(event) {
            ReaderStep::Answered { response: got, closed } => {
                assert_eq!(got, response(self.responses_seen), "each response once, in order");
                self.responses_seen += 1;
                assert!(!over && closed == self.reader.is_closed());
                false
            }
            ReaderStep::Send(bytes) => {
                assert!(!over && asks);
                self.to_wallet.push(bytes);
                true
            }
            ReaderStep::SendAndClose(bytes) => {
                assert!(!over && self.reader.is_closed());
                self.to_wallet.push(bytes);
                false
            }
            ReaderStep::Closed(_) => {
                assert!(!over && self.reader.is_closed());
                false
            }
            ReaderStep::Failed { send, .. } => {
                assert!(self.reader.is_closed() && (!over || send.is_none()), "nothing is sent after the end");
                self.to_wallet.extend(send);
                false
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_request_is_read_as_it_was_made(
        doc_type in name(),
        elements in prop::collection::btree_map((name(), name()), any::<bool>(), 1..12),
    ) {
        let asked: Vec<(&str, &str, bool)> =
            elements.iter().map(|((space, id), retain)| (space.as_str(), id.as_str(), *retain)).collect();
        let items = ItemsRequest::new(&doc_type, &asked).unwrap();
        let bytes = RequestDraft::new(vec![items.clone(), items]).unsigned();
        prop_assert!(Item::parse(&bytes, Strictness::Deterministic).is_ok());
        for document in DeviceRequest::parse(&bytes).unwrap().documents() {
            let read: BTreeSet<(&str, &str, bool)> = document
                .items()
                .elements()
                .iter()
                .map(|asked| (asked.name_space.as_str(), asked.element.as_str(), asked.intent_to_retain))
                .collect();
            prop_assert_eq!(document.items().doc_type(), &doc_type);
            prop_assert_eq!(read, asked.iter().copied().collect::<BTreeSet<_>>());
        }
    }

    #[test]
    fn a_request_in_any_style_asks_for_the_same(style in style()) {
        let plain = DeviceRequest::parse(&crate::requests::good().encode(Style::PLAIN)).unwrap();
        let styled = DeviceRequest::parse(&crate::requests::good().encode(style)).unwrap();
        let asked = |request: &DeviceRequest| -> BTreeSet<String> {
            request.documents()[0].items().elements().iter().map(|asked| asked.element.clone()).collect()
        };
        prop_assert_eq!(asked(&plain), asked(&styled));
    }

    #[test]
    fn any_message_in_any_pieces_is_whole_again(message in prop::collection::vec(any::<u8>(), 0..600), size in 0_usize..90) {
        let mut assembler = Assembler::default();
        let mut whole = None;
        for piece in pieces(&message, size) {
            prop_assert!(whole.is_none());
            whole = assembler.push(&piece).unwrap();
        }
        prop_assert_eq!(whole, Some(message));
    }

    /// Each request and each response is seen once, in order, whatever is repeated or sent at the wrong moment; and a
    /// session that is over stays over and sends nothing.
    #[test]
    fn whatever_happens_messages_come_once_and_in_order(happenings in happenings()) {
        let mut meeting = Meeting::new();
        for happening in happenings {
            meeting.happen(happening);
        }
        prop_assert!(meeting.responses_seen <= meeting.answered && meeting.requests_seen <= meeting.asked);
    }
}

/// A property that only ever saw sessions end at once would show little.
#[test]
fn the_generator_meets_sessions_that_go_on() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut answered, mut twice) = (0, 0);
    for _ in 0..300 {
        let happenings = happenings().new_tree(&mut runner).unwrap().current();
        let mut meeting = Meeting::new();
        happenings.into_iter().for_each(|happening| meeting.happen(happening));
        answered += usize::from(meeting.responses_seen > 0);
        twice += usize::from(meeting.responses_seen > 1);
    }
    assert!(answered > 100 && twice > 50, "{answered} answered, {twice} of them twice");
}

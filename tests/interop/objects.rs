//! Random kinds of document and random values for them.

use std::sync::LazyLock;

use chop_core::document::{Descriptor, Element, Kinds, ListItem, Value};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value as Json, json};

pub const DOC_TYPE: &str = "example.chop.interop.1";
pub const VCT: &str = "https://docs.example/interop/1";
pub const VC_TYPE: &str = "InteropDocument";

/// A kind of document with one holder's values, in the descriptor's order.
pub struct Object {
    pub descriptor: Descriptor,
    pub values: Vec<Option<Value>>,
    /// The elements that a holder shows of it.
    pub shown: Vec<String>,
}

/// The source of objects: the same in every run.
pub struct Objects {
    runner: TestRunner,
    strategy: BoxedStrategy<(Vec<(Plan, Option<Json>)>, Vec<bool>)>,
}

#[derive(Debug, Clone, Copy)]
enum Plan {
    Text,
    Integer,
    Boolean,
    Date,
    DateTime,
    PartialDate,
    Code,
    IdNumber,
    Image,
    Texts,
    Records,
}

const PLANS: [Plan; 11] = [
    Plan::Text,
    Plan::Integer,
    Plan::Boolean,
    Plan::Date,
    Plan::DateTime,
    Plan::PartialDate,
    Plan::Code,
    Plan::IdNumber,
    Plan::Image,
    Plan::Texts,
    Plan::Records,
];

impl Plan {
    /// The lines of its element that depend on the type.
    const fn toml(self) -> &'static str {
        match self {
            Self::Text => "type = \"text\"\nmax = 200",
            Self::Integer => "type = \"integer\"",
            Self::Boolean => "type = \"boolean\"",
            Self::Date => "type = \"date\"",
            Self::DateTime => "type = \"datetime\"",
            Self::PartialDate => "type = \"partial-date\"",
            Self::Code => {
                "type = \"code\"\ncodes = [{ code = \"A1\", en = \"a\", zh-Hant = \"a\", zh-Hans = \"a\" }, \
                 { code = \"B\", en = \"b\", zh-Hant = \"b\", zh-Hans = \"b\" }]"
            }
            Self::IdNumber => "type = \"id-number\"",
            Self::Image => "type = \"image\"\nmax = 900",
            Self::Texts => "type = \"list\"\nmax = 5\nitem = { type = \"text\", max = 40 }",
            Self::Records => {
                "type = \"list\"\nmax = 4\nfields = [{ id = \"code\", type = \"text\", max = 40, names = { en = \"c\", \
                 zh-Hant = \"c\", zh-Hans = \"c\" } }, { id = \"from\", type = \"date\", optional = true, names = { en \
                 = \"f\", zh-Hant = \"f\", zh-Hans = \"f\" } }, { id = \"n\", type = \"integer\", optional = true, names = \
                 { en = \"n\", zh-Hant = \"n\", zh-Hans = \"n\" } }]"
            }
        }
    }

    fn values(self, allowed: fn(char) -> bool) -> BoxedStrategy<Json> {
        match self {
            Self::Text => text(1..30, allowed).prop_map(Json::String).boxed(),
            Self::Integer => integer().prop_map(Json::from).boxed(),
            Self::Boolean => any::<bool>().prop_map(Json::from).boxed(),
            Self::Date => date().prop_map(Json::String).boxed(),
            Self::DateTime => (date(), 0..24_u8, 0..60_u8, 0..60_u8)
                .prop_map(|(date, h, m, s)| format!("{date}T{h:02}:{m:02}:{s:02}Z").into())
                .boxed(),
            Self::PartialDate => {
                (date(), select(vec![4, 7, 10])).prop_map(|(date, length)| date[..length].to_owned().into()).boxed()
            }
            Self::Code => select(vec!["A1", "B"]).prop_map(Json::from).boxed(),
            Self::IdNumber => {
                (select(vec![" O", "OO"]), vec(0..10_u32, 6)).prop_map(|(p, d)| hkid(p, &d).into()).boxed()
            }
            Self::Image => vec(any::<u8>(), 1..900).prop_map(Json::from).boxed(),
            Self::Texts => vec(text(1..20, allowed), 1..5).prop_map(Json::from).boxed(),
            Self::Records => vec(record(allowed), 1..4).prop_map(Json::from).boxed(),
        }
    }
}

fn record(allowed: fn(char) -> bool) -> impl Strategy<Value = Json> {
    (text(1..20, allowed), proptest::option::of(date()), proptest::option::of(integer())).prop_map(|(code, from, n)| {
        let mut record = json!({ "code": code });
        if let Some(from) = from {
            record["from"] = from.into();
        }
        if let Some(n) = n {
            record["n"] = n.into();
        }
        record
    })
}

/// Text as a document may hold it: any script, beyond the BMP too, no controls.
fn text(length: std::ops::Range<usize>, allowed: fn(char) -> bool) -> impl Strategy<Value = String> {
    let holdable = move |c: &char| allowed(*c) && chop_core::document::Text::parse(&c.to_string()).is_ok();
    vec(any::<char>().prop_filter("a value has no controls", holdable), length).prop_map(String::from_iter)
}

fn integer() -> impl Strategy<Value = i64> {
    const MOST: i64 = (1 << 53) - 1;
    prop_oneof![-MOST..=MOST, -300..300_i64, select(vec![MOST, -MOST, 0, 23, 24, 255, 256, 65_535, 65_536, 1 << 32])]
}

fn date() -> impl Strategy<Value = String> {
    (1900..2100_u16, 1..13_u8, 1..29_u8).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}"))
}

/// A number with its check digit (reference values of the prefix: a blank is 36, A is 10).
fn hkid(prefix: &str, digits: &[u32]) -> String {
    let value = |c: char| if c == ' ' { 36 } else { u32::from(c) - u32::from('A') + 10 };
    let all = prefix.chars().map(value).chain(digits.iter().copied());
    let sum: u32 = all.zip((2..=9).rev()).map(|(digit, weight)| digit * weight).sum();
    let check = match (11 - sum % 11) % 11 {
        10 => "A".to_owned(),
        n => n.to_string(),
    };
    let digits: String = digits.iter().map(ToString::to_string).collect();
    format!("{}{digits}{check}", prefix.trim())
}

fn value(plan: Plan, json: &Json, element: &Element) -> Value {
    if matches!(plan, Plan::Image) {
        let bytes = json.as_array().unwrap().iter().map(|byte| byte.as_u64().unwrap() as u8).collect();
        return Value::Image(bytes);
    }
    Value::from_json(json, element).unwrap_or_else(|fault| panic!("{plan:?} {json}: {fault}"))
}

fn descriptor(plans: &[Plan]) -> Descriptor {
    let mut toml = format!(
        "kind = \"interop\"\nversion = 1\nstatus = \"short-lived\"\nlegal_effect = \"supplementary\"\n\
         [mdoc]\ndoctype = \"{DOC_TYPE}\"\n[sd_jwt]\nvct = \"{VCT}\"\n[vc]\ntype = \"{VC_TYPE}\"\n\
         [validity]\ncredential = \"PT30H\"\nin_force_by = []\n\
         [card]\nbackground = \"#1f4e79\"\ntext = \"#ffffff\"\n[retention]\ndays = 1\n{}\n",
        "en = \"x\"\nzh-Hant = \"x\"\nzh-Hans = \"x\""
    );
    for table in ["names", "issuer", "collection"] {
        toml += &format!("[{table}]\nen = \"x\"\nzh-Hant = \"x\"\nzh-Hans = \"x\"\n");
    }
    for (number, plan) in plans.iter().enumerate() {
        toml += &format!(
            "[[elements]]\nid = \"e{number}\"\noptional = true\nsensitivity = \"S1\"\ndisclose = \"selectable\"\n\
             names = {{ en = \"x\", zh-Hant = \"x\", zh-Hans = \"x\" }}\n{}\n",
            plan.toml()
        );
    }
    Descriptor::from_toml(&toml).unwrap_or_else(|faults| panic!("{faults:?}\n{toml}"))
}

fn one_order(c: char) -> bool {
    !('\u{e000}'..='\u{ffff}').contains(&c)
}

impl Objects {
    pub fn new() -> Self {
        Self::of(&PLANS, |_| true)
    }

    /// Objects whose texts have one order, by code points as by the units of UTF-16: nothing from U+E000 to U+FFFF.
    pub fn of_one_order() -> Self {
        Self::of(&PLANS, one_order)
    }

    /// The same without lists.
    pub fn of_one_order_without_lists() -> Self {
        Self::of(&PLANS[..PLANS.len() - 2], one_order)
    }

    /// Of one order, and no text has `_:` as the label of a node has.
    pub fn without_labels() -> Self {
        Self::of(&PLANS, |c| one_order(c) && c != '_')
    }

    /// The same without lists.
    pub fn without_labels_and_lists() -> Self {
        Self::of(&PLANS[..PLANS.len() - 2], |c| one_order(c) && c != '_')
    }

    fn of(plans: &[Plan], allowed: fn(char) -> bool) -> Self {
        let element = select(plans.to_vec()).prop_flat_map(move |plan| {
            let value = prop_oneof![1 => Just(None), 6 => plan.values(allowed).prop_map(Some)];
            (Just(plan), value)
        });
        let strategy = vec(element, 1..24)
            .prop_flat_map(|elements| {
                let count = elements.len();
                (Just(elements), vec(any::<bool>(), count))
            })
            .boxed();
        Self { runner: TestRunner::deterministic(), strategy }
    }
}

impl Object {
    /// Eight elements, all of them shown.
    pub fn eight() -> Self {
        let plans = [Plan::Text, Plan::Text, Plan::Text, Plan::Date, Plan::Date, Plan::Date, Plan::Code, Plan::Boolean];
        let json = json!(["CHAN", "TAI MAN", "陳大文", "1990-02-28", "2026-11-01", "2036-10-31", "A1", true]);
        let descriptor = descriptor(&plans);
        let values = descriptor.issued_elements().zip(json.as_array().unwrap());
        let values = values.map(|(element, json)| Some(Value::from_json(json, element).unwrap())).collect();
        let shown = descriptor.issued_elements().map(|element| element.id.to_string()).collect();
        Self { descriptor, values, shown }
    }
}

impl Iterator for Objects {
    type Item = Object;

    fn next(&mut self) -> Option<Object> {
        let (elements, shown) = self.strategy.new_tree(&mut self.runner).unwrap().current();
        let plans: Vec<Plan> = elements.iter().map(|(plan, _)| *plan).collect();
        let descriptor = descriptor(&plans);
        let values: Vec<Option<Value>> = descriptor
            .issued_elements()
            .zip(&elements)
            .map(|(element, (plan, json))| json.as_ref().map(|json| value(*plan, json, element)))
            .collect();
        let shown = descriptor
            .issued_elements()
            .zip(&values)
            .zip(shown)
            .filter(|((_, value), shown)| value.is_some() && *shown)
            .map(|((element, _), _)| element.id.to_string())
            .collect();
        Some(Object { descriptor, values, shown })
    }
}

impl Object {
    /// The shipped kinds and this one.
    pub fn kinds(&self) -> Kinds {
        static SHIPPED: LazyLock<Kinds> = LazyLock::new(Kinds::shipped);
        SHIPPED.clone().with(self.descriptor.clone()).unwrap()
    }

    /// The elements that have a value.
    pub fn elements(&self) -> impl Iterator<Item = (&Element, &Value)> {
        self.descriptor.issued_elements().zip(&self.values).filter_map(|(e, v)| Some((e, v.as_ref()?)))
    }

    /// The first element that is a list of texts.
    pub fn list_of_texts(&self) -> Option<&str> {
        let list =
            |value: &Value| matches!(value, Value::List(items) if matches!(items.first(), Some(ListItem::Scalar(_))));
        self.elements().find(|(_, value)| list(value)).map(|(element, _)| element.id.as_str())
    }

    /// Every element, as the peers' JSON carries them.
    pub fn all(&self, write: fn(&Value) -> Json) -> Json {
        sorted(self.elements().map(|(element, value)| json!([element.id.as_str(), write(value)])).collect())
    }

    /// What a holder shows of them.
    pub fn chosen(&self, write: fn(&Value) -> Json) -> Json {
        let chosen = self.elements().filter(|(element, _)| self.shows(element.id.as_str()));
        sorted(chosen.map(|(element, value)| json!([element.id.as_str(), write(value)])).collect())
    }

    pub fn shows(&self, id: &str) -> bool {
        self.shown.iter().any(|shown| shown == id)
    }
}

/// Pairs of identifier and value in one order.
pub fn sorted(mut pairs: Vec<Json>) -> Json {
    pairs.sort_by_key(|pair| pair[0].as_str().unwrap().to_owned());
    pairs.into()
}

/// A value in a form that every language can read: its type, and its content as JSON.
pub fn neutral(value: &Value) -> Json {
    match value {
        Value::Text(text) => json!({ "t": "text", "v": text.as_str() }),
        Value::Code(code) => json!({ "t": "text", "v": code.as_str() }),
        Value::IdNumber(number) => json!({ "t": "text", "v": number.expose() }),
        Value::Integer(n) => json!({ "t": "int", "v": n.get() }),
        Value::Boolean(b) => json!({ "t": "bool", "v": b }),
        Value::Date(date) => json!({ "t": "date", "v": date.to_string() }),
        Value::DateTime(time) => json!({ "t": "time", "v": time.to_tdate() }),
        Value::PartialDate(date) => {
            let text = date.to_string();
            json!({ "t": if text.len() == 10 { "date" } else { "text" }, "v": text })
        }
        Value::Image(bytes) => {
            json!({ "t": "bytes", "v": bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>() })
        }
        Value::List(items) => json!({ "t": "list", "v": items.iter().map(neutral_item).collect::<Vec<_>>() }),
    }
}

fn neutral_item(item: &ListItem) -> Json {
    match item {
        ListItem::Scalar(scalar) => neutral(scalar.value()),
        ListItem::Record(record) => {
            json!({ "t": "record", "v": record.iter().map(|(id, value)| json!([id.as_str(), neutral(value.value())])).collect::<Vec<_>>() })
        }
    }
}

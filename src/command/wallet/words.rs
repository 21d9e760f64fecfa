//! Texts that the wallet's verbs need and `core/src/text` does not have yet, with the facts that they name. Everything
//! here moves there; the verbs then take `Facts` and `date_time` from `chop_core::text`.

use chop_core::language::Language;
use chop_core::time::UnixTime;

/// The facts of a case, by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts(Vec<(&'static str, String)>);

macro_rules! facts {
    (numbers { $($number:ident),* } texts { $($text:ident),* }) => {
        impl Facts {
            $(pub(crate) fn $number(self, number: impl TryInto<u64>) -> Self {
                self.with(stringify!($number), number.try_into().unwrap_or_default().to_string())
            })*
            $(pub(crate) fn $text(self, text: &str) -> Self {
                self.with(stringify!($text), text.to_owned())
            })*
        }
    };
}

facts! {
    numbers { seconds, count, number }
    texts { kind, issuer, verifier, purpose, path, list, at, from, until, on }
}

impl Facts {
    fn with(mut self, name: &'static str, fact: String) -> Self {
        self.0.push((name, fact));
        self
    }
}

/// A day and a time of day in Hong Kong.
pub(crate) fn date_time(at: UnixTime, language: Language) -> String {
    let civil = at.hong_kong();
    let day = chop_core::document::Date::from(civil.date()).show(language);
    format!("{day} {:02}:{:02}", civil.hour(), civil.minute())
}

/// Key, English, Traditional and Simplified Chinese.
const TEXTS: [(&str, [&str; 3]); 10] = [
    (
        "consent.needed",
        [
            "Facts are asked for, and none was chosen.",
            "對方要求提供資料，但未有選擇任何資料。",
            "对方要求提供资料，但没有选择任何资料。",
        ],
    ),
    (
        "consent.needed.advice",
        [
            "Choose with --show or --view, or share all that is asked for with --agree.",
            "請以 --show 或 --view 選擇，或以 --agree 提供對方要求的全部資料。",
            "请以 --show 或 --view 选择，或以 --agree 提供对方要求的全部资料。",
        ],
    ),
    (
        "ui-wallet-again",
        [
            "This file was added before: nothing changed.",
            "此檔案先前已加入：沒有任何更改。",
            "此文件先前已加入：没有任何更改。",
        ],
    ),
    (
        "ui-wallet-past",
        [
            "Copies left out because their days have passed: { $count }",
            "因日期已過而沒有加入的副本：{ $count } 份",
            "因日期已过而没有加入的副本：{ $count } 份",
        ],
    ),
    (
        "ui-wallet-remove-confirm",
        [
            "Destroy this document and its keys? It cannot be undone. (y/n)",
            "是否刪除此文件及其密鑰？刪除後無法復原。(y/n)",
            "是否删除此文件及其密钥？删除后无法恢复。(y/n)",
        ],
    ),
    (
        "ui-share-absent",
        ["Asked for, and not in this document", "對方要求但此文件沒有的資料", "对方要求但此文件没有的资料"],
    ),
    (
        "ui-share-one-time",
        [
            "Shown with a one-time copy, so that it cannot be linked with another showing. Copies left: { $count }",
            "以一次性副本出示，不能與其他出示互相關聯。尚餘副本：{ $count } 份",
            "以一次性副本出示，不能与其他出示互相关联。尚余副本：{ $count } 份",
        ],
    ),
    (
        "ui-log-shown-reader",
        [
            "Shown to { $verifier }: { $kind }. Facts: { $list }",
            "向{ $verifier }出示：{ $kind }。資料：{ $list }",
            "向{ $verifier }出示：{ $kind }。资料：{ $list }",
        ],
    ),
    (
        "ui-code-window",
        [
            "This window is too small for the code: it needs { $count } columns and { $number } lines. Make it larger, or write a picture with --png.",
            "視窗太小，未能顯示二維碼：需要 { $count } 欄及 { $number } 行。請放大視窗，或以 --png 儲存圖片。",
            "窗口太小，无法显示二维码：需要 { $count } 列及 { $number } 行。请放大窗口，或以 --png 保存图片。",
        ],
    ),
    ("ui-log-level", ["level { $list }", "級別 { $list }", "级别 { $list }"]),
];

fn text(key: &str, language: Language, facts: &Facts) -> Option<String> {
    let (_, [en, zh_hant, zh_hans]) = TEXTS.iter().find(|(known, _)| *known == key)?;
    let text = match language {
        Language::English => en,
        Language::TraditionalChinese => zh_hant,
        Language::SimplifiedChinese => zh_hans,
    };
    Some(facts.0.iter().fold((*text).to_owned(), |text, (name, fact)| text.replace(&format!("{{ ${name} }}"), fact)))
}

/// What happened; a code that has no sentence here is given back as it is.
pub(crate) fn sentence(code: &str, language: Language, facts: &Facts) -> String {
    text(code, language, facts).unwrap_or_else(|| code.to_owned())
}

/// What to do next.
pub(crate) fn advice(code: &str, language: Language, facts: &Facts) -> Option<String> {
    text(&format!("{code}.advice"), language, facts)
}

/// A label; a key that has none here is given back as it is.
pub(crate) fn label(key: &str, language: Language, facts: &Facts) -> String {
    text(key, language, facts).unwrap_or_else(|| key.to_owned())
}

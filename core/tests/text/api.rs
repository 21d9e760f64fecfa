//! What callers get.

use chop_core::document::Date;
use chop_core::language::Language;
use chop_core::text::{Facts, advice, date_time, label, sentence, time_of_day};
use chop_core::time::UnixTime;

const LANGUAGES: [Language; 3] = Language::ALL;

fn time() -> UnixTime {
    UnixTime::parse_tdate("2026-11-24T02:42:00Z").unwrap()
}

fn in_each(code: &str, facts: &Facts) -> [String; 3] {
    LANGUAGES.map(|language| sentence(code, language, facts))
}

#[test]
fn an_unknown_code_gives_itself_and_no_advice() {
    for code in ["", "no.such-code", "verdict", "-show-again", "{ $count }", "time", "..", "code.prefix.advice"] {
        for language in LANGUAGES {
            assert_eq!(sentence(code, language, &Facts::new()), code);
            assert_eq!(advice(code, language, &Facts::new()), None);
            assert_eq!(label(code, language, &Facts::new()), code);
        }
    }
}

#[test]
fn a_fact_that_is_missing_shows_as_an_ellipsis() {
    assert_eq!(
        in_each("replay.seen", &Facts::new()),
        ["This code was already used at ….", "此二維碼已於 … 使用。", "此二维码已于 … 使用。"]
    );
    assert_eq!(sentence("issuer.row", Language::English, &Facts::new().row(3_u64)), "Row 3 has a fault in column “…”.");
}

#[test]
fn a_moment_of_today_is_a_time_of_day_in_hong_kong() {
    let told =
        LANGUAGES.map(|language| sentence("replay.seen", language, &Facts::new().at(&time_of_day(time(), language))));
    assert_eq!(
        told,
        ["This code was already used at 10:42.", "此二維碼已於 10:42 使用。", "此二维码已于 10:42 使用。"]
    );
    let past_midnight = UnixTime::parse_tdate("2026-11-24T16:05:00Z").unwrap();
    assert_eq!(time_of_day(past_midnight, Language::English), "00:05");
}

#[test]
fn days_and_moments_are_written_as_each_language_writes_them() {
    let day = Date::parse("2026-12-31").unwrap();
    let told = LANGUAGES.map(|language| sentence("document.expired", language, &Facts::new().on(&day.show(language))));
    assert_eq!(
        told,
        [
            "Expired: the last valid day was 31 December 2026.",
            "已過期：文件有效期至2026年12月31日。",
            "已过期：文件有效期至2026年12月31日。"
        ]
    );
    let told =
        LANGUAGES.map(|language| sentence("time.not-yet", language, &Facts::new().from(&date_time(time(), language))));
    assert_eq!(
        told,
        [
            "This digital copy can be used only from 24 November 2026 10:42.",
            "此數碼副本由2026年11月24日 10:42起才可使用。",
            "此数码副本由2026年11月24日 10:42起才可使用。"
        ]
    );
}

#[test]
fn a_length_of_time_is_told_in_the_unit_that_people_use() {
    let stale = |seconds: i64| sentence("freshness.stale", Language::English, &Facts::new().seconds(seconds));
    for (seconds, told) in [
        (-5, "0 seconds"),
        (1, "1 second"),
        (41, "41 seconds"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (7_199, "119 minutes"),
        (7_200, "2 hours"),
        (172_799, "47 hours"),
        (172_800, "2 days"),
        (i64::MAX, "106751991167300 days"),
    ] {
        assert_eq!(stale(seconds), format!("The code is too old: it was made {told} ago."));
    }
    let again = |minutes: i64| in_each("holder.again", &Facts::new().minutes(minutes));
    assert_eq!(
        again(0),
        [
            "The same holder was admitted less than a minute ago.",
            "同一持有人於不足 1 分鐘前已獲接納。",
            "同一持有人于不足 1 分钟前已获接纳。"
        ]
    );
    assert_eq!(again(1)[0], "The same holder was admitted 1 minute ago.");
    assert_eq!(
        again(2),
        [
            "The same holder was admitted 2 minutes ago.",
            "同一持有人於 2 分鐘前已獲接納。",
            "同一持有人于 2 分钟前已获接纳。"
        ]
    );
}

#[test]
fn one_is_not_told_in_the_plural() {
    let documents = |count: usize| label("ui-documents", Language::English, &Facts::new().count(count));
    assert_eq!([0, 1, 2].map(documents), ["0 documents", "1 document", "2 documents"]);
}

#[test]
fn a_number_is_exact_whatever_its_size() {
    for number in [0, 4_096, 9_007_199_254_740_991, 9_007_199_254_740_993, u64::MAX] {
        assert_eq!(
            sentence("code.profile", Language::English, &Facts::new().number(number)),
            format!("This device does not know document type number {number}.")
        );
    }
}

#[test]
fn text_from_outside_cannot_steer_a_terminal_or_fill_it() {
    let hostile = "\u{1b}[2Jroot\u{202e}gpj.\r\n\u{7}\u{2066}{ $count }\u{9b}";
    let shown = sentence("io.read", Language::English, &Facts::new().path(hostile));
    assert_eq!(
        shown,
        "The file \u{fffd}[2Jroot\u{fffd}gpj.\u{fffd}\u{fffd}\u{fffd}\u{fffd}{ $count }\u{fffd} cannot be read."
    );
    let long = sentence("io.read", Language::English, &Facts::new().path(&"文".repeat(10_000)));
    assert_eq!(long.chars().filter(|c| *c == '文').count(), 200);
    assert!(long.contains("文… cannot"));
}

#[test]
fn a_fact_given_twice_counts_as_given_last() {
    assert_eq!(
        sentence("picture.several", Language::English, &Facts::new().count(2_u64).count(3_u64)),
        "There are 3 codes in the picture."
    );
}

#[test]
fn the_answers_of_a_run_all_have_their_labels() {
    let keys = [
        ["verdict-verified", "verdict-not_in_force", "verdict-undecided", "verdict-rejected"].as_slice(),
        &["next-verified", "next-not_in_force", "next-undecided", "next-rejected"],
        &["in-force-yes", "in-force-partly", "in-force-no", "in-force-unknown"],
        &["genuine-yes", "genuine-no", "genuine-unknown"],
        &["level-1", "level-1P", "level-2", "level-2P"],
        &["level-1-stops", "level-1P-stops", "level-2-stops", "level-2P-stops"],
        &["level-1-does-not-stop", "level-1P-does-not-stop", "level-2-does-not-stop", "level-2P-does-not-stop"],
    ];
    for key in keys.concat() {
        for language in LANGUAGES {
            assert_ne!(label(key, language, &Facts::new()), key);
        }
    }
}

#[test]
fn verdicts_are_the_words_of_government_services() {
    let verdicts = LANGUAGES.map(|language| label("verdict-verified", language, &Facts::new()));
    assert_eq!(verdicts, ["Verified", "已核實", "已核实"]);
    let unverified = LANGUAGES.map(|language| label("ui-unverified", language, &Facts::new()));
    assert!(unverified[0].starts_with("UNVERIFIED") && unverified[1].starts_with("未經核實"));
}

//! People who do not exist, with identity numbers that were never issued (prefix O).

use chop_core::encoding::base45;
use chop_core::time::UnixTime;

/// The department's reference of the resident whose phone the story follows.
pub(super) const HOLDER: &str = "H-0042";

const SURNAMES: [(&str, &str); 8] = [
    ("CHAN", "陳"),
    ("WONG", "黃"),
    ("LEE", "李"),
    ("CHEUNG", "張"),
    ("LAU", "劉"),
    ("LAM", "林"),
    ("HO", "何"),
    ("LEUNG", "梁"),
];
const GIVEN: [(&str, &str); 8] = [
    ("Tai Man", "大文"),
    ("Ka Yan", "嘉欣"),
    ("Siu Ming", "小明"),
    ("Mei Ling", "美玲"),
    ("Chi Keung", "志強"),
    ("Wai Yee", "慧儀"),
    ("Kwok Wah", "國華"),
    ("Lai Fong", "麗芳"),
];

fn person(number: usize) -> (&'static str, &'static str, String) {
    let pick = |list: &'static [(&str, &str); 8], n: usize| list.iter().cycle().nth(n % 8).copied().unwrap_or_default();
    let (surname, surname_zh) = pick(&SURNAMES, number);
    let (given, given_zh) = pick(&GIVEN, number / 8 + number);
    (surname, given, format!("{surname_zh}{given_zh}"))
}

/// An identity number with its check digit: weights 9 to 2 over a space (36), the letter and six digits.
fn identity_number(number: usize) -> String {
    let digits = format!("{:06}", 100_000 + number * 37);
    let sum: usize = 36 * 9
        + 24 * 8
        + digits.bytes().zip((2..=7).rev()).map(|(digit, weight)| usize::from(digit - b'0') * weight).sum::<usize>();
    let check = match (11 - sum % 11) % 11 {
        10 => "A".to_owned(),
        digit => digit.to_string(),
    };
    format!("O{digits}({check})")
}

fn reference(number: usize) -> String {
    format!("H-{number:04}")
}

/// The table of the identity department.
pub(super) fn personal_codes(count: usize) -> String {
    let mut table =
        String::from("holder_ref,family_name,given_name,name_zh,id_number,birth_date,issue_date,portrait\n");
    for number in 1..=count {
        let (surname, given, chinese) = person(number);
        let id = identity_number(number);
        let year = 1940 + number % 60;
        table.push_str(&format!("{},{surname},{given},{chinese},{id},{year}-06-03,2021-11-30,\n", reference(number)));
    }
    table
}

/// The table of the transport department: class 2 for everyone until 2033, class 1 of some over since last year.
pub(super) fn driving_licences(count: usize, now: UnixTime) -> String {
    let day = |seconds: i64| now.plus(seconds).hong_kong_day().to_string();
    let year = 365 * 86_400;
    let header = chop_core::document::csv_template(
        chop_core::document::Kinds::shipped().by_kind("driving-licence").unwrap_or_else(|| unreachable!()),
    );
    let mut table = format!("holder_ref,{}\n", header.header.join(","));
    for number in 1..=count {
        let (surname, given, chinese) = person(number);
        let cells: Vec<String> = header
            .header
            .iter()
            .zip(&header.example)
            .map(|(column, example)| match column.as_str() {
                "family_name" => surname.to_owned(),
                "given_name" => given.to_owned(),
                "name_zh" => chinese.clone(),
                "id_number" => identity_number(number),
                "entitlements" => format!(
                    "\"1:{}/{};2:{}/{}\"",
                    day(-9 * year),
                    day(if number % 3 == 0 { -year } else { 3 * year }),
                    day(-9 * year),
                    day(7 * year)
                ),
                _ if example.contains(',') || example.contains('"') => format!("\"{}\"", example.replace('"', "\"\"")),
                _ => example.clone(),
            })
            .collect();
        table.push_str(&format!("{},{}\n", reference(number), cells.join(",")));
    }
    table
}

/// The same code with another surname of the same length: what a forger with a photo editor can do.
pub(super) fn with_another_name(code: &str) -> String {
    let mut bytes = code.strip_prefix("PC1:").and_then(|body| base45::decode(body).ok()).unwrap_or_default();
    for (surname, _) in SURNAMES {
        let place = bytes.windows(surname.len()).position(|window| window == surname.as_bytes());
        if let Some(letters) = place.and_then(|place| bytes.get_mut(place..place + surname.len())) {
            letters.reverse();
            break;
        }
    }
    format!("PC1:{}", base45::encode(&bytes))
}

//! How the texts are written: Chinese in the Chinese files, each in its script, full-width punctuation, short.

use chop_core::language::Language;
use chop_core::text::{Facts, advice, label};

use crate::ftl;

/// Characters that only Traditional Chinese writes, of those that such texts are made of.
const TRADITIONAL: &str = "\
並來個偽備儲內兩別刪則動區參員問啟單國圍圖執報壓壞夾實寫對層屬後從態憑應掃換損擇擴攝數於時暫書會條構機檔檢欄權歡\
決沒減準滿為無狀獲現產當發盡確碼種稱竊範簡簽紀納級組結絕絡統經維網線編繪繫繼續義聯職與舉舊處號術補裝製複覆規覺覽\
計記設註詢試該認語誤說誰請證識護讀變讓資軟較載輸轉這連過達遲選遺還銷錢錯鎖鏈鐘長門閉開間閱關隨隱離難項順須領顏類\
顯餘騰體麼點齊齡";
/// Characters that only Simplified Chinese writes, of those that such texts are made of.
const SIMPLIFIED: &str = "\
两个为么义书于产从会伪体储关内写决减凭则刚别动区单参变号启员围图坏处备夹实尽层属并应开态执扩扫护报换损摄数无旧时\
显暂机权条构栏档检欢没满点状现盘码确离种称窃签简类纳级线组经结绘络绝统继续维编网职联获补装规觉览计让认记设证识试\
该询语误说请读谁资转软载较输达过这还连迟选遗钟钱链销锁错长门闭问间阅随隐难项顺须领预颜齐龄";

fn texts(language: Language) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for (key, message) in ftl::file(language) {
        texts.push((key.clone(), label(&key, language, &Facts::new())));
        if let Some(code) = ftl::code(&key, &message) {
            texts.push((format!("{key}.advice"), advice(&code, language, &Facts::new()).unwrap()));
        }
    }
    texts
}

const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

#[test]
fn every_chinese_text_is_chinese_and_no_english_text_is() {
    // Made of arguments and punctuation alone.
    let bare = ["time-of-day", "ui-issuer-progress", "ui-list-separator"];
    for language in [Language::TraditionalChinese, Language::SimplifiedChinese] {
        for (key, text) in texts(language) {
            assert!(text.chars().any(is_han) || bare.contains(&key.as_str()), "{language}: {key}: {text}");
        }
    }
    for (key, text) in texts(Language::English) {
        assert!(!text.chars().any(is_han), "{key}: {text}");
    }
}

#[test]
fn each_chinese_file_keeps_to_its_script() {
    for (language, foreign) in [(Language::TraditionalChinese, SIMPLIFIED), (Language::SimplifiedChinese, TRADITIONAL)]
    {
        for (key, text) in texts(language) {
            assert!(!text.contains(|c| foreign.contains(c)), "{language}: {key}: {text}");
        }
    }
}

#[test]
fn chinese_punctuation_is_full_width() {
    for language in [Language::TraditionalChinese, Language::SimplifiedChinese] {
        for (key, text) in texts(language) {
            let characters: Vec<char> = text.chars().collect();
            for pair in characters.windows(2) {
                let narrow = |c: char| matches!(c, ',' | ';' | ':' | '?' | '!' | '(' | ')' | '"');
                assert!(!(is_han(pair[0]) && narrow(pair[1])), "{language}: {key}: {text}");
                assert!(!(narrow(pair[0]) && is_han(pair[1])), "{language}: {key}: {text}");
            }
        }
    }
}

#[test]
fn a_code_is_told_in_one_sentence_and_its_advice_is_short() {
    for language in Language::ALL {
        let ends: &[char] = if language == Language::English { &['.'] } else { &['。'] };
        for (key, message) in ftl::file(language) {
            let Some(code) = ftl::code(&key, &message) else { continue };
            let text = label(&key, language, &Facts::new());
            let inside = text.strip_suffix(ends).unwrap_or_else(|| panic!("{language}: {key}: {text}"));
            assert!(!inside.contains(". ") && !inside.contains('。'), "{language}: {key}: {text}");
            let advice = advice(&code, language, &Facts::new()).unwrap();
            assert!(advice.ends_with(ends) && advice.chars().count() <= 160, "{language}: {key}: {advice}");
        }
    }
}

#[test]
fn no_text_promises_what_the_law_decides() {
    for language in Language::ALL {
        for (key, text) in texts(language) {
            for word in ["legally binding", "legal effect", "法律效力", "約束力", "约束力"] {
                assert!(!text.contains(word), "{key}: {text}");
            }
        }
    }
}

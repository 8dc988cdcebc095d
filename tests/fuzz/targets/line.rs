//! Lines of a script: the words in quotes are the same words again, and a half-typed line has the same words.

use crate::input::line;
use crate::input::typed_words::{self, WordForm};
use crate::render::typed;

pub(crate) fn check(data: &[u8]) {
    let words = line::split(data);
    if let Ok(words) = &words {
        for terminal in [false, true] {
            let quoted = typed(words, terminal);
            assert_eq!(
                line::split(quoted.as_bytes()).as_ref(),
                Ok(words),
                "{quoted}"
            );
        }
    }
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let found: Vec<_> = typed_words::words(text, 0..text.len()).collect();
    match words {
        Ok(words) => assert!(found.iter().map(|word| &word.value).eq(&words)),
        Err(_) => {
            let is_bad = |form| matches!(form, WordForm::Open | WordForm::Spoiled(_));
            assert!(found.iter().any(|word| is_bad(word.form)));
        }
    }
}

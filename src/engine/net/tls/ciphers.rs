//! Choosing cipher suites by name.
//!
//! Lists have OpenSSL's syntax, which redis-cli accepts. A suite that rustls does not have is an error, while OpenSSL
//! ignores unknown names: users write a list to restrict the ciphers.

use rustls::SupportedCipherSuite;

use super::TlsOptions;
use super::suites::{Suite, TLS12, TLS13, names};
use crate::error::Error;

/// OpenSSL's names for kinds of ciphers of which rustls has none. Many lists contain one, such as `EDH+AESGCM`; it
/// adds nothing.
const NONE_OF_THESE: &[&str] = &[
    "3DES", "aDSS", "ADH", "AECDH", "AESCCM", "AESCCM8", "aNULL", "ARIA", "CAMELLIA", "DES", "DH",
    "DHE", "DSS", "EDH", "eNULL", "EXPORT", "IDEA", "kDHE", "kEDH", "kRSA", "LOW", "MD5", "MEDIUM",
    "NULL", "PSK", "RC4", "RSA", "SEED", "SHA", "SHA1", "SHA256", "SHA384", "SRP", "SSLv3",
    "TLSv1", "TLSv1.0",
];

/// Returns the suites of the options, TLS 1.3 first. A version without a list keeps its default suites.
///
/// # Errors
/// Returns [`Error::TlsOption`] with the first unknown name, or if no cipher is left.
pub(super) fn choose(options: &TlsOptions) -> Result<Vec<SupportedCipherSuite>, Error> {
    let modern = match &options.cipher_suites {
        Some(list) => by_name(list)?,
        None => TLS13.iter().collect(),
    };
    let older = match &options.ciphers {
        Some(list) => by_openssl_rules(list)?,
        None => TLS12.iter().collect(),
    };
    Ok(modern
        .into_iter()
        .chain(older)
        .map(|suite| suite.suite)
        .collect())
}

/// TLS 1.3: a list of names. An empty list disables TLS 1.3.
fn by_name(list: &str) -> Result<Vec<&'static Suite>, Error> {
    let find = |word| {
        TLS13
            .iter()
            .find(|suite| suite.is_named(word))
            .ok_or_else(|| unknown_suite(word))
    };
    words(list).map(find).collect()
}

/// TLS 1.2, with the rules of `openssl ciphers`:
///
/// 1. A word adds the suites that it names: a single suite, or the intersection of kinds joined by `+`.
/// 2. `-` removes suites, `!` removes them permanently, `+` moves them to the end. Unknown names are ignored here,
///    since rustls does not have those suites anyway.
/// 3. `@STRENGTH` and `@SECLEVEL=…` have no effect, since all suites are strong.
fn by_openssl_rules(list: &str) -> Result<Vec<&'static Suite>, Error> {
    let (mut chosen, mut banned) = (Vec::new(), Vec::new());
    for word in words(list) {
        let named = |rest: &str| matching(rest).unwrap_or_default();
        match word.split_at_checked(1) {
            Some(("@", _)) => {}
            Some(("!", rest)) => banned.extend(named(rest)),
            Some(("-", rest)) => remove(&mut chosen, &named(rest)),
            Some(("+", rest)) => move_to_end(&mut chosen, &named(rest)),
            _ => add(
                &mut chosen,
                matching(word).ok_or_else(|| unknown_cipher(word))?,
            ),
        }
    }
    remove(&mut chosen, &banned);
    if chosen.is_empty() {
        return Err(nothing_left(list));
    }
    Ok(chosen.into_iter().map(|index| &TLS12[index]).collect())
}

fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split([':', ',', ';', ' '])
        .filter(|word| !word.is_empty())
}

/// The indexes in [`TLS12`] of the suites that a word names; `None` for an unknown word.
fn matching(word: &str) -> Option<Vec<usize>> {
    let mut matching: Vec<usize> = (0..TLS12.len()).collect();
    for kind in word.split('+') {
        let wanted = of_kind(kind)?;
        matching.retain(|index| wanted.contains(index));
    }
    Some(matching)
}

fn of_kind(kind: &str) -> Option<Vec<usize>> {
    if NONE_OF_THESE.contains(&kind) {
        return Some(Vec::new());
    }
    let indices = |wanted: &dyn Fn(&Suite) -> bool| {
        (0..TLS12.len())
            .filter(|&index| wanted(&TLS12[index]))
            .collect()
    };
    match part_of_name(kind) {
        Some(part) => Some(indices(&|suite| suite.openssl.contains(part))),
        None => {
            Some(indices(&|suite| suite.is_named(kind))).filter(|found: &Vec<_>| !found.is_empty())
        }
    }
}

/// The text that the OpenSSL names of all suites of a kind contain.
fn part_of_name(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "ALL" | "DEFAULT" | "HIGH" | "AEAD" | "TLSv1.2" => "",
        "ECDHE" | "EECDH" | "kECDHE" | "kEECDH" | "ECDH" => "ECDHE-",
        "aECDSA" | "ECDSA" => "-ECDSA-",
        "aRSA" => "-RSA-",
        "AES" | "AESGCM" => "-AES",
        "AES128" => "-AES128-",
        "AES256" => "-AES256-",
        "CHACHA20" => "-CHACHA20-",
        _ => return None,
    })
}

fn add(chosen: &mut Vec<usize>, more: Vec<usize>) {
    for index in more {
        if !chosen.contains(&index) {
            chosen.push(index);
        }
    }
}

fn remove(chosen: &mut Vec<usize>, these: &[usize]) {
    chosen.retain(|index| !these.contains(index));
}

fn move_to_end(chosen: &mut [usize], these: &[usize]) {
    chosen.sort_by_key(|index| these.contains(index));
}

fn unknown_suite(word: &str) -> Error {
    let available = names(&TLS13);
    Error::TlsOption(format!(
        "unknown TLS 1.3 cipher suite {word:?}; available: {available}"
    ))
}

fn unknown_cipher(word: &str) -> Error {
    if TLS13.iter().any(|suite| suite.is_named(word)) {
        return Error::TlsOption(format!(
            "{word:?} is a TLS 1.3 cipher suite, not a TLS 1.2 cipher; choose the suites separately"
        ));
    }
    let available = names(&TLS12);
    Error::TlsOption(format!(
        "unknown TLS 1.2 cipher {word:?}; available: {available}"
    ))
}

fn nothing_left(list: &str) -> Error {
    let available = names(&TLS12);
    Error::TlsOption(format!(
        "the list {list:?} selects no TLS 1.2 cipher; available: {available}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn older(list: &str) -> Vec<&'static str> {
        let chosen = by_openssl_rules(list).expect(list);
        chosen.into_iter().map(|suite| suite.openssl).collect()
    }

    fn refusal(options: &TlsOptions) -> String {
        choose(options).expect_err("not a usable list").to_string()
    }

    fn ciphers(list: &str) -> TlsOptions {
        TlsOptions {
            ciphers: Some(list.into()),
            ..TlsOptions::default()
        }
    }

    fn cipher_suites(list: &str) -> TlsOptions {
        TlsOptions {
            cipher_suites: Some(list.into()),
            ..TlsOptions::default()
        }
    }

    #[test]
    fn openssl_and_iana_names_select_the_same_suite() {
        for suite in &TLS12 {
            assert_eq!(older(suite.iana), [suite.openssl]);
            assert_eq!(older(suite.openssl), [suite.openssl]);
        }
    }

    #[test]
    fn a_list_for_one_version_does_not_affect_the_other() {
        let chosen = choose(&ciphers("ECDHE-RSA-CHACHA20-POLY1305")).expect("a suite");
        assert_eq!(chosen.len(), TLS13.len() + 1);
        let chosen = choose(&cipher_suites("TLS_AES_128_GCM_SHA256")).expect("a suite");
        assert_eq!(chosen.len(), 1 + TLS12.len());
        assert_eq!(chosen[0], TLS13[1].suite);
        assert_eq!(
            choose(&cipher_suites("")).expect("no TLS 1.3").len(),
            TLS12.len()
        );
    }

    #[test]
    fn common_lists_for_openssl_are_understood() {
        assert_eq!(older("HIGH:!aNULL:!MD5:@STRENGTH").len(), 6);
        assert_eq!(
            older("DEFAULT:!aRSA:-CHACHA20"),
            [
                "ECDHE-ECDSA-AES256-GCM-SHA384",
                "ECDHE-ECDSA-AES128-GCM-SHA256"
            ]
        );
        assert_eq!(older("EECDH+AESGCM:EDH+AESGCM").len(), 4);
        assert_eq!(
            older("ALL:!AES:+ECDSA"),
            [
                "ECDHE-RSA-CHACHA20-POLY1305",
                "ECDHE-ECDSA-CHACHA20-POLY1305"
            ]
        );
        assert_eq!(
            older("ecdhe-rsa-aes128-gcm-sha256,ALL")[0],
            "ECDHE-RSA-AES128-GCM-SHA256"
        );
    }

    #[test]
    fn a_banned_cipher_is_not_added_again() {
        assert_eq!(
            older("!AES256:AES256:AES128+aRSA"),
            ["ECDHE-RSA-AES128-GCM-SHA256"]
        );
        assert_eq!(
            older("-AES256:AES256+aRSA"),
            ["ECDHE-RSA-AES256-GCM-SHA384"]
        );
    }

    #[test]
    fn an_unknown_cipher_is_reported_with_those_available() {
        let why = refusal(&ciphers("ECDHE-RSA-AES128-GCM-SHA256:AES128-SHA"));
        assert!(
            why.starts_with("unknown TLS 1.2 cipher \"AES128-SHA\"; available: ECDHE-ECDSA-"),
            "{why}"
        );
        let why = refusal(&cipher_suites("TLS_AES_128_CCM_SHA256"));
        assert!(
            why.starts_with("unknown TLS 1.3 cipher suite \"TLS_AES_128_CCM_SHA256\""),
            "{why}"
        );
    }

    #[test]
    fn a_list_that_selects_no_cipher_is_an_error() {
        for list in ["", "RC4", "ALL:!ALL", "EDH+AESGCM"] {
            assert!(
                refusal(&ciphers(list)).contains("selects no TLS 1.2 cipher"),
                "{list}"
            );
        }
    }

    #[test]
    fn a_tls_1_3_suite_in_the_cipher_list_is_reported() {
        assert!(
            refusal(&ciphers("TLS_AES_256_GCM_SHA384")).ends_with("choose the suites separately")
        );
    }
}

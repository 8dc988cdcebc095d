//! Choosing cipher suites by name.
//!
//! Lists have OpenSSL's syntax, which redis-cli accepts. As there, unknown names are ignored beside known ones: the
//! remaining ciphers are among those that the user allows.

use rustls::SupportedCipherSuite;
use rustls::crypto::ring::ALL_CIPHER_SUITES;

use super::TlsOptions;
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
pub(super) fn choose(options: &TlsOptions) -> Result<Vec<SupportedCipherSuite>, Error> {
    let mut chosen = match &options.cipher_suites {
        Some(list) => by_name(list)?,
        None => tls13().collect(),
    };
    match &options.ciphers {
        Some(list) => chosen.extend(by_openssl_rules(list)?),
        None => chosen.extend(tls12()),
    }
    Ok(chosen)
}

/// The suites of TLS 1.3, in the order of preference.
fn tls13() -> impl Iterator<Item = SupportedCipherSuite> {
    let suites = ALL_CIPHER_SUITES.iter().copied();
    suites.filter(|suite| suite.tls13().is_some())
}

/// The suites of TLS 1.2, in the order of preference.
fn tls12() -> impl Iterator<Item = SupportedCipherSuite> {
    let suites = ALL_CIPHER_SUITES.iter().copied();
    suites.filter(|suite| suite.tls13().is_none())
}

fn iana_name(suite: SupportedCipherSuite) -> String {
    format!("{:?}", suite.suite()).replace("TLS13_", "TLS_")
}

/// For TLS 1.3, OpenSSL uses the IANA names.
fn openssl_name(suite: SupportedCipherSuite) -> String {
    let name = iana_name(suite);
    match name.split_once("_WITH_") {
        Some((exchange, cipher)) => {
            let exchange = exchange.trim_start_matches("TLS_");
            let cipher = cipher.replace("AES_", "AES");
            let cipher = cipher.replace("POLY1305_SHA256", "POLY1305");
            format!("{exchange}-{cipher}").replace('_', "-")
        }
        None => name,
    }
}

fn names(suites: impl Iterator<Item = SupportedCipherSuite>) -> String {
    suites.map(openssl_name).collect::<Vec<_>>().join(", ")
}

fn is_named(suite: SupportedCipherSuite, word: &str) -> bool {
    iana_name(suite).eq_ignore_ascii_case(word) || openssl_name(suite).eq_ignore_ascii_case(word)
}

/// TLS 1.3: a list of names. An empty list disables TLS 1.3.
fn by_name(list: &str) -> Result<Vec<SupportedCipherSuite>, Error> {
    let known = words(list).filter_map(|word| tls13().find(|suite| is_named(*suite, word)));
    let known: Vec<_> = known.collect();
    match words(list).next() {
        Some(word) if known.is_empty() => {
            let available = names(tls13());
            Err(Error::TlsOption(format!(
                "unknown TLS 1.3 cipher suite {word:?}; available: {available}"
            )))
        }
        _ => Ok(known),
    }
}

/// TLS 1.2, with the rules of `openssl ciphers`:
///
/// 1. A word adds the suites that it names: a single suite, or the intersection of kinds joined by `+`.
/// 2. `-` removes suites, `!` removes them permanently, `+` moves them to the end.
/// 3. `@STRENGTH` and `@SECLEVEL=…` have no effect, since all suites are strong.
/// 4. Unknown names are ignored, unless no cipher is left.
fn by_openssl_rules(list: &str) -> Result<Vec<SupportedCipherSuite>, Error> {
    let (mut chosen, mut banned, mut unknown) = (Vec::new(), Vec::new(), None);
    for word in words(list) {
        let (sign, rest) = word.split_at_checked(1).unwrap_or(("", word));
        let named = matching(rest).unwrap_or_default();
        match sign {
            "@" => {}
            "!" => banned.extend(named),
            "-" => chosen.retain(|suite| !named.contains(suite)),
            "+" => chosen.sort_by_key(|suite| named.contains(suite)),
            _ => {
                let added = matching(word);
                unknown = unknown.or(added.is_none().then_some(word));
                let mut added = added.unwrap_or_default();
                added.retain(|suite| !chosen.contains(suite));
                chosen.extend(added);
            }
        }
    }
    chosen.retain(|suite| !banned.contains(suite));
    if let (true, Some(word)) = (chosen.is_empty(), unknown) {
        return Err(unknown_cipher(word));
    }
    if chosen.is_empty() {
        let available = names(tls12());
        return Err(Error::TlsOption(format!(
            "the list {list:?} selects no TLS 1.2 cipher; available: {available}"
        )));
    }
    Ok(chosen)
}

fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split([':', ',', ';', ' '])
        .filter(|word| !word.is_empty())
}

/// The suites that a word names; `None` for an unknown word.
fn matching(word: &str) -> Option<Vec<SupportedCipherSuite>> {
    let mut matching: Vec<_> = tls12().collect();
    for kind in word.split('+') {
        let wanted = of_kind(kind)?;
        matching.retain(|suite| wanted.contains(suite));
    }
    Some(matching)
}

fn of_kind(kind: &str) -> Option<Vec<SupportedCipherSuite>> {
    if NONE_OF_THESE.contains(&kind) {
        return Some(Vec::new());
    }
    if let Some(part) = part_of_name(kind) {
        let suites = tls12().filter(|suite| openssl_name(*suite).contains(part));
        return Some(suites.collect());
    }
    let named: Vec<_> = tls12().filter(|suite| is_named(*suite, kind)).collect();
    (!named.is_empty()).then_some(named)
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

fn unknown_cipher(word: &str) -> Error {
    if tls13().any(|suite| is_named(suite, word)) {
        return Error::TlsOption(format!(
            "{word:?} is a TLS 1.3 cipher suite, not a TLS 1.2 cipher; choose the suites separately"
        ));
    }
    let available = names(tls12());
    Error::TlsOption(format!(
        "unknown TLS 1.2 cipher {word:?}; available: {available}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn older(list: &str) -> Vec<String> {
        let chosen = by_openssl_rules(list).expect(list);
        chosen.into_iter().map(openssl_name).collect()
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
        for suite in tls12() {
            let name = openssl_name(suite);
            assert_eq!(older(&iana_name(suite)), [name.as_str()]);
            assert_eq!(older(&name), [name.as_str()]);
        }
    }

    #[test]
    fn suites_have_their_names_in_openssl() {
        assert_eq!(
            names(tls13().chain(tls12())),
            "TLS_AES_256_GCM_SHA384, TLS_AES_128_GCM_SHA256, TLS_CHACHA20_POLY1305_SHA256, \
             ECDHE-ECDSA-AES256-GCM-SHA384, ECDHE-ECDSA-AES128-GCM-SHA256, \
             ECDHE-ECDSA-CHACHA20-POLY1305, ECDHE-RSA-AES256-GCM-SHA384, \
             ECDHE-RSA-AES128-GCM-SHA256, ECDHE-RSA-CHACHA20-POLY1305"
        );
    }

    #[test]
    fn a_list_for_one_version_does_not_affect_the_other() {
        let chosen = choose(&ciphers("ECDHE-RSA-CHACHA20-POLY1305")).expect("a suite");
        assert_eq!(chosen.len(), tls13().count() + 1);
        let chosen = choose(&cipher_suites("TLS_AES_128_GCM_SHA256")).expect("a suite");
        assert_eq!(chosen.len(), 1 + tls12().count());
        assert_eq!(Some(chosen[0]), tls13().nth(1));
        assert_eq!(
            choose(&cipher_suites("")).expect("no TLS 1.3").len(),
            tls12().count()
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
        let why = refusal(&ciphers("AES128-SHA:AES256-SHA"));
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
    fn an_unknown_cipher_beside_known_ones_is_ignored() {
        assert_eq!(
            older("ECDHE-RSA-AES128-GCM-SHA256:AES128-SHA"),
            ["ECDHE-RSA-AES128-GCM-SHA256"]
        );
        let chosen = choose(&cipher_suites(
            "TLS_AES_128_CCM_SHA256:TLS_AES_128_GCM_SHA256",
        ));
        let chosen = chosen.expect("one is known");
        assert_eq!(chosen.len(), 1 + tls12().count());
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

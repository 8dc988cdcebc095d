//! What went wrong with a TLS session, in words for the user.

use jiff::Timestamp;
use rustls::pki_types::{ServerName, UnixTime};
use rustls::{AlertDescription, CertificateError, Error};

/// The words for an error of rustls. They depend on whether the client has a certificate to show: a server's refusal may
/// mean that it wants one, or that it does not want this one.
pub(super) fn words(error: &Error, has_certificate: bool) -> String {
    match error {
        Error::InvalidCertificate(fault) => certificate(fault),
        Error::AlertReceived(alert) => refusal(*alert, has_certificate),
        Error::InvalidMessage(_) => "what came back is not TLS; is this its TLS port?".into(),
        Error::PeerIncompatible(_) => {
            format!("it has no protocol version or cipher in common with this client ({error})")
        }
        Error::NoCertificatesPresented => "the server has no certificate".into(),
        error => error.to_string(),
    }
}

/// What is wrong with the server's certificate.
fn certificate(fault: &CertificateError) -> String {
    use CertificateError as Fault;
    match fault {
        Fault::UnknownIssuer => "its certificate is not signed by an authority that is trusted \
             here; give the authority's certificate with --cacert"
            .into(),
        Fault::NotValidForNameContext {
            expected,
            presented,
        } => wrong_name(expected, presented),
        Fault::ExpiredContext { not_after, .. } => {
            format!("its certificate expired on {}", date(*not_after))
        }
        Fault::NotValidYetContext { not_before, .. } => format!(
            "its certificate is valid only from {} on; is the clock here right?",
            date(*not_before)
        ),
        Fault::BadEncoding => "its certificate cannot be read".into(),
        Fault::BadSignature => "the signature of its certificate is wrong; is the authority given \
             with --cacert an older one of the same name?"
            .into(),
        Fault::InvalidPurpose | Fault::InvalidPurposeContext { .. } => {
            "its certificate is not meant for a server (extended key usage)".into()
        }
        Fault::UnsupportedSignatureAlgorithmContext { .. }
        | Fault::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "its certificate is signed in a way that this client does not trust (SHA-1, or a key \
             that is too short)"
                .into()
        }
        Fault::Other(fault) => odd(&fault.0.to_string()),
        fault => format!("its certificate cannot be accepted ({fault})"),
    }
}

/// rustls hands these on as they are, with nothing but their text to tell them by.
fn odd(fault: &str) -> String {
    match fault {
        "UnsupportedCertVersion" => {
            "its certificate is of X.509 version 1, which cannot be checked; it needs one of \
             version 3, or --insecure"
                .into()
        }
        "CaUsedAsEndEntity" => {
            "its certificate is an authority's; give that very certificate with --cacert to \
             trust it"
                .into()
        }
        fault => format!("its certificate cannot be accepted ({fault})"),
    }
}

fn wrong_name(expected: &ServerName<'_>, presented: &[String]) -> String {
    let expected = expected.to_str();
    if presented.is_empty() {
        return format!(
            "its certificate is not for \"{expected}\": it has no subject alternative name at all; \
             --insecure skips the check"
        );
    }
    let names: Vec<_> = presented.iter().map(|name| bare(name)).collect();
    format!(
        "its certificate is not for \"{expected}\" but for {}; --sni gives the name to expect",
        names.join(", ")
    )
}

/// The name in `DnsName("a.example")` or `IpAddress(10.0.0.1)`. It comes from the server, so what could drive a terminal is
/// escaped.
fn bare(name: &str) -> String {
    let inner = name
        .split_once('(')
        .and_then(|(_, rest)| rest.strip_suffix(')'))
        .unwrap_or(name);
    inner.trim_matches('"').escape_debug().to_string()
}

/// What the server has against the session.
fn refusal(alert: AlertDescription, has_certificate: bool) -> String {
    use AlertDescription as Alert;
    match alert {
        Alert::CertificateRequired => {
            "the server wants a client certificate; give --cert and --key".into()
        }
        Alert::HandshakeFailure if !has_certificate => {
            "the server refused: it wants a client certificate (--cert and --key), or has no \
             cipher in common with this client"
                .into()
        }
        Alert::HandshakeFailure => {
            "the server refused: it has no cipher in common with this client".into()
        }
        Alert::ProtocolVersion => "the server has neither TLS 1.2 nor TLS 1.3".into(),
        Alert::UnrecognisedName => {
            "the server does not know the name it is asked for; --sni gives another".into()
        }
        Alert::UnknownCA if has_certificate => {
            "the server does not trust the authority that signed the client certificate".into()
        }
        Alert::CertificateExpired if has_certificate => "the client certificate has expired".into(),
        alert => format!("the server refused: {}", spaced(alert)),
    }
}

/// `BadCertificate` → `bad certificate`.
fn spaced(alert: AlertDescription) -> String {
    let mut text = String::new();
    for letter in format!("{alert:?}").chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push(' ');
        }
        text.extend(letter.to_lowercase());
    }
    text
}

/// `2024-02-29 12:00 UTC`. A certificate without an expiration date ends with the year 9999, which is past jiff's last
/// timestamp.
fn date(time: UnixTime) -> String {
    let time = i64::try_from(time.as_secs()).ok();
    let time = time.and_then(|seconds| Timestamp::from_second(seconds).ok());
    let time = time.unwrap_or(Timestamp::MAX);
    time.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        let at = |seconds| date(UnixTime::since_unix_epoch(Duration::from_secs(seconds)));
        assert_eq!(at(0), "1970-01-01 00:00 UTC");
        assert_eq!(at(951_826_500), "2000-02-29 12:15 UTC");
        assert_eq!(at(951_868_800), "2000-03-01 00:00 UTC");
        assert_eq!(at(1_735_689_599), "2024-12-31 23:59 UTC");
        assert_eq!(at(4_107_542_400), "2100-03-01 00:00 UTC");
        assert_eq!(at(253_402_300_799), "9999-12-30 22:00 UTC"); // 9999-12-31 23:59:59
    }

    #[test]
    fn a_wrong_name_lists_the_right_ones_harmlessly() {
        let expected = ServerName::try_from("cache").expect("a name");
        let presented = [
            r#"DnsName("a.example")"#,
            "IpAddress(10.0.0.1)",
            "DnsName(\"\u{1b}[2J\")",
        ];
        assert_eq!(
            wrong_name(&expected, &presented.map(str::to_owned)),
            "its certificate is not for \"cache\" but for a.example, 10.0.0.1, \\u{1b}[2J; --sni gives the name to expect"
        );
        assert!(wrong_name(&expected, &[]).contains("no subject alternative name at all"));
    }

    #[test]
    fn a_missing_client_certificate_names_the_options() {
        let words = |alert, has| words(&Error::AlertReceived(alert), has);
        let required = words(AlertDescription::CertificateRequired, false);
        assert_eq!(
            required,
            "the server wants a client certificate; give --cert and --key"
        );
        assert!(words(AlertDescription::HandshakeFailure, false).contains("--cert and --key"));
        assert!(!words(AlertDescription::HandshakeFailure, true).contains("--cert"));
        assert_eq!(
            words(AlertDescription::BadCertificate, true),
            "the server refused: bad certificate"
        );
    }
}

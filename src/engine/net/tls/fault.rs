//! Messages for the errors of a TLS session.

use jiff::Timestamp;
use rustls::pki_types::{ServerName, UnixTime};
use rustls::{AlertDescription, CertificateError, Error};

/// Returns the message for an error of rustls. Some alerts mean that the server requires a client certificate, or that it
/// rejects the one that it got, so the message depends on `has_certificate`.
pub(super) fn words(error: &Error, has_certificate: bool) -> String {
    match error {
        Error::InvalidCertificate(fault) => certificate(fault),
        Error::AlertReceived(alert) => refusal(*alert, has_certificate),
        Error::InvalidMessage(_) => "the reply is not TLS; is this its TLS port?".into(),
        Error::PeerIncompatible(_) => {
            format!("no protocol version or cipher in common with the server ({error})")
        }
        Error::NoCertificatesPresented => "the server sent no certificate".into(),
        error => error.to_string(),
    }
}

/// Returns the message for a server certificate that is not accepted.
fn certificate(fault: &CertificateError) -> String {
    use CertificateError as Fault;
    match fault {
        Fault::UnknownIssuer => "its certificate is not signed by a trusted authority; trust the \
             authority's certificate"
            .into(),
        Fault::NotValidForNameContext {
            expected,
            presented,
        } => wrong_name(expected, presented),
        Fault::ExpiredContext { not_after, .. } => {
            format!("its certificate expired on {}", date(*not_after))
        }
        Fault::NotValidYetContext { not_before, .. } => format!(
            "its certificate is not valid before {}; is the clock right?",
            date(*not_before)
        ),
        Fault::BadEncoding => "its certificate is malformed".into(),
        Fault::BadSignature => "the signature of its certificate is wrong; is the trusted authority \
             an older one of the same name?"
            .into(),
        Fault::InvalidPurpose | Fault::InvalidPurposeContext { .. } => {
            "its certificate is not for a server (extended key usage)".into()
        }
        Fault::UnsupportedSignatureAlgorithmContext { .. }
        | Fault::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "its certificate has a signature that cannot be verified (SHA-1, P-521, or a key that is too short)"
                .into()
        }
        Fault::Other(fault) => odd(&fault.0.to_string()),
        fault => format!("its certificate is not accepted ({fault})"),
    }
}

/// Returns the message for an error that rustls passes on as text only.
fn odd(fault: &str) -> String {
    match fault {
        "UnsupportedCertVersion" => {
            "its certificate is of X.509 version 1, which cannot be verified; it needs one of version 3"
                .into()
        }
        "CaUsedAsEndEntity" => {
            "its certificate is an authority's; to accept it, trust that very certificate"
                .into()
        }
        fault => format!("its certificate is not accepted ({fault})"),
    }
}

fn wrong_name(expected: &ServerName<'_>, presented: &[String]) -> String {
    let expected = expected.to_str();
    if presented.is_empty() {
        return format!(
            "its certificate is not for \"{expected}\": its common name differs, and it has no subject alternative name"
        );
    }
    let names: Vec<_> = presented.iter().map(|name| bare(name)).collect();
    format!(
        "its certificate is not for \"{expected}\" but for {}; expect one of these names",
        names.join(", ")
    )
}

/// Returns the name in `DnsName("a.example")` or `IpAddress(10.0.0.1)`. It comes from the server, so control characters are
/// escaped.
fn bare(name: &str) -> String {
    let inner = name
        .split_once('(')
        .and_then(|(_, rest)| rest.strip_suffix(')'))
        .unwrap_or(name);
    inner.trim_matches('"').escape_debug().to_string()
}

/// Returns the message for an alert of the server.
fn refusal(alert: AlertDescription, has_certificate: bool) -> String {
    use AlertDescription as Alert;
    match alert {
        Alert::CertificateRequired => "the server requires a client certificate".into(),
        Alert::HandshakeFailure if !has_certificate => {
            "the server refused: it requires a client certificate, or has no cipher in common with \
             this client"
                .into()
        }
        Alert::HandshakeFailure => {
            "the server refused: it has no cipher in common with this client".into()
        }
        Alert::ProtocolVersion => "the server supports neither TLS 1.2 nor TLS 1.3".into(),
        Alert::UnrecognisedName => "the server does not know the name that it was asked for".into(),
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
    fn dates_are_printed_in_utc() {
        let at = |seconds| date(UnixTime::since_unix_epoch(Duration::from_secs(seconds)));
        assert_eq!(at(0), "1970-01-01 00:00 UTC");
        assert_eq!(at(951_826_500), "2000-02-29 12:15 UTC");
        assert_eq!(at(951_868_800), "2000-03-01 00:00 UTC");
        assert_eq!(at(1_735_689_599), "2024-12-31 23:59 UTC");
        assert_eq!(at(4_107_542_400), "2100-03-01 00:00 UTC");
        assert_eq!(at(253_402_300_799), "9999-12-30 22:00 UTC"); // 9999-12-31 23:59:59
    }

    #[test]
    fn a_wrong_name_lists_the_right_ones_with_control_characters_escaped() {
        let expected = ServerName::try_from("cache").expect("a name");
        let presented = [
            r#"DnsName("a.example")"#,
            "IpAddress(10.0.0.1)",
            "DnsName(\"\u{1b}[2J\")",
        ];
        assert_eq!(
            wrong_name(&expected, &presented.map(str::to_owned)),
            "its certificate is not for \"cache\" but for a.example, 10.0.0.1, \\u{1b}[2J; expect one of these names"
        );
        assert!(wrong_name(&expected, &[]).contains("no subject alternative name"));
    }

    #[test]
    fn a_missing_client_certificate_is_reported() {
        let words = |alert, has| words(&Error::AlertReceived(alert), has);
        let required = words(AlertDescription::CertificateRequired, false);
        assert_eq!(required, "the server requires a client certificate");
        assert!(words(AlertDescription::HandshakeFailure, false).contains("client certificate"));
        assert!(!words(AlertDescription::HandshakeFailure, true).contains("client certificate"));
        assert_eq!(
            words(AlertDescription::BadCertificate, true),
            "the server refused: bad certificate"
        );
    }
}

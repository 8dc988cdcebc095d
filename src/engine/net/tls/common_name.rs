//! The common name of a certificate's subject, which is its only name if there is no subject alternative name (RFC 6125,
//! section 6.4.4).
//!
//! rustls verifies alternative names only. The certificate was parsed and its chain verified before: here it is only read.

use rustls::pki_types::ServerName;

use super::der::{Der, INTEGER, OBJECT_IDENTIFIER, SEQUENCE, SET};

/// The tag of the version field, which certificates of version 1 lack.
const VERSION: u8 = 0xa0;

/// The attribute 2.5.4.3 of a distinguished name (RFC 5280, appendix A.1).
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];

/// Whether the common name of a certificate is the expected name. The caller checks that it has no alternative names.
pub(super) fn is_named(certificate: &[u8], name: &ServerName<'_>) -> bool {
    let found = common_name(certificate).and_then(|name| std::str::from_utf8(name).ok());
    found.is_some_and(|found| matches(found, &name.to_str()))
}

/// A name may begin with a label `*`, which stands for one label.
fn matches(found: &str, expected: &str) -> bool {
    let rest = |name: &str| {
        name.split_once('.')
            .map(|(_, rest)| rest.to_ascii_lowercase())
    };
    found.eq_ignore_ascii_case(expected)
        || found.starts_with("*.") && rest(found).is_some() && rest(found) == rest(expected)
}

/// Returns the last common name of the subject, which is the most specific one.
fn common_name(certificate: &[u8]) -> Option<&[u8]> {
    let mut certificate = Der(certificate);
    let mut signed = Der(Der(certificate.next_of(SEQUENCE)?).next_of(SEQUENCE)?);
    if signed.0.first() == Some(&VERSION) {
        signed.next()?;
    }
    // The serial number, the algorithm of the signature, the issuer, and the validity.
    signed.next_of(INTEGER)?;
    for _ in 0..3 {
        signed.next_of(SEQUENCE)?;
    }
    let mut subject = Der(signed.next_of(SEQUENCE)?);
    let mut name = None;
    while let Some(attributes) = subject.next_of(SET) {
        let mut attributes = Der(attributes);
        while let Some(attribute) = attributes.next_of(SEQUENCE) {
            let mut attribute = Der(attribute);
            if attribute.next_of(OBJECT_IDENTIFIER)? == COMMON_NAME {
                name = Some(attribute.next()?.1);
            }
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, DnType, KeyPair};

    use super::*;

    fn certificate(name: &str) -> Vec<u8> {
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params
            .distinguished_name
            .push(DnType::OrganizationName, "example.org");
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().expect("a key");
        params
            .self_signed(&key)
            .expect("it signs itself")
            .der()
            .to_vec()
    }

    fn is(certificate: &[u8], name: &str) -> bool {
        is_named(certificate, &ServerName::try_from(name).expect("a name"))
    }

    #[test]
    fn the_common_name_is_compared_without_case() {
        let certificate = certificate("Cache.example.org");
        assert!(is(&certificate, "cache.example.org"));
        assert!(!is(&certificate, "other.example.org"));
        assert!(!is(&certificate, "example.org"));
        assert!(is(&self::certificate("10.0.0.1"), "10.0.0.1"));
    }

    #[test]
    fn an_asterisk_stands_for_one_label() {
        let certificate = certificate("*.example.org");
        assert!(is(&certificate, "cache.example.org"));
        assert!(!is(&certificate, "a.cache.example.org"));
        assert!(!is(&certificate, "example.org"));
    }

    #[test]
    fn bytes_that_are_cut_or_changed_do_not_panic() {
        let certificate = certificate("cache.example.org");
        for length in 0..certificate.len() {
            common_name(&certificate[..length]);
            let mut changed = certificate.clone();
            changed[length] ^= 0xff;
            common_name(&changed);
        }
    }
}

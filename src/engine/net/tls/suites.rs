//! The cipher suites of rustls, with their names.

use rustls::SupportedCipherSuite;
use rustls::crypto::ring::cipher_suite as ring;

/// A suite and its names, which are equal for TLS 1.3.
pub(super) struct Suite {
    pub(super) iana: &'static str,
    pub(super) openssl: &'static str,
    pub(super) suite: SupportedCipherSuite,
}

impl Suite {
    pub(super) fn is_named(&self, word: &str) -> bool {
        self.iana.eq_ignore_ascii_case(word) || self.openssl.eq_ignore_ascii_case(word)
    }
}

/// The suites of TLS 1.3, in the order of preference.
pub(super) static TLS13: [Suite; 3] = [
    Suite {
        iana: "TLS_AES_256_GCM_SHA384",
        openssl: "TLS_AES_256_GCM_SHA384",
        suite: ring::TLS13_AES_256_GCM_SHA384,
    },
    Suite {
        iana: "TLS_AES_128_GCM_SHA256",
        openssl: "TLS_AES_128_GCM_SHA256",
        suite: ring::TLS13_AES_128_GCM_SHA256,
    },
    Suite {
        iana: "TLS_CHACHA20_POLY1305_SHA256",
        openssl: "TLS_CHACHA20_POLY1305_SHA256",
        suite: ring::TLS13_CHACHA20_POLY1305_SHA256,
    },
];

/// The suites of TLS 1.2, in the order of preference.
pub(super) static TLS12: [Suite; 6] = [
    Suite {
        iana: "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        openssl: "ECDHE-ECDSA-AES256-GCM-SHA384",
        suite: ring::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    },
    Suite {
        iana: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        openssl: "ECDHE-ECDSA-AES128-GCM-SHA256",
        suite: ring::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    },
    Suite {
        iana: "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        openssl: "ECDHE-ECDSA-CHACHA20-POLY1305",
        suite: ring::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    },
    Suite {
        iana: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        openssl: "ECDHE-RSA-AES256-GCM-SHA384",
        suite: ring::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    },
    Suite {
        iana: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        openssl: "ECDHE-RSA-AES128-GCM-SHA256",
        suite: ring::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    },
    Suite {
        iana: "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        openssl: "ECDHE-RSA-CHACHA20-POLY1305",
        suite: ring::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    },
];

/// Joins the suites' OpenSSL names for a message.
pub(super) fn names(suites: &[Suite]) -> String {
    suites
        .iter()
        .map(|suite| suite.openssl)
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_list_all_suites_of_ring() {
        let all: Vec<_> = TLS13
            .iter()
            .chain(&TLS12)
            .map(|suite| suite.suite)
            .collect();
        assert_eq!(all, rustls::crypto::ring::ALL_CIPHER_SUITES);
        for suite in TLS13.iter().chain(&TLS12) {
            let name = format!("{:?}", suite.suite.suite()).replace("TLS13_", "TLS_");
            assert_eq!(name, suite.iana);
        }
    }
}

//! Cipher options that a server of one TLS version accepts.

/// Names and values of directives.
type Directives = &'static [(&'static str, &'static str)];

/// Directives of a server that speaks only TLS 1.2.
pub const TLS_1_2: [(&str, &str); 1] = [("tls-protocols", "TLSv1.2")];
/// Directives of a server that speaks only TLS 1.3.
pub const TLS_1_3: [(&str, &str); 1] = [("tls-protocols", "TLSv1.3")];

/// The directives of a server, an option, and a value of it that has a cipher in common with the server.
pub const ACCEPTED: [(Directives, &str, &str); 5] = [
    (&TLS_1_2, "--tls-ciphers", "ECDHE-ECDSA-AES256-GCM-SHA384"),
    (
        &TLS_1_2,
        "--tls-ciphers",
        "ECDHE-ECDSA-CHACHA20-POLY1305:HIGH",
    ),
    (&TLS_1_2, "--tls-ciphers", "DEFAULT:!AES128"),
    (
        &TLS_1_3,
        "--tls-ciphersuites",
        "TLS_CHACHA20_POLY1305_SHA256",
    ),
    (
        &TLS_1_3,
        "--tls-ciphersuites",
        "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256",
    ),
];

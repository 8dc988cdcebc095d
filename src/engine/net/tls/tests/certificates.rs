//! Client certificates that are rejected before connecting.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::{TlsClient, TlsOptions};

#[test]
fn a_key_of_another_certificate_is_an_error_before_connecting() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = TlsOptions {
        insecure: true,
        cert: Some(issued(folder.path(), "one").0),
        key: Some(issued(folder.path(), "other").1),
        ..TlsOptions::default()
    };
    let why = TlsClient::new(&options)
        .expect_err("not a pair")
        .to_string();
    assert!(
        why.contains(" does not belong to the first certificate in "),
        "{why}"
    );
}

/// The files of a self-signed certificate and of its key.
fn issued(folder: &Path, name: &str) -> (PathBuf, PathBuf) {
    let issued = rcgen::generate_simple_self_signed(Vec::new()).expect("a certificate");
    let [cert, key] = ["crt", "key"].map(|ending| folder.join(format!("{name}.{ending}")));
    fs::write(&cert, issued.cert.pem()).expect("a file");
    fs::write(&key, issued.signing_key.serialize_pem()).expect("a file");
    (cert, key)
}

//! Reads certificates and keys from PEM files. Errors name the role and the file.

use std::fs;
use std::path::{Path, PathBuf};

use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::der::Der;
use crate::error::{Error, reason};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Reads all certificates of a file; at least one.
pub(super) fn certificates(role: &str, path: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
    let found = read_certificates(path).or_else(|error| in_words(role, path, &error))?;
    match found.is_empty() {
        true => unusable(role, path, "it contains no certificate in PEM form"),
        false => Ok(found),
    }
}

/// Reads all certificates of all files in a folder; at least one. Other files are skipped, since such folders also
/// hold dangling links and revocation lists.
pub(super) fn certificates_in(
    role: &str,
    folder: &Path,
) -> Result<Vec<CertificateDer<'static>>, Error> {
    let files = files_in(folder).or_else(|error| unusable(role, folder, &reason(&error)))?;
    let found = files.iter().filter_map(|path| read_certificates(path).ok());
    let found: Vec<_> = found.flatten().collect();
    match found.is_empty() {
        true => unusable(
            role,
            folder,
            "no file in it contains a certificate in PEM form",
        ),
        false => Ok(found),
    }
}

/// Reads the first private key of a file.
pub(super) fn private_key(role: &str, path: &Path) -> Result<PrivateKeyDer<'static>, Error> {
    const NO_KEY: &str = "it contains no unencrypted private key in PEM form";
    let key = text_of(path).and_then(|text| PrivateKeyDer::from_pem_slice(&text));
    key.or_else(|error| match error {
        pem::Error::NoItemsFound => unusable(role, path, NO_KEY),
        error => in_words(role, path, &error),
    })
}

/// Reads certificates, also OpenSSL's `TRUSTED CERTIFICATE`: a certificate, followed by the uses that it is trusted for.
/// The uses are ignored.
fn read_certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, pem::Error> {
    let text = text_of(path)?;
    let plain = String::from_utf8_lossy(&text).replace("TRUSTED CERTIFICATE", "CERTIFICATE");
    let found = CertificateDer::pem_slice_iter(plain.as_bytes());
    found.map(|found| found.map(first_value)).collect()
}

/// Reads a file, without the byte order mark that files from Windows may begin with.
fn text_of(path: &Path) -> Result<Vec<u8>, pem::Error> {
    let mut text = fs::read(path).map_err(pem::Error::Io)?;
    if text.starts_with(BYTE_ORDER_MARK) {
        text.drain(..BYTE_ORDER_MARK.len());
    }
    Ok(text)
}

/// Returns the certificate without bytes behind it.
fn first_value(certificate: CertificateDer<'static>) -> CertificateDer<'static> {
    match Der(&certificate).first() {
        Some(value) if value.len() < certificate.len() => value.to_vec().into(),
        _ => certificate,
    }
}

fn files_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    let paths = entries.iter().map(fs::DirEntry::path);
    Ok(paths.filter(|path| path.is_file()).collect())
}

fn in_words<T>(role: &str, path: &Path, error: &pem::Error) -> Result<T, Error> {
    match error {
        pem::Error::Io(error) => unusable(role, path, &reason(error)),
        _ => unusable(role, path, "malformed PEM"),
    }
}

fn unusable<T>(role: &str, path: &Path, why: &str) -> Result<T, Error> {
    let path = path.display();
    Err(Error::TlsOption(format!(
        "cannot use the {role} {path}: {why}"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(result: Result<impl Sized, Error>) -> String {
        result.err().expect("nothing usable is there").to_string()
    }

    #[test]
    fn a_missing_file_is_reported_with_its_role() {
        assert_eq!(
            error(certificates("CA certificates", Path::new("/nowhere.crt"))),
            "cannot use the CA certificates /nowhere.crt: no such file or directory"
        );
    }

    #[test]
    fn a_file_without_a_certificate_or_key_is_reported() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("empty");
        fs::write(&file, "nothing here").expect("a file");
        let why = error(private_key("private key", &file));
        assert!(why.ends_with("it contains no unencrypted private key in PEM form"));
        let why = error(certificates("client certificate", &file));
        assert!(why.ends_with("it contains no certificate in PEM form"));
        let why = error(certificates_in("CA certificates", folder.path()));
        assert!(why.ends_with("no file in it contains a certificate in PEM form"));
    }

    #[test]
    fn bytes_behind_a_trusted_certificate_are_cut() {
        let value = [0x30, 2, 1, 1];
        let trusted = [&value[..], &[0x30, 0]].concat();
        let first = |bytes: &[u8]| first_value(bytes.to_vec().into()).to_vec();
        assert_eq!(first(&trusted), value);
        assert_eq!(first(&value), value);
        assert_eq!(first(&[0x30, 9]), [0x30, 9]);
    }

    #[test]
    fn malformed_pem_is_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("damaged");
        for text in [
            "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\nAAAA\n",
        ] {
            fs::write(&file, text).expect("a file");
            assert!(error(certificates("CA certificates", &file)).ends_with("malformed PEM"));
        }
    }
}

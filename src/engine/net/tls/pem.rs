//! Certificates and keys out of PEM files, with errors that name the option and the file.

use std::fs;
use std::path::{Path, PathBuf};

use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::error::{Error, reason};

/// Every certificate of the file that an option names; at least one.
pub(super) fn certificates(role: &str, path: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
    let found = read_certificates(path).map_err(|error| in_words(role, path, &error))?;
    if found.is_empty() {
        return Err(unusable(
            role,
            path,
            "it contains no certificate in PEM form",
        ));
    }
    Ok(found)
}

/// Every certificate of every file in the folder that an option names; at least one. What else lies there, or cannot be
/// read, is passed over: such folders hold dangling links and lists of revoked certificates too.
pub(super) fn certificates_in(
    role: &str,
    folder: &Path,
) -> Result<Vec<CertificateDer<'static>>, Error> {
    let files = files_in(folder).map_err(|error| unusable(role, folder, &reason(&error)))?;
    let found: Vec<_> = files
        .iter()
        .filter_map(|path| read_certificates(path).ok())
        .flatten()
        .collect();
    if found.is_empty() {
        return Err(unusable(
            role,
            folder,
            "no file in it contains a certificate in PEM form",
        ));
    }
    Ok(found)
}

/// The first private key of the file that an option names.
pub(super) fn private_key(role: &str, path: &Path) -> Result<PrivateKeyDer<'static>, Error> {
    PrivateKeyDer::from_pem_file(path).map_err(|error| match error {
        pem::Error::NoItemsFound => unusable(
            role,
            path,
            "it contains no unencrypted private key in PEM form",
        ),
        error => in_words(role, path, &error),
    })
}

fn read_certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, pem::Error> {
    CertificateDer::pem_file_iter(path)?.collect()
}

fn files_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries: Result<Vec<_>, _> = fs::read_dir(folder)?.collect();
    Ok(entries?
        .into_iter()
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect())
}

fn in_words(role: &str, path: &Path, error: &pem::Error) -> Error {
    match error {
        pem::Error::Io(error) => unusable(role, path, &reason(error)),
        _ => unusable(role, path, "malformed PEM"),
    }
}

fn unusable(role: &str, path: &Path, why: &str) -> Error {
    Error::TlsOption(format!("cannot use the {role} {}: {why}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(result: Result<impl Sized, Error>) -> String {
        result.err().expect("nothing usable is there").to_string()
    }

    #[test]
    fn a_file_that_is_not_there_is_named_with_its_option() {
        assert_eq!(
            error(certificates("CA certificates", Path::new("/nowhere.crt"))),
            "cannot use the CA certificates /nowhere.crt: no such file or directory"
        );
    }

    #[test]
    fn a_file_without_what_is_sought_says_what_it_must_hold() {
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
    fn damaged_pem_is_an_error_not_a_panic() {
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

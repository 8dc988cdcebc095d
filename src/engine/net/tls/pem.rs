//! Certificates and keys out of PEM files, with errors that name the option and the file.

use std::fs;
use std::path::{Path, PathBuf};

use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::error::{Error, reason};

/// Every certificate of the file that an option names; at least one.
pub(super) fn certificates(
    option: &str,
    path: &Path,
) -> Result<Vec<CertificateDer<'static>>, Error> {
    let found = read_certificates(path).map_err(|error| in_words(option, path, &error))?;
    if found.is_empty() {
        return Err(unusable(
            option,
            path,
            "there is no certificate in it; it must be PEM",
        ));
    }
    Ok(found)
}

/// Every certificate of every file in the folder that an option names; at least one. What else lies there, or cannot be
/// read, is passed over: such folders hold dangling links and lists of revoked certificates too.
pub(super) fn certificates_in(
    option: &str,
    folder: &Path,
) -> Result<Vec<CertificateDer<'static>>, Error> {
    let files = files_in(folder).map_err(|error| unusable(option, folder, &reason(&error)))?;
    let found: Vec<_> = files
        .iter()
        .filter_map(|path| read_certificates(path).ok())
        .flatten()
        .collect();
    if found.is_empty() {
        return Err(unusable(
            option,
            folder,
            "no file in it has a certificate in PEM form",
        ));
    }
    Ok(found)
}

/// The first private key of the file that an option names.
pub(super) fn private_key(option: &str, path: &Path) -> Result<PrivateKeyDer<'static>, Error> {
    PrivateKeyDer::from_pem_file(path).map_err(|error| match error {
        pem::Error::NoItemsFound => unusable(
            option,
            path,
            "there is no private key in it; it must be PEM and not encrypted",
        ),
        error => in_words(option, path, &error),
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

fn in_words(option: &str, path: &Path, error: &pem::Error) -> Error {
    match error {
        pem::Error::Io(error) => unusable(option, path, &reason(error)),
        _ => unusable(option, path, "it is not well-formed PEM"),
    }
}

fn unusable(option: &str, path: &Path, why: &str) -> Error {
    Error::TlsOption(format!("{option} {} cannot be used: {why}", path.display()))
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
            error(certificates("--cacert", Path::new("/nowhere.crt"))),
            "--cacert /nowhere.crt cannot be used: no such file or directory"
        );
    }

    #[test]
    fn a_file_without_what_is_sought_says_what_it_must_hold() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("empty");
        fs::write(&file, "nothing here").expect("a file");
        let why = error(private_key("--key", &file));
        assert!(why.ends_with("there is no private key in it; it must be PEM and not encrypted"));
        let why = error(certificates("--cert", &file));
        assert!(why.ends_with("there is no certificate in it; it must be PEM"));
        let why = error(certificates_in("--cacertdir", folder.path()));
        assert!(why.ends_with("no file in it has a certificate in PEM form"));
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
            assert!(error(certificates("--cacert", &file)).ends_with("it is not well-formed PEM"));
        }
    }
}

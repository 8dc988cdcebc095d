//! Accepted and rejected certificates, and the messages.

use super::peers::{Authority, Server};
use super::{named, ping, showing, trusting};
use crate::net::{TlsClient, TlsOptions};

#[test]
fn a_valid_certificate_is_accepted_by_name_and_by_address() {
    let authority = Authority::new("ours");
    let server = Server::start(
        &authority,
        &authority.issue(&["cache.example", "127.0.0.1"]),
        &[],
    );
    let trusting = trusting(&authority);
    assert_eq!(ping(server.port, &trusting), "+PONG");
    assert_eq!(
        ping(server.port, &named("cache.example", trusting.clone())),
        "+PONG"
    );

    let folder = Some(authority.folder().to_owned());
    let by_folder = TlsOptions {
        ca_cert: None,
        ca_cert_dir: folder,
        ..trusting
    };
    assert_eq!(ping(server.port, &by_folder), "+PONG");
}

#[test]
fn a_wrong_name_is_reported_with_the_certificates_names() {
    let authority = Authority::new("ours");
    let server = Server::start(
        &authority,
        &authority.issue(&["cache.example", "10.0.0.1"]),
        &[],
    );
    assert_eq!(
        ping(server.port, &trusting(&authority)),
        "its certificate is not for \"127.0.0.1\" but for cache.example, 10.0.0.1; --sni gives the name to expect"
    );
    let insecure = TlsOptions {
        insecure: true,
        ..TlsOptions::default()
    };
    assert_eq!(ping(server.port, &insecure), "+PONG");
}

#[test]
fn an_unknown_authority_with_a_known_name_is_rejected() {
    let authority = Authority::new("ours");
    let server = Server::start(&authority, &authority.issue(&["127.0.0.1"]), &[]);
    assert_eq!(
        ping(server.port, &trusting(&Authority::new("another"))),
        "its certificate is not signed by an authority that is trusted here; give the authority's certificate with --cacert"
    );
    assert_eq!(
        ping(server.port, &trusting(&Authority::new("ours"))),
        "the signature of its certificate is wrong; is the authority given with --cacert an older one of the same name?"
    );
}

#[test]
fn an_expired_certificate_is_reported_with_its_date() {
    let authority = Authority::new("ours");
    let server = Server::start(&authority, &authority.issue_expired(&["127.0.0.1"]), &[]);
    let why = ping(server.port, &trusting(&authority));
    assert_eq!(why, "its certificate expired on 2002-01-01 00:00 UTC");
    let insecure = TlsOptions {
        insecure: true,
        ..TlsOptions::default()
    };
    assert_eq!(ping(server.port, &insecure), "+PONG");
}

#[test]
fn a_trusted_self_signed_certificate_is_accepted_for_its_name() {
    let authority = Authority::new("ours");
    let issued = authority.self_signed(&["127.0.0.1"]);
    let server = Server::start(&authority, &issued, &[]);
    let given = TlsOptions {
        ca_cert: Some(issued.cert),
        ..TlsOptions::default()
    };
    assert_eq!(ping(server.port, &given), "+PONG");
    assert!(ping(server.port, &named("other", given)).starts_with("its certificate is not for"));
    assert_eq!(
        ping(server.port, &trusting(&authority)),
        "its certificate is an authority's; give that very certificate with --cacert to trust it"
    );
}

#[test]
fn a_required_client_certificate_is_reported() {
    let authority = Authority::new("ours");
    let issued = authority.issue(&["127.0.0.1"]);
    let trusting = trusting(&authority);

    let server = Server::start(&authority, &issued, &["--tls-auth-clients", "yes"]);
    assert_eq!(
        ping(server.port, &trusting),
        "at the first read: the server wants a client certificate; give --cert and --key"
    );
    assert_eq!(
        ping(server.port, &showing(&issued, trusting.clone())),
        "+PONG"
    );
    let other = Authority::new("another");
    assert_eq!(
        ping(
            server.port,
            &showing(&other.issue(&["127.0.0.1"]), trusting.clone())
        ),
        "at the first read: the server does not trust the authority that signed the client certificate"
    );

    let more = ["--tls-auth-clients", "yes", "--tls-protocols", "TLSv1.2"];
    let server = Server::start(&authority, &issued, &more);
    let refusal = ping(server.port, &trusting);
    assert!(refusal.contains("--cert and --key"), "{refusal}");
}

#[test]
fn the_chosen_ciphers_are_used() {
    let authority = Authority::new("ours");
    let issued = authority.issue(&["127.0.0.1"]);
    let only = |ciphers: &str, suites: &str| TlsOptions {
        ciphers: Some(ciphers.into()),
        cipher_suites: Some(suites.into()),
        ..trusting(&authority)
    };
    let server = Server::start(&authority, &issued, &["--tls-protocols", "TLSv1.2"]);
    assert_eq!(ping(server.port, &trusting(&authority)), "+PONG");
    assert_eq!(
        ping(server.port, &only("ECDHE-ECDSA-CHACHA20-POLY1305", "")),
        "+PONG"
    );
    // The certificate's key is not RSA.
    assert!(ping(server.port, &only("aRSA", "")).contains("no cipher in common"));
}

#[test]
fn a_key_of_another_certificate_is_an_error_before_connecting() {
    let (one, other) = (Authority::new("one"), Authority::new("other"));
    let options = TlsOptions {
        insecure: true,
        ..TlsOptions::default()
    };
    let mixed = TlsOptions {
        cert: Some(one.issue(&["a"]).cert),
        key: Some(other.issue(&["a"]).key),
        ..options
    };
    let why = TlsClient::new(&mixed).expect_err("not a pair").to_string();
    assert!(
        why.contains(" does not belong to the first certificate in "),
        "{why}"
    );
}

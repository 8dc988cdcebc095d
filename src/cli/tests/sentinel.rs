//! Options of sentinels and clusters.

use redsh_engine::cluster::NatMap;
use redsh_engine::net::Login;

use super::*;
use crate::cli::SentinelTarget;

fn sentinels(env: &str, line: &str) -> SentinelTarget {
    match parsed_with(env, line).connect.target {
        Target::Sentinel(target) => *target,
        target => panic!("{env} redsh {line}: {target:?}"),
    }
}

#[test]
fn the_last_option_or_uri_sets_sentinels_and_name() {
    for (line, expected) in [
        ("--sentinel h --master m", "h:26379 m"),
        ("--sentinel h1:1,[::1]:2 --master m", "h1:1 [::1]:2 m"),
        ("--sentinel a --sentinel b --master m", "b:26379 m"),
        ("-u redis+sentinel://a:1,b/m", "a:1 b:26379 m"),
        ("-u redis+sentinel://a --master m", "a:26379 m"),
        ("-u redis+sentinel://a/m --master n", "a:26379 n"),
        ("--master n -u redis+sentinel://a/m", "a:26379 m"),
        ("--sentinel b -u redis+sentinel://a/m", "a:26379 m"),
        ("-u redis+sentinel://a/m --sentinel b", "b:26379 m"),
        ("-u redis://u:p@/3 --sentinel a --master m", "a:26379 m"),
    ] {
        let target = sentinels("", line);
        let mut words: Vec<_> = target.addresses.iter().map(Address::to_string).collect();
        words.push(target.master);
        assert_eq!(words.join(" "), expected, "{line}");
    }
}

#[test]
fn sentinels_override_a_host_of_the_environment() {
    let env = "VALKEYCLI_HOST=e VALKEYCLI_PORT=9";
    let target = sentinels(env, "--sentinel h --master m");
    assert_eq!(target.addresses, [Address::tcp("h", 26379)]);
}

#[test]
fn credentials_of_the_uri_are_for_servers_only() {
    let connect = parsed("-u redis+sentinel://u:p@h/m/3").connect;
    let credentials = connect.login.credentials.expect("credentials");
    assert_eq!(credentials.user.as_deref(), Some("u"));
    assert_eq!(connect.login.db, 3);
    let target = sentinels("", "-u redis+sentinel://u:p@h/m/3");
    assert_eq!(target.login, Login::default());
}

#[test]
fn sentinels_have_credentials_of_their_own() {
    let asked = "--sentinel h --master m";
    for (env, line, expected) in [
        ("", "", None),
        ("", "-a p --user u", None),
        ("REDISCLI_AUTH=e", "", None),
        ("", "--sentinel-user u", None),
        ("", "--sentinel-pass p", Some("-:p")),
        ("", "--sentinel-pass ''", None),
        ("", "--sentinel-user u --sentinel-pass p", Some("u:p")),
        ("REDSH_SENTINEL_AUTH=e", "", Some("-:e")),
        ("REDSH_SENTINEL_AUTH=e", "--sentinel-user u", Some("u:e")),
        ("REDSH_SENTINEL_AUTH=e", "--sentinel-pass p", Some("-:p")),
    ] {
        let login = sentinels(env, &format!("{asked} {line}")).login;
        let credentials = login.credentials.map(|credentials| {
            let user = credentials.user.unwrap_or_else(|| "-".to_owned());
            format!("{user}:{}", credentials.password.expose())
        });
        assert_eq!(credentials.as_deref(), expected, "{env} redsh {line}");
    }
}

#[test]
fn a_sentinel_password_on_the_command_line_causes_a_warning_and_is_hidden() {
    let line = "--sentinel h --master m --sentinel-pass hidden";
    let invocation = parsed(line);
    assert_eq!(invocation.warnings.len(), 1);
    assert!(!format!("{invocation:?}").contains("hidden"));
    let silent = parsed(&format!("{line} --no-auth-warning"));
    assert!(silent.warnings.is_empty());
}

#[test]
fn connections_to_sentinels_use_tls_like_those_to_servers_by_default() {
    for (line, servers, asked) in [
        ("--sentinel h --master m", false, false),
        ("--sentinel h --master m --tls", true, true),
        ("-u rediss+sentinel://h/m", true, true),
        ("-u valkeys+sentinel://h/m --sentinel-tls no", true, false),
        ("-u redis+sentinel://h/m --sentinel-tls YES", false, true),
    ] {
        let tls = parsed(line).connect.tls.is_some();
        let sentinel_tls = sentinels("", line).tls.is_some();
        assert_eq!((tls, sentinel_tls), (servers, asked), "{line}");
    }
    let target = sentinels("", "-u redis+sentinel://h/m --sentinel-tls y --cacert a");
    assert_eq!(target.tls.and_then(|tls| tls.ca_cert), Some("a".into()));
}

#[test]
fn cluster_options_are_parsed() {
    let connect = parsed("-c --replicas --cross-slot --natmap a:1=b:2,c=d").connect;
    assert!(connect.replicas && connect.cross_slot);
    assert_eq!("a:1=b:2,c=d".parse(), Ok(connect.natmap));
    let connect = parsed("").connect;
    assert!(!connect.replicas && !connect.cross_slot);
    assert_eq!(connect.natmap, NatMap::default());
    assert!(
        parsed("--sentinel h --master m --replicas")
            .connect
            .replicas
    );
    assert!(parsed("--sandbox --replicas").connect.replicas);
}

#[test]
fn invalid_sentinel_and_cluster_options_are_reported() {
    let name = "requires --master NAME, the name of the primary\n";
    for (line, expected) in [
        ("--sentinel h", format!("--sentinel {name}")),
        (
            "-u redis+sentinel://h",
            format!("-u redis+sentinel:// {name}"),
        ),
        ("--master m", "--master requires --sentinel\n".to_owned()),
        (
            "--replicas",
            "--replicas requires -c or --sentinel\n".to_owned(),
        ),
        (
            "--sentinel h,,i --master m",
            "--sentinel must be HOST or HOST:PORT, separated by commas, not 'h,,i'\n".to_owned(),
        ),
        (
            "--natmap a",
            "--natmap must be FROM=TO, separated by commas, not 'a'\n".to_owned(),
        ),
        (
            "-u redis+sentinel://secret@,h/m",
            "-u is not a valid URI: its sentinels are not HOST:PORT, separated by commas\n"
                .to_owned(),
        ),
    ] {
        assert_eq!(wrong(line), expected, "{line}");
    }
}

#[test]
fn sentinels_exclude_other_addresses() {
    for (line, one, other) in [
        ("-h a --sentinel h --master m", "--sentinel", "-h"),
        ("--sentinel h --master m -p 1", "--sentinel", "-p"),
        ("-s /s --sentinel h --master m", "--sentinel", "-s"),
        ("-c --sentinel h --master m", "--sentinel", "-c"),
        ("-c -u redis+sentinel://h/m", "-u redis+sentinel://", "-c"),
        ("-h a -u redis+sentinel://h/m", "-u redis+sentinel://", "-h"),
        (
            "-u redis://a --sentinel h --master m",
            "--sentinel",
            "a -u that names a server",
        ),
        (
            "--sandbox --sentinel h --master m",
            "--sandbox",
            "--sentinel",
        ),
    ] {
        let expected = format!("{one} cannot be used together with {other}\n");
        assert_eq!(wrong(line), expected, "{line}");
    }
}

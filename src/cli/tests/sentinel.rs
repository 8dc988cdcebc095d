//! Sentinels, and servers that are more than one.

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
fn sentinels_and_the_name_come_from_the_last_that_says_them() {
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
fn a_host_in_the_environment_does_not_matter_where_sentinels_are_named() {
    let env = "VALKEYCLI_HOST=e VALKEYCLI_PORT=9";
    let target = sentinels(env, "--sentinel h --master m");
    assert_eq!(target.addresses, [Address::tcp("h", 26379)]);
}

#[test]
fn the_uri_s_credentials_are_for_the_servers_and_not_for_the_sentinels() {
    let connect = parsed("-u redis+sentinel://u:p@h/m/3").connect;
    let credentials = connect.login.credentials.expect("the URI has some");
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
fn a_sentinel_s_password_on_the_command_line_is_warned_about_and_not_shown() {
    let line = "--sentinel h --master m --sentinel-pass hidden";
    let invocation = parsed(line);
    assert_eq!(invocation.warnings.len(), 1);
    assert!(!format!("{invocation:?}").contains("hidden"));
    let silent = parsed(&format!("{line} --no-auth-warning"));
    assert!(silent.warnings.is_empty());
}

#[test]
fn sentinels_speak_tls_as_the_servers_do_unless_told_otherwise() {
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
fn servers_that_are_more_than_one() {
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
fn what_cannot_be_meant_is_one_line() {
    let name = "wants --master NAME too, the name that the sentinels know the primary by\n";
    for (line, expected) in [
        ("--sentinel h", format!("--sentinel {name}")),
        (
            "-u redis+sentinel://h",
            format!("-u redis+sentinel:// {name}"),
        ),
        (
            "--master m",
            "--master wants --sentinel with it\n".to_owned(),
        ),
        (
            "--replicas",
            "--replicas wants -c or --sentinel with it\n".to_owned(),
        ),
        (
            "--sentinel h,,i --master m",
            "--sentinel wants HOST or HOST:PORT, with commas between several, not 'h,,i'\n"
                .to_owned(),
        ),
        (
            "--natmap a",
            "--natmap wants FROM=TO, with commas between several, not 'a'\n".to_owned(),
        ),
        (
            "-u redis+sentinel://secret@,h/m",
            "-u wants a URI, and its sentinels are not HOST:PORT with commas between them\n"
                .to_owned(),
        ),
    ] {
        assert_eq!(wrong(line), expected, "{line}");
    }
}

#[test]
fn only_one_may_say_which_server_is_meant() {
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

use proptest::prelude::*;

use super::*;

/// Masks the secrets of a text.
fn masked(text: &str) -> String {
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for span in spans(text) {
        out.push_str(&text[at..span.start]);
        out.push_str(&mask(&text[span.clone()]));
        at = span.end;
    }
    out + &text[at..]
}

/// Checks lines and their masked texts.
fn assert_masked(table: &[(&str, &str)]) {
    for (line, shown) in table {
        assert_eq!(masked(line), *shown, "{line:?}");
        assert_eq!(is_secret(line), line != shown, "{line:?}");
    }
}

#[test]
fn all_arguments_of_auth_are_secret() {
    assert_masked(&[
        ("AUTH pw", "AUTH **"),
        ("auth bob pw", "auth *** **"),
        ("auth p", "auth *"),
        ("auth ", "auth "),
        ("aut pw", "aut pw"),
        ("authx pw", "authx pw"),
        (
            "HELLO 3 AUTH bob pw SETNAME me",
            "HELLO 3 AUTH *** ** SETNAME me",
        ),
        (
            "hello 3 setname me auth bob pw",
            "hello 3 setname me auth *** **",
        ),
        ("hello auth bob p", "hello auth *** *"),
        ("hello 3 setname me", "hello 3 setname me"),
    ]);
}

#[test]
fn passwords_in_acl_rules_are_secret() {
    assert_masked(&[
        (
            "acl setuser bob on >pw <old #0a1b !0a1b ~a* +@all -del",
            "acl setuser bob on >** <*** #**** !**** ~a* +@all -del",
        ),
        ("ACL SETUSER >bob nopass", "ACL SETUSER >bob nopass"),
        ("acl setuser bob '>p w' on", "acl setuser bob ****** on"),
        ("acl setuser bob \"\\x3epw\"", "acl setuser bob ********"),
        ("acl getuser bob >pw", "acl getuser bob >pw"),
    ]);
}

#[test]
fn credentials_in_settings_are_secret() {
    assert_masked(&[
        (
            "config set maxmemory 1gb requirepass pw masterauth pw save x",
            "config set maxmemory 1gb requirepass ** masterauth ** save x",
        ),
        ("CONFIG SET MASTERUSER bob", "CONFIG SET MASTERUSER ***"),
        ("config set primaryauth pw", "config set primaryauth **"),
        (
            "config set tls-key-file-pass pw",
            "config set tls-key-file-pass **",
        ),
        (
            "config set tls-auth-clients no",
            "config set tls-auth-clients no",
        ),
        ("config set requirepass", "config set requirepass"),
        ("config get requirepass x", "config get requirepass x"),
        (
            "sentinel set mymaster quorum 2 auth-pass pw auth-user bob",
            "sentinel set mymaster quorum 2 auth-pass ** auth-user ***",
        ),
        (
            "sentinel config set sentinel-pass pw",
            "sentinel config set sentinel-pass **",
        ),
        (
            "sentinel config set sentinel-user bob",
            "sentinel config set sentinel-user ***",
        ),
        (
            "sentinel config get sentinel-pass x",
            "sentinel config get sentinel-pass x",
        ),
    ]);
}

#[test]
fn the_credentials_of_migrate_are_secret() {
    assert_masked(&[
        (
            "migrate h 6379 k 0 5 copy auth pw keys a b",
            "migrate h 6379 k 0 5 copy auth ** keys a b",
        ),
        (
            "MIGRATE h 6379 \"\" 0 5 AUTH2 bob pw KEYS a",
            "MIGRATE h 6379 \"\" 0 5 AUTH2 *** ** KEYS a",
        ),
        ("migrate h 6379 k 0 auth pw", "migrate h 6379 k 0 auth **"),
        ("migrate auth 6379 auth 0 5", "migrate auth 6379 auth 0 5"),
    ]);
}

#[test]
fn other_commands_have_no_secrets() {
    assert_masked(&[
        ("set auth pw", "set auth pw"),
        ("client kill user bob", "client kill user bob"),
        ("replicaof h 6379", "replicaof h 6379"),
        ("", ""),
    ]);
}

#[test]
fn words_before_a_command_do_not_hide_its_secrets() {
    assert_masked(&[
        ("5 auth pw", "5 auth **"),
        ("0 auth pw", "0 auth **"),
        (
            "@all config set requirepass pw",
            "@all config set requirepass **",
        ),
        ("2 @10.0.0.7:7001 auth pw", "2 @10.0.0.7:7001 auth **"),
        (":time auth pw", ":time auth **"),
        (":watch 0.5 @all auth pw", ":watch 0.5 @all auth **"),
        ("redis> auth pw", "redis> auth **"),
        ("# auth pw", "# auth pw"),
        (
            "command getkeys migrate h 1 k 0 5 auth pw",
            "command getkeys migrate h 1 k 0 5 auth **",
        ),
        ("acl dryrun bob auth pw", "acl dryrun bob auth **"),
    ]);
}

#[test]
fn quotes_do_not_hide_secrets() {
    assert_masked(&[
        ("\"AUTH\" 'p w'", "\"AUTH\" *****"),
        ("\"\\x61uth\" pw", "\"\\x61uth\" **"),
        ("auth 'p w", "auth ****"),
        ("auth p\"w", "auth ***"),
        ("auth \"p\"w x", "auth ******"),
        (
            "config set 'requirepass'x pw",
            "config set 'requirepass'****",
        ),
        (
            "config set save 'x'x requirepass pw",
            "config set save 'x'****************",
        ),
        ("set k 'x'x", "set k 'x'x"),
    ]);
}

#[test]
fn each_line_has_its_own_secrets() {
    assert_masked(&[(
        "get a\nauth pw\nset auth pw\nauth 'p\n\tw'\nget b",
        "get a\nauth **\nset auth pw\nauth **\n\t**\nget b",
    )]);
}

#[test]
fn a_mask_has_the_width_of_the_secret() {
    assert_masked(&[
        ("auth 日本", "auth ****"),
        ("auth é", "auth *"),
        ("auth e\u{301}x", "auth **"),
    ]);
}

proptest! {
    #[test]
    fn spans_are_in_order_and_at_character_boundaries(
        text in "(5 |@all |:time )?(auth|hello 3 auth|acl setuser b|config set|x)[ >é日\"'\\\\a\n|]{0,24}"
    ) {
        let mut end = 0;
        for span in spans(&text) {
            prop_assert!(end <= span.start && span.start <= span.end && span.end <= text.len());
            prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
            end = span.end;
        }
        masked(&text);
    }
}

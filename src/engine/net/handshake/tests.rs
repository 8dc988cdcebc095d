use super::*;
use crate::net::{RefusedDatabase, Secret};

fn login(
    protocol: ProtocolPreference,
    password: Option<&str>,
    db: u32,
    name: Option<&str>,
) -> Login {
    let credentials = password.map(|password| Credentials {
        user: None,
        password: Secret::new(password),
    });
    Login {
        credentials,
        db,
        name: name.map(str::to_owned),
        protocol,
        ..Login::default()
    }
}

/// Runs a handshake. Returns the words of each write, and the result.
fn requests(
    login: &Login,
    replies: &[&str],
) -> (Vec<String>, Result<Vec<Notice>, HandshakeRefusal>) {
    let mut handshake = Handshake::new(login, false);
    let mut replies = replies.iter();
    let wire = handshake.request();
    let writes = Vec::from_iter((!wire.is_empty()).then(|| plain(&wire)));
    while handshake.awaited() > 0 {
        let reply = replies
            .next()
            .expect("the table has a reply for each command");
        let value = match reply.strip_prefix('-') {
            Some(error) => Value::Error(error.into()),
            None => Value::Simple(reply.as_bytes().to_vec()),
        };
        if let Err(refusal) = handshake.reply(&value) {
            return (writes, Err(refusal));
        }
    }
    (writes, Ok(handshake.notices))
}

fn plain(wire: &[u8]) -> String {
    let text = String::from_utf8_lossy(wire);
    let words = text
        .split("\r\n")
        .filter(|word| !word.starts_with('$') && !word.is_empty());
    let text = words.map(|word| if word.starts_with('*') { ";" } else { word });
    text.collect::<Vec<_>>()
        .join(" ")
        .trim_start_matches("; ")
        .to_owned()
}

#[test]
fn an_empty_login_sends_nothing() {
    let (writes, outcome) = requests(&Login::default(), &[]);
    assert_eq!((writes, outcome), (vec![], Ok(vec![])));
}

#[test]
fn resp2_sends_everything_in_one_write() {
    let login = login(ProtocolPreference::Resp2, Some("pw"), 5, Some("me"));
    let (writes, _) = requests(&login, &["OK", "OK", "OK"]);
    assert_eq!(writes, ["AUTH pw ; CLIENT SETNAME me ; SELECT 5"]);
}

#[test]
fn errors_of_optional_modes_are_ignored() {
    let switched = Login {
        readonly: true,
        no_evict: true,
        no_touch: true,
        ..Login::default()
    };
    let (writes, outcome) = requests(&switched, &["OK", "OK", "-ERR unknown subcommand"]);
    assert_eq!(
        writes,
        ["READONLY ; CLIENT NO-EVICT ON ; CLIENT NO-TOUCH ON"]
    );
    assert_eq!(outcome, Ok(vec![]));
}

#[test]
fn resp3_sends_hello_behind_auth() {
    let login = login(ProtocolPreference::DemandResp3, Some("pw"), 5, Some("me"));
    let (writes, _) = requests(&login, &["OK", "OK", "OK", "OK"]);
    assert_eq!(writes, ["AUTH pw ; HELLO 3 ; CLIENT SETNAME me ; SELECT 5"]);
}

#[test]
fn a_server_without_resp3_is_reported_if_it_was_demanded() {
    let unknown = "ERR unknown command `HELLO`, with args beginning with: `3`";
    let told = vec![Notice::NoProtocol(unknown.into())];
    for (protocol, notices) in [
        (ProtocolPreference::PreferResp3, vec![]),
        (ProtocolPreference::DemandResp3, told),
    ] {
        let login = login(protocol, Some("pw"), 5, None);
        let (writes, outcome) = requests(&login, &["OK", &format!("-{unknown}"), "OK"]);
        assert_eq!(writes, ["AUTH pw ; HELLO 3 ; SELECT 5"]);
        assert_eq!(outcome, Ok(notices));
    }
}

#[test]
fn wrong_credentials_are_reported_once() {
    let wrong = "WRONGPASS invalid username-password pair";
    let told = Ok(vec![Notice::NotAuthenticated(wrong.into())]);
    let replies = [&format!("-{wrong}"), "-NOAUTH", "-NOAUTH", "-NOAUTH"];
    for protocol in [
        ProtocolPreference::Resp2,
        ProtocolPreference::PreferResp3,
        ProtocolPreference::DemandResp3,
    ] {
        let mut login = login(protocol, Some("pw"), 3, Some("me"));
        login.refused_database = RefusedDatabase::AwaitAuth;
        assert_eq!(requests(&login, &replies).1, told, "{protocol:?}");
    }
}

#[test]
fn resp3_that_requires_auth_is_reported_and_asked_for_again() {
    let login = login(ProtocolPreference::DemandResp3, Some("pw"), 0, Some("me"));
    let refused = "NOAUTH HELLO must be called with the client already authenticated";
    let mut handshake = Handshake::after_auth(&login);
    assert_eq!(plain(&handshake.request()), "HELLO 3 ; CLIENT SETNAME me");
    let reply = handshake.reply(&Value::Error(refused.into()));
    assert_eq!(reply, Ok(()));
    assert!(handshake.needs_auth && !handshake.is_resp2_only);
    assert_eq!(handshake.notices, [Notice::NoProtocol(refused.into())]);
}

#[test]
fn a_rejected_database_is_an_error_unless_the_login_says_otherwise() {
    use RefusedDatabase::{AwaitAuth, Fatal, Ignore};
    for (refused_database, reply, is_fatal) in [
        (Fatal, "NOAUTH Authentication required.", true),
        (Fatal, "ERR DB index is out of range", true),
        (AwaitAuth, "NOAUTH Authentication required.", false),
        (AwaitAuth, "ERR DB index is out of range", true),
        (Ignore, "NOPERM no permissions", false),
    ] {
        let login = Login {
            refused_database,
            ..login(ProtocolPreference::Resp2, None, 99, None)
        };
        let notice = Notice::NotSelected {
            db: 99,
            reply: reply.into(),
        };
        let expected = match is_fatal {
            true => Err(("SELECT 99".into(), reply.into())),
            false => Ok(vec![notice]),
        };
        assert_eq!(requests(&login, &[&format!("-{reply}")]).1, expected);
    }
}

#[test]
fn a_server_at_maxclients_is_an_error() {
    let full = "ERR max number of clients reached";
    let refused = Err(("the connection".into(), full.into()));
    for protocol in [ProtocolPreference::Resp2, ProtocolPreference::PreferResp3] {
        let login = login(protocol, Some("pw"), 5, Some("me"));
        assert_eq!(requests(&login, &[&format!("-{full}")]).1, refused);
    }
}

#[test]
fn a_command_shares_the_write_only_if_that_is_safe() {
    let shares = |protocol, db| {
        Handshake::new(&login(protocol, Some("pw"), db, Some("me")), true).shares_write()
    };
    assert!(shares(ProtocolPreference::Resp2, 0));
    assert!(!shares(ProtocolPreference::Resp2, 1));
    assert!(!shares(ProtocolPreference::PreferResp3, 0));
}

#[test]
fn a_reply_to_hello_contains_the_client_id() {
    let client_id = |reply| {
        let login = login(ProtocolPreference::PreferResp3, None, 0, None);
        let mut handshake = Handshake::new(&login, false);
        handshake.reply(&reply).expect("HELLO may fail");
        handshake.client_id
    };
    let hello = |id| Value::Map(vec![(Value::Bulk(b"id".to_vec()), id)]);
    assert_eq!(client_id(hello(Value::Integer(7))), Some(7));
    assert_eq!(client_id(hello(Value::Bulk(b"seven".to_vec()))), None);
    assert_eq!(
        client_id(Value::Error(b"ERR unknown command".to_vec())),
        None
    );
}

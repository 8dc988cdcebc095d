use super::*;
use crate::net::Secret;

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
    let mut writes = Vec::new();
    loop {
        let mut out = Vec::new();
        if !handshake.request(&mut out) {
            return (writes, Ok(handshake.notices));
        }
        writes.push(plain(&out));
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
    }
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
fn resp3_sends_hello_with_auth_and_setname() {
    let login = login(ProtocolPreference::DemandResp3, Some("pw"), 5, Some("me"));
    let (writes, _) = requests(&login, &["OK", "OK"]);
    assert_eq!(writes, ["HELLO 3 AUTH default pw SETNAME me ; SELECT 5"]);
}

#[test]
fn preferred_resp3_falls_back_to_resp2_on_an_old_server() {
    let login = login(ProtocolPreference::PreferResp3, Some("pw"), 5, None);
    let (writes, outcome) = requests(&login, &["-ERR unknown command", "-NOAUTH", "OK", "OK"]);
    assert_eq!(
        writes,
        ["HELLO 3 AUTH default pw ; SELECT 5", "AUTH pw ; SELECT 5"]
    );
    assert_eq!(outcome, Ok(vec![]));
}

#[test]
fn demanded_resp3_is_an_error_on_an_old_server() {
    let login = login(ProtocolPreference::DemandResp3, None, 0, None);
    let (_, outcome) = requests(&login, &["-ERR unknown command `HELLO`"]);
    let refused = ("HELLO 3".into(), "ERR unknown command `HELLO`".into());
    assert_eq!(outcome, Err(refused));
}

#[test]
fn wrong_credentials_are_reported_and_the_handshake_continues() {
    let wrong = "WRONGPASS invalid username-password pair";
    let told = Ok(vec![Notice::NotAuthenticated(wrong.into())]);
    let resp2 = login(ProtocolPreference::Resp2, Some("pw"), 0, None);
    assert_eq!(requests(&resp2, &[&format!("-{wrong}")]).1, told);
    let resp3 = login(ProtocolPreference::DemandResp3, Some("pw"), 0, Some("me"));
    let (writes, outcome) = requests(&resp3, &[&format!("-{wrong}"), "OK", "OK"]);
    assert_eq!(writes[1], "HELLO 3 ; CLIENT SETNAME me");
    assert_eq!(outcome, told);
}

#[test]
fn resp3_that_requires_auth_is_reported_and_falls_back() {
    let login = login(ProtocolPreference::DemandResp3, None, 0, None);
    let refused = "NOAUTH HELLO must be called with the client already authenticated";
    let (writes, outcome) = requests(&login, &[&format!("-{refused}")]);
    assert_eq!(writes, ["HELLO 3"]);
    assert_eq!(outcome, Ok(vec![Notice::NoProtocol(refused.into())]));
}

#[test]
fn a_rejected_database_is_an_error() {
    let login = login(ProtocolPreference::Resp2, None, 99, None);
    let (_, outcome) = requests(&login, &["-ERR DB index is out of range"]);
    let refused = ("SELECT 99".into(), "ERR DB index is out of range".into());
    assert_eq!(outcome, Err(refused));
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
        handshake.request(&mut Vec::new());
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

//! Invalid replies, and replies that break off.

use std::io::Read;

use support::outcome::Outcome;
use support::peer::Peer;
use support::script::Script;
use support::server::Server;
use support::shell::Shell;

use super::{ask, at, of};

#[test]
fn a_server_with_another_protocol_is_reported_by_its_first_words() {
    let table: [(&[u8], &str); 5] = [
        (
            b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 400 Bad Request",
        ),
        (
            b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
            "SSH-2.0-OpenSSH_9.2p1",
        ),
        (b"220 mail.example ESMTP\r\n", "220 mail.example ESMTP"),
        (
            b"\x15\x03\x01\x00\x02\x02\x46",
            r"\x15\x03\x01\x00\x02\x02F",
        ),
        (b"J\0\0\0\x0a8.0.36\0", r"J\x00\x00\x00"),
    ];
    for (words, shown) in table {
        let peer = Peer::playing(Script::new().commands(1).send(words).until_closed());
        let redsh = ask(&peer, &["GET", "k"]);
        redsh
            .assert_code(1)
            .assert_complaint(shown)
            .assert_complaint(&of(&peer, "SERVER does not speak RESP: "));
    }
}

#[test]
fn a_tls_port_is_recognised() {
    let server = Server::tls();
    let redsh = Shell::redsh()
        .args(["-p", &server.port().to_string(), "PING"])
        .run();
    redsh
        .assert_code(1)
        .assert_complaint(&format!("127.0.0.1:{}", server.port()));
}

#[test]
fn garbage_after_a_valid_reply_ends_the_script_after_that_reply() {
    let peer = Peer::playing(
        Script::new()
            .commands(1)
            .send("+PONG\r\nwhat?\r\n")
            .until_closed(),
    );
    let redsh = at(&peer).stdin("PING\nINCR n\nGET k\n").run();
    redsh.assert_code(1).assert_stdout("PONG\n");
    redsh.assert_told(&of(&peer, "SERVER does not speak RESP: "));
    redsh.assert_told("found \"what?\" at byte 7; whether line 2 ran is not known");
}

#[test]
fn a_reply_that_breaks_off_at_any_byte_is_reported() {
    let table = [
        ("+PO", ""),
        ("$10", ""),
        ("$10\r", ""),
        ("$10\r\n", ""),
        ("$10\r\nhalf a", "half a"),
        ("$4\r\nhalf\r", "half"),
        ("*3\r\n:1\r\n", "1"),
    ];
    for (half, shown) in table {
        for script in [
            Script::new().commands(1).send(half),
            Script::new()
                .commands(1)
                .send(half)
                .half_close()
                .until_closed(),
        ] {
            let peer = Peer::playing(script);
            let redsh = ask(&peer, &["GET", "k"]);
            told_as_broken_off(&redsh, &peer).assert_stdout(format!("{shown}\n"));
        }
    }
}

#[test]
fn a_connection_that_is_reset_inside_a_reply_is_reported_too() {
    let peer = Peer::playing(Script::new().commands(1).send("$9\r\nhalf").pause().reset());
    let mut redsh = at(&peer).args(["GET", "k"]).start();
    assert_eq!(redsh.read_exactly(4), b"half");
    peer.resume();
    let redsh = redsh.finish();
    redsh.assert_code(1).assert_told(&of(
        &peer,
        "lost the connection to SERVER: connection reset by peer; the reply to the command broke off\n",
    ));
}

/// The received part is on stdout, and a command whose reply has begun is not sent again.
#[track_caller]
fn told_as_broken_off<'o>(redsh: &'o Outcome, peer: &Peer) -> &'o Outcome {
    redsh.assert_code(1).assert_told(&of(
        peer,
        "SERVER closed the connection; the reply to the command broke off\n",
    ))
}

#[test]
fn a_server_that_is_killed_inside_a_reply_is_reported() {
    let mut server = Server::start();
    // More than all sockets and pipes in between can buffer.
    let length: usize = 64 << 20;
    let value = vec![b'v'; length];
    server.command(&[b"SET", b"k".as_slice(), &value]);
    let (mut pipe, stdout) = std::io::pipe().expect("a pipe can be made");
    let redsh = Shell::redsh().on(&server).args(["GET", "k"]);
    let redsh = redsh.stdout(stdout).start();
    let mut shown = vec![0; 1 << 20];
    pipe.read_exact(&mut shown).expect("the reply begins");
    server.kill().expect("it can be killed");
    pipe.read_to_end(&mut shown).expect("it can be read");
    assert_eq!(shown.pop(), Some(b'\n'));
    assert!(shown.len() < length && shown.iter().all(|&byte| byte == b'v'));
    let redsh = redsh.finish();
    redsh
        .assert_code(1)
        .assert_told("; the reply to the command broke off\n");
    redsh.assert_told(&format!("127.0.0.1:{}", server.port()));
}

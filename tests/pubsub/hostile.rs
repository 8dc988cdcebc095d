//! Servers that send something else than messages, or messages with control characters for the terminal.

use support::outcome::Outcome;
use support::peer::Peer;
use support::script::Script;
use support::shell::Shell;

const CONFIRMED: &str = "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n";

/// The outcome of a subscription that gets its confirmation, then these bytes, then the end.
fn subscribed(options: &[&str], then: impl AsRef<[u8]>) -> Outcome {
    let then = [CONFIRMED.as_bytes(), then.as_ref()].concat();
    let peer = Peer::playing(Script::new().commands(1).send(then));
    let redsh = Shell::redsh().args(["-p", &peer.port().to_string()]);
    redsh.args(options).args(["SUBSCRIBE", "a"]).run()
}

#[test]
fn a_reply_in_place_of_a_message_is_printed_unchanged() {
    for (wire, shown) in [
        ("+OK\r\n", "OK\n"),
        (":7\r\n", "7\n"),
        ("$-1\r\n", "\n"),
        ("-ERR no\r\n", "ERR no\n\n"),
        ("*0\r\n", "\n"),
        (">0\r\n", "\n"),
        ("*-1\r\n", "\n"),
        ("*1\r\n*1\r\n*1\r\n$7\r\nmessage\r\n", "message\n"),
        ("*3\r\n$9\r\nsubscribe\r\n:1\r\n*0\r\n", "subscribe\n1\n\n"),
        (
            "*3\r\n$12\r\nsunsubscribe\r\n$1\r\na\r\n:0\r\n",
            "sunsubscribe\na\n0\n",
        ),
        (
            "|1\r\n+a\r\n+b\r\n>2\r\n+invalidate\r\n_\r\n",
            "invalidate\n\n",
        ),
    ] {
        let redsh = subscribed(&[], wire);
        redsh
            .assert_code(1)
            .assert_stdout(format!("subscribe\na\n1\n{shown}"));
        redsh.assert_told("closed the connection\n");
    }
}

#[test]
fn invalid_resp_ends_the_subscription_and_earlier_messages_are_kept() {
    let message = "*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nx\r\n";
    for (wire, told) in [
        ("?", "does not speak RESP: "),
        ("*3\r\n$7\r\nmessage\r\n", "closed the connection"),
        ("*99999999999999999999\r\n", "does not speak RESP: "),
        (&"*1\r\n".repeat(5000), "does not speak RESP: "),
    ] {
        for resubscribe in ["yes", "no"] {
            if resubscribe == "yes" && told.starts_with("closed") {
                continue;
            }
            let options = ["--resubscribe", resubscribe];
            let redsh = subscribed(&options, format!("{message}{wire}"));
            redsh.assert_code(1).assert_told(told);
            redsh.assert_stdout_has("message\na\nx\n");
        }
    }
}

#[test]
fn a_message_does_not_drive_a_terminal_in_the_typed_format() {
    let wire = "*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$9\r\n\x1b]0;pwn\x07\x1b\r\n";
    let redsh = subscribed(&["--no-raw"], wire);
    redsh.assert_stdout_has(r#"3) "\x1b]0;pwn\a\x1b""#);
}

#[test]
fn a_line_that_monitor_does_not_send_passes_a_filter() {
    let wire = "+OK\r\n+1.5 [0 c] \"GET\" \"k\"\r\n+no line\r\n+1.5 [0 c] \"SET\" \"k\r\n:1\r\n*1\r\n+a\r\n";
    let peer = Peer::playing(Script::new().commands(1).send(wire));
    let redsh = Shell::redsh().args(["-p", &peer.port().to_string()]);
    let redsh = redsh.args(["--monitor-filter", "cmd=SET", "MONITOR"]).run();
    redsh
        .assert_code(1)
        .assert_stdout("OK\nno line\n1.5 [0 c] \"SET\" \"k\n1\na\n");
}

//! Messages that both programs receive at the same time, until the server or the user ends the subscription.

use std::process::Command;

use super::reference;
use support::coprocess::Coprocess;
use support::outcome::Outcome;
use support::server::Server;
use support::shell::Shell;
use support::wait;

/// The options before the command, and whether stdout counts as a terminal.
const FORMATS: [(&str, bool); 10] = [
    ("", false),
    ("", true),
    ("--raw", true),
    ("--no-raw", false),
    ("--csv", false),
    ("--json", false),
    ("--json -2", false),
    ("-3", false),
    ("-3", true),
    ("-d ; -D |", false),
];

/// Marks the beginning of the comparison in MONITOR's output, after the startup commands of the second program.
const MARK: &str = "this is where it begins";

/// Messages of every kind of bytes.
const MESSAGES: [&[u8]; 6] = [
    b"plain",
    b"",
    b"two\nlines \"quoted\" \\ \t",
    b"\x00\x01\x7f",
    "h\u{e9}llo \u{4f60}".as_bytes(),
    b"12",
];

/// Both programs on one server, with the same words.
struct Pair<'s> {
    server: &'s Server,
    programs: [Coprocess; 2],
}

impl<'s> Pair<'s> {
    fn start(server: &'s Server, (options, terminal): (&str, bool), words: &[&str]) -> Self {
        let program = |shell: Shell| {
            let options = options.split(' ').filter(|option| !option.is_empty());
            let shell = shell.on(server).args(options).args(words);
            match terminal {
                true => shell.env("FAKETTY", "1").start(),
                false => shell.start(),
            }
        };
        let programs = [program(Shell::redis_cli()), program(Shell::redsh())];
        Pair { server, programs }
    }

    /// Waits until this reply names both programs.
    fn wait_until(&self, command: &[&str], part: &str) -> &Self {
        wait::until(&format!("{part} for both"), || {
            let reply = self.server.reply(command);
            String::from_utf8_lossy(&reply).matches(part).count() == 2
        });
        self
    }

    fn publish(&self, command: &str, channel: &str) -> &Self {
        for message in MESSAGES {
            let words = [command.as_bytes(), channel.as_bytes(), message];
            self.server.command(&words);
        }
        self
    }

    /// The outcome of each: redis-cli, redsh.
    fn end(self, by: impl Fn(&Server, &[Coprocess; 2])) -> [Outcome; 2] {
        by(self.server, &self.programs);
        self.programs.map(Coprocess::finish)
    }
}

fn closed(kind: &'static str) -> impl Fn(&Server, &[Coprocess; 2]) {
    move |server, _| {
        server.command(&["CLIENT", "KILL", "TYPE", kind]);
    }
}

fn interrupted(_: &Server, programs: &[Coprocess; 2]) {
    for program in programs {
        let kill = format!("kill -s INT {}", program.pid());
        let kill = Command::new("/bin/sh").args(["-c", &kill]).status();
        assert!(kill.expect("there is a shell").success());
    }
}

/// The list of clients shows the subscribers.
const CLIENTS: [&str; 2] = ["CLIENT", "LIST"];

#[test]
fn messages_are_printed_as_by_redis_cli_in_every_format() {
    reference::demand();
    let server = Server::start();
    for format in FORMATS {
        for (subscribe, publish, flag) in [
            ("SUBSCRIBE", "PUBLISH", " sub=2 psub=0 ssub=0 "),
            ("PSUBSCRIBE", "PUBLISH", " sub=0 psub=2 ssub=0 "),
            ("SSUBSCRIBE", "SPUBLISH", " sub=0 psub=0 ssub=2 "),
        ] {
            let pair = Pair::start(&server, format, &[subscribe, "a", "b c"]);
            pair.wait_until(&CLIENTS, flag);
            pair.publish(publish, "a").publish(publish, "b c");
            let [theirs, ours] = pair.end(closed("pubsub"));
            theirs.assert_code(1);
            ours.assert_same(&theirs);
        }
    }
}

#[test]
fn monitor_is_printed_as_by_redis_cli_in_every_format() {
    reference::demand();
    let server = Server::start();
    for format in FORMATS {
        let pair = Pair::start(&server, format, &["MONITOR"]);
        pair.wait_until(&CLIENTS, " flags=O ");
        server.command(&["ECHO", MARK]);
        pair.publish("PUBLISH", "a");
        server.command(&[
            "EVAL",
            "return redis.call('SET', KEYS[1], ARGV[1])",
            "1",
            "k",
            "v",
        ]);
        let outcomes = pair.end(closed("normal"));
        let [theirs, ours] = outcomes.map(|outcome| Outcome {
            stdout: from_mark(&outcome.stdout),
            ..outcome
        });
        theirs.assert_code(1).assert_stdout_has("lua");
        ours.assert_same(&theirs);
    }
}

#[test]
fn scripts_that_subscribe_print_messages_as_in_redis_cli() {
    reference::demand();
    let server = Server::start();
    for format in FORMATS {
        let mut pair = Pair::start(&server, format, &[]);
        for program in &mut pair.programs {
            program.write_line("ECHO before\nPSUBSCRIBE a* b*\nECHO never");
        }
        pair.wait_until(&CLIENTS, " psub=2 ");
        pair.publish("PUBLISH", "ab");
        let [theirs, ours] = pair.end(closed("pubsub"));
        theirs.assert_code(1).assert_stdout_has("plain");
        ours.assert_same(&theirs);
    }
}

#[test]
fn an_interrupt_ends_a_subscriber_as_in_redis_cli() {
    reference::demand();
    let server = Server::start();
    for (words, flag) in [
        (["SUBSCRIBE", "a"], " sub=1 "),
        (["PSUBSCRIBE", "a"], " psub=1 "),
    ] {
        let mut pair = Pair::start(&server, ("", false), &words);
        pair.wait_until(&CLIENTS, flag).publish("PUBLISH", "a");
        for program in &mut pair.programs {
            while program.read_line() != "12" {}
        }
        let [theirs, ours] = pair.end(interrupted);
        theirs.assert_code(130);
        ours.assert_same(&theirs);
    }
}

fn from_mark(stdout: &[u8]) -> Vec<u8> {
    let mark = MARK.as_bytes();
    let at = stdout.windows(mark.len()).position(|part| part == mark);
    stdout[at.expect("the mark is seen")..].to_vec()
}

//! The server's command documentation, and its cache.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use redsh_engine::resp::encode_command;

use super::{PROMPT, prompted};
use support::peer::Peer;
use support::script::Script;
use support::server::Server;
use support::terminal::{Key, Screen, Terminal};
use support::wait;

/// The reply of a server before 6.0 to HELLO.
pub(super) const NOBODY: &str = "-ERR unknown command 'HELLO'\r\n-ERR\r\n";

/// A reply to HELLO in RESP2, and the number of commands.
const EDITION: &str = concat!(
    "*8\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$5\r\n9.9.9\r\n",
    "$4\r\nmode\r\n$10\r\nstandalone\r\n$7\r\nmodules\r\n*0\r\n:1\r\n"
);

/// COMMAND and COMMAND DOCS of a server with one command, a module's, whose documentation contains control
/// characters.
const COMMANDS: &str = concat!(
    "*1\r\n*6\r\n$6\r\nvec.of\r\n:2\r\n*1\r\n+readonly\r\n:1\r\n:1\r\n:1\r\n",
    "*2\r\n$6\r\nvec.of\r\n*6\r\n$5\r\ngroup\r\n$6\r\nmodule\r\n",
    "$7\r\nsummary\r\n$14\r\nMakes \x1b[2J one\r\n$9\r\narguments\r\n",
    "*1\r\n*4\r\n$4\r\nname\r\n$5\r\n\x1b[31m\r\n$4\r\ntype\r\n$6\r\nstring\r\n"
);

/// A server with this version, and documentation of its commands. Every other connection is a session's, and the next
/// one fetches the documentation.
pub(super) fn telling(edition: &str) -> Peer {
    let session = Script::new().until("HELLO").send("%0\r\n").until_closed();
    let lesson = Script::new()
        .until("COUNT\r\n")
        .send(edition)
        .until("DOCS\r\n")
        .send(COMMANDS)
        .until_closed();
    Peer::in_turn([session.clone(), lesson.clone(), session, lesson])
}

/// Waits until a half-typed line has this hint, and clears the line.
fn wait_for_hint(screen: &mut Screen, line: &str, hint: &str) {
    wait::until("a hint", || {
        screen.type_text(line).wait_for(line);
        let shown = screen.rows() == [prompted(&format!("{line}{hint}"))];
        screen.press(Key::CtrlU).assert_screen([PROMPT]);
        shown
    });
}

/// The files in the cache, without those that are being written.
fn kept(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    paths
        .filter(|path| path.extension().is_some_and(|it| it == "resp"))
        .collect()
}

#[test]
fn a_command_that_only_the_server_knows_has_a_hint_once_its_documentation_is_fetched() {
    let peer = telling(NOBODY);
    let mut screen = Terminal::redsh().to(peer.port()).start();
    wait_for_hint(screen.wait_for_prompt(), "vec.of", r" \x1b[31m");
    screen.assert_undisturbed();
}

#[test]
fn with_a_cache_only_the_version_is_asked_for() {
    let cache = tempfile::tempdir().expect("a folder");
    let peer = telling(EDITION);
    for _ in 0..2 {
        let mut screen = Terminal::redsh()
            .to(peer.port())
            .env("XDG_CACHE_HOME", cache.path())
            .start();
        wait_for_hint(screen.wait_for_prompt(), "vec.of", r" \x1b[31m");
        screen.press(Key::CtrlD).assert_ended(0);
    }
    let mut asked = Vec::new();
    encode_command(&["HELLO"], &mut asked);
    encode_command(&["COMMAND", "COUNT"], &mut asked);
    let received = peer.finish();
    assert_eq!(received[3], asked);
    encode_command(&["COMMAND"], &mut asked);
    encode_command(&["COMMAND", "DOCS"], &mut asked);
    assert_eq!(received[1], asked);
}

#[test]
fn the_cache_is_readable_only_by_its_owner_and_a_broken_one_is_replaced() {
    let cache = tempfile::tempdir().expect("a folder");
    let folder = cache.path().join("redsh");
    let server = Server::start();
    let start = || {
        let redsh = Terminal::redsh().on(&server);
        redsh.env("XDG_CACHE_HOME", cache.path()).start()
    };
    let size = |path: &PathBuf| fs::metadata(path).expect("it is there").len();
    let is_whole = || kept(&folder).first().map(size) > Some(100_000);
    let _first = start();
    wait::until("it is kept", is_whole);
    let files = kept(&folder);
    assert_eq!(files.len(), 1, "{files:?}");
    for (path, expected) in [(&files[0], 0o600), (&folder, 0o700)] {
        let mode = fs::metadata(path).expect("it is there").permissions();
        assert_eq!(mode.mode() & 0o777, expected, "{}", path.display());
    }
    fs::write(&files[0], "redsh 0.1.0 *1000000000\r\n").expect("it is written");
    let _second = start();
    wait::until("it is kept", is_whole);
}

#[test]
fn a_cache_that_cannot_be_written_is_ignored() {
    let server = Server::start();
    let mut screen = Terminal::redsh()
        .on(&server)
        .env("XDG_CACHE_HOME", "/dev/null")
        .start();
    screen.type_line("PING");
    screen.assert_screen([prompted("PING").as_str(), "PONG", PROMPT]);
}

#[test]
fn a_user_without_the_permission_gets_the_built_in_documentation() {
    let server = Server::start();
    server.command(&[
        "ACL", "SETUSER", "bob", "on", ">pw", "+@all", "-command", "~*",
    ]);
    let mut screen = Terminal::redsh()
        .on(&server)
        .args(["--user", "bob", "--no-auth-warning", "-a", "pw"])
        .start();
    screen.type_line("COMMAND COUNT").wait_for("NOPERM");
    screen.type_line("clear");
    screen.type_text("get").assert_screen([prompted("get key")]);
}

#[test]
fn a_reconnect_asks_for_the_commands_again() {
    let lesson = |commands: String| {
        Script::new()
            .until("COUNT\r\n")
            .send(NOBODY)
            .until("DOCS\r\n")
            .send(commands)
            .until_closed()
    };
    let session = Script::new().until("HELLO").send("%0\r\n");
    let peer = Peer::in_turn([
        session.clone().until("PING\r\n").send("+PONG\r\n"),
        lesson(COMMANDS.to_owned()),
        session.until("PING\r\n").send("+PONG\r\n").until_closed(),
        lesson(COMMANDS.replace("vec.of", "vec.at")),
    ]);
    let mut screen = Terminal::redsh().to(peer.port()).start();
    wait_for_hint(screen.wait_for_prompt(), "vec.of", r" \x1b[31m");
    screen.type_line("PING").wait_for("PONG");
    screen.type_line("PING").wait_for_prompt();
    screen.type_line("clear").assert_screen([PROMPT]);
    wait_for_hint(&mut screen, "vec.at", r" \x1b[31m");
}

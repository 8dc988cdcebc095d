//! What the configuration says, on a small screen.

use std::fs;

use super::super::configure;
use super::{PROMPT, terminal};
use crate::support::server::Server;
use crate::support::terminal::Terminal;

#[test]
fn what_is_wrong_is_told_with_its_place_and_the_shell_starts() {
    let server = Server::start();
    let terminal = terminal(&server).env("XDG_CONFIG_HOME", "/proc/self/cwd/設定");
    let folder = terminal.home().join("設定/redsh");
    fs::create_dir_all(&folder).expect("it is made");
    let config = "[shell]\nhint = true\nview = 3\n";
    fs::write(folder.join("config.toml"), config).expect("it is written");
    let mut screen = terminal.start();
    screen.assert_screen([
        "/proc/self/cwd/設定/redsh/config.toml, l",
        "ine 2, column 1: unknown preference 'hin",
        "t'; preferences: hints, confirm, read-on",
        "ly, view, pager, pipe, cross-slot, monit",
        "or, prompt, prompt-color",
        "/proc/self/cwd/設定/redsh/config.toml, l",
        "ine 3, column 8: view must be true or fa",
        "lse",
        PROMPT,
    ]);
}

#[test]
fn a_profile_stands_in_the_prompt_and_another_is_used() {
    let server = Server::start();
    let terminal = Terminal::redsh().knowing(server.port()).size(40, 10);
    let port = server.port();
    let profiles = format!(
        "[profiles.'本番']\nport = {port}\ndb = 2\nread_only = true\nprompt = '{{profile}}{{db}}> '\n\
         [profiles.'試験']\nport = {port}\n"
    );
    configure(&terminal, &profiles);
    let mut screen = terminal.args(["--profile", "本番"]).start();
    screen.type_line("SET 一二三四五六七八九十一二三四五 値");
    screen.type_line(":use いない").type_line(":use 試験");
    screen.assert_screen([
        "本番[2]> SET 一二三四五六七八九十一二三",
        "四五 値",
        "(error) not sent: read-only mode, and th",
        "is command may write",
        "本番[2]> :use いない",
        "unknown profile 'いない'; the profiles a",
        "re 本番, 試験",
        "本番[2]> :use 試験",
        PROMPT,
    ]);
}

#[test]
fn lines_of_redisclirc_hold_and_what_is_wrong_in_them_is_told() {
    let server = Server::start();
    let terminal = terminal(&server).env("REDISCLI_RCFILE", "設定");
    let lines = ":set nohints\n:set view maybe\n";
    fs::write(terminal.home().join("設定"), lines).expect("it is written");
    let mut screen = terminal.start();
    screen.wait_for_prompt().type_text("GET ");
    screen.assert_cursor(1, 21).assert_screen([
        "設定, line 2: view must be on or off",
        "127.0.0.1:11111> GET",
    ]);
}

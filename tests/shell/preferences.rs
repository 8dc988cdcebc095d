//! Preferences that the user sets at the prompt.

use vt100::Color;

use super::{PROMPT, prompted, shell};
use support::cluster::Cluster;
use support::server::Server;
use support::terminal::Terminal;

#[test]
fn the_prompt_can_be_chosen() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).args(["--name", "me"]).start();
    screen
        .type_line(":set prompt \"{user}@{host} {database} {name}{state}$ \"")
        .type_line("MULTI")
        .type_line(":set noprompt");
    screen.assert_screen([
        prompted(":set prompt \"{user}@{host} {database} {name}{state}$ \"").as_str(),
        "default@127.0.0.1 0 me$ MULTI",
        "OK",
        "default@127.0.0.1 0 me(TX)$ :set noprompt",
        "127.0.0.1:11111(TX)>",
    ]);
}

#[test]
fn an_invalid_prompt_is_reported_and_changes_nothing() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).size(160, 10).start();
    let fields = "{address}, {host}, {port}, {db}, {database}, {user}, {name}, {profile}, {state}";
    screen
        .type_line(":set prompt {hots}")
        .type_line(":set prompt \"\\x1b[31m\"")
        .type_line(":set prompt a b");
    screen.assert_screen([
        prompted(":set prompt {hots}").as_str(),
        &format!("prompt must be a text with the fields {fields}; unknown field {{hots}}"),
        &prompted(":set prompt \"\\x1b[31m\""),
        &format!(
            "prompt must be a text with the fields {fields}; control characters are not allowed"
        ),
        &prompted(":set prompt a b"),
        "prompt takes one value; quote a value with spaces",
        PROMPT,
    ]);
}

#[test]
fn a_colour_does_not_change_the_width_of_the_prompt() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .type_line(":set prompt_color bright-red")
        .wait_for_prompt()
        .type_text("x")
        .assert_cursor(1, 18);
    assert_eq!(screen.colour_at(0, 0), Color::Default);
    assert_eq!(screen.colour_at(1, 0), Color::Idx(9));
    assert_ne!(screen.colour_at(1, 17), Color::Idx(9));
}

#[test]
fn without_colours_the_prompt_has_none() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).env("NO_COLOR", "1").start();
    screen
        .type_line(":set prompt-color #ff8000")
        .wait_for_prompt()
        .assert_cursor(1, 17);
    assert_eq!(screen.colour_at(1, 0), Color::Default);
}

#[test]
fn keys_of_several_slots_are_split_if_that_is_preferred() {
    let cluster = Cluster::empty(3, 0);
    let mut screen = Terminal::redsh().on(&cluster.nodes()[0]).arg("-c").start();
    screen
        .type_line("MSET a 1 b 2 c 3")
        .wait_for("(error) CROSSSLOT Keys in request don't hash to the same slot")
        .type_line(":set cross-slot on")
        .type_line("MSET a 1 b 2 c 3")
        .wait_for("OK");
}

#[test]
fn the_list_is_complete_and_fits_its_columns() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).size(110, 24).start();
    screen.type_line(":set").assert_screen([
        prompted(":set").as_str(),
        "hints        on   show the remaining arguments after the line",
        "confirm      on   ask before a command that destroys data",
        "read-only    off  refuse commands that write",
        "view         on   show the replies of INFO, CLIENT LIST, XRANGE and others as tables",
        "pager        off  page replies longer than the screen with $PAGER, or less -R",
        "pipe         on   pipe the reply into the line of the system's shell after a |",
        "cross-slot   off  split MGET, MSET, DEL and others whose keys are in several slots of a cluster",
        "monitor      all  show only the lines of MONITOR that match all of cmd=, key=, db= and client=",
        "prompt       \"{address}{db}{state}> \" the text before the line",
        "prompt-color none the colour of the prompt",
        PROMPT,
    ]);
}

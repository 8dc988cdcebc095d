//! `COMMAND | …`, on two rows.

use super::{PROMPT, prompted, small};
use support::server::Server;

#[test]
fn the_raw_reply_is_for_the_systems_shell() {
    let server = Server::start();
    server.command(&["RPUSH", "l", "値", "鍵", "値"]);
    let mut screen = small(&server);
    screen.type_line("LRANGE l 0 -1 | sort | uniq -c | sed 's/ *//; s/鍵/かぎ/'");
    screen.type_line("GET 無い | exit 3").assert_screen([
        "127.0.0.1:11111> LRANGE l 0 -1 | sort |",
        "uniq -c | sed 's/ *//; s/鍵/かぎ/'",
        "2 値",
        "1 かぎ",
        &prompted("GET 無い | exit 3"),
        "'exit 3' ended with exit status: 3",
        PROMPT,
    ]);
}

#[test]
fn without_pipes_a_bar_is_an_argument() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.type_line(":set pipe off").type_line("ECHO | 値");
    screen.assert_screen([
        prompted(":set pipe off").as_str(),
        &prompted("ECHO | 値"),
        "(error) ERR wrong number of arguments fo",
        "r 'echo' command",
        PROMPT,
    ]);
}

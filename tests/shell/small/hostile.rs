//! A server whose replies are made to drive the terminal, where they wrap.

use super::{PROMPT, prompted, small};
use support::server::Server;

#[test]
fn escapes_at_the_edge_of_the_screen_stay_escaped() {
    let server = Server::start();
    let mut screen = small(&server);
    server.command(&[
        "SET",
        "k",
        "一二三四五六七八九十一二三四五六七\x1b]0;題\x07\x1b[2J",
    ]);
    screen.type_line("GET k").assert_screen([
        prompted("GET k").as_str(),
        "\"一二三四五六七八九十一二三四五六七\\x1b]",
        "0;題\\a\\x1b[2J\"",
        PROMPT,
    ]);
    screen.assert_undisturbed();
}

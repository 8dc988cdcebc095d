//! A server whose replies are made to drive the terminal: where they wrap, too, they do not.

use super::{PROMPT, prompted, small};
use support::server::Server;

#[test]
fn escapes_that_are_cut_by_the_edge_stay_escaped() {
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

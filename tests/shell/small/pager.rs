//! Replies that are longer than the screen, through the user's pager.

use super::{PROMPT, prompted, terminal};
use support::server::Server;
use support::terminal::Screen;

/// A shell with this pager, and a list of this number of wide elements on its server: each takes a row and a half.
fn paged(server: &Server, pager: &str, count: usize) -> Screen {
    let element = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十";
    let mut command = vec!["RPUSH", "l"];
    command.extend(vec![element; count]);
    server.command(&command);
    let terminal = terminal(server).env("LC_ALL", "C.UTF-8");
    let mut screen = terminal.env("PAGER", pager).start();
    screen.type_line(":set pager on").type_line("clear");
    screen
}

#[test]
fn wide_elements_go_to_the_pager_if_they_need_more_rows_than_the_screen() {
    let server = Server::start();
    let mut screen = paged(&server, "sh -c 'cat >paged; echo read'", 5);
    let line = prompted("LRANGE l 0 -1");
    screen
        .type_line("LRANGE l 0 -1")
        .assert_screen([line.as_str(), "read", PROMPT]);
    screen.type_line("clear").type_line("LRANGE l 0 3");
    screen.assert_screen([
        prompted("LRANGE l 0 3").as_str(),
        "1) \"一二三四五六七八九十一二三四五六七八",
        "九十一二三四五六七八九十\"",
        "2) \"一二三四五六七八九十一二三四五六七八",
        "九十一二三四五六七八九十\"",
        "3) \"一二三四五六七八九十一二三四五六七八",
        "九十一二三四五六七八九十\"",
        "4) \"一二三四五六七八九十一二三四五六七八",
        "九十一二三四五六七八九十\"",
        PROMPT,
    ]);
}

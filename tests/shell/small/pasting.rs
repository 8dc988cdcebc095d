//! Several lines that are pasted at once.

use super::{PROMPT, small};
use support::server::Server;
use support::terminal::Key;

#[test]
fn pasted_lines_run_in_order_without_their_prompts_and_comments() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.paste(
        "# 注釈\n127.0.0.1:6379> APPEND 鍵 一二三四五六七八九\nredis> APPEND 鍵 😀\n\nredis> GET 鍵",
    );
    let pasted = [
        "127.0.0.1:11111> # 注釈",
        "127.0.0.1:6379> APPEND 鍵 一二三四五六七",
        "八九",
        "redis> APPEND 鍵 😀",
        "",
        "redis> GET 鍵",
    ];
    screen.assert_screen(pasted).assert_cursor(5, 13);
    screen
        .press(Key::Enter)
        .assert_screen(pasted.into_iter().chain([
            "(integer) 27",
            "(integer) 31",
            "\"一二三四五六七八九😀\"",
            PROMPT,
        ]));
}

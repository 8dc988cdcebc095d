//! Signals while a line of several rows is typed.

use rustix::process::Signal;

use super::small;
use support::server::Server;
use support::terminal::Key;

#[test]
fn a_termination_signal_leaves_nothing_below_the_cursor() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.type_text("ECHO 一二三四五六七八九十一二三四五六七八九十");
    screen
        .assert_cursor(1, 22)
        .press(Key::Home)
        .assert_cursor(0, 17);
    let ended = 128 + Signal::TERM.as_raw();
    screen.signal(Signal::TERM).assert_ended(ended);
    screen
        .assert_screen(["127.0.0.1:11111> ECHO 一二三四五六七八九"])
        .assert_cursor(1, 0);
}

//! What may write, where only reading is allowed.

use super::{PROMPT, prompted, terminal};
use support::server::Server;

#[test]
fn what_may_write_is_refused_on_two_rows() {
    let server = Server::start();
    let mut screen = terminal(&server).arg("--read-only").start();
    screen.type_line("SET 鍵 値").type_line("GET 鍵");
    screen.assert_screen([
        prompted("SET 鍵 値").as_str(),
        "(error) ERR not sent: it may write, and",
        "only reading is allowed",
        &prompted("GET 鍵"),
        "(nil)",
        PROMPT,
    ]);
}

//! Typed passwords that cross the end of a row.

use super::{PROMPT, small};
use support::server::Server;
use support::terminal::Key;

#[test]
fn the_password_of_each_command_is_masked_on_both_rows() {
    let server = Server::start();
    let mut screen = small(&server);
    for (line, shown) in [
        (
            "AUTH 秘密の合言葉をここに",
            ["AUTH ******************", "** password"],
        ),
        (
            "HELLO 3 AUTH 利用者の名前 秘密の合言葉 SETNAME 私",
            ["HELLO 3 AUTH **********", "** ************ SETNAME 私"],
        ),
        (
            "ACL SETUSER 利用者 on >秘密の合言葉 ~鍵",
            ["ACL SETUSER 利用者 on >", "************ ~鍵 [rule ...]"],
        ),
        (
            "CONFIG SET masterauth 秘密の合言葉 masteruser 利",
            [
                "CONFIG SET masterauth *",
                "*********** masteruser ** [parameter va",
            ],
        ),
        (
            "MIGRATE 127.0.0.1 6379 鍵 0 9 AUTH2 利 秘密",
            [
                "MIGRATE 127.0.0.1 6379",
                "鍵 0 9 AUTH2 ** **** [COPY] [REPLACE] [",
            ],
        ),
        (
            "SENTINEL SET 主 auth-pass 秘密の合言葉",
            ["SENTINEL SET 主 auth-pa", "ss ************"],
        ),
    ] {
        screen.type_text(line);
        screen.assert_screen([format!("{PROMPT} {}", shown[0]).as_str(), shown[1]]);
        screen.press(Key::CtrlU).assert_screen([PROMPT]);
    }
    let output = String::from_utf8_lossy(&screen.output()).into_owned();
    assert!(
        !output.contains("秘密") && !output.contains("合言葉"),
        "{output}"
    );
}

#[test]
fn a_password_is_masked_in_a_line_from_the_history() {
    let server = Server::start();
    server.command(&["ACL", "SETUSER", "bob", "on", ">秘密の合言葉をここに置いた"]);
    let mut screen = small(&server);
    screen.type_line("AUTH bob 秘密の合言葉をここに置いた");
    let masked = ["127.0.0.1:11111> AUTH *** **************", "************"];
    screen.assert_screen(masked.into_iter().chain(["OK", PROMPT]));
    screen.press(Key::CtrlR).type_text("bob");
    screen.assert_screen(masked.into_iter().chain([
        "OK",
        "(reverse-i-search)`bob': AUTH *** ******",
        "********************",
    ]));
    screen.press(Key::CtrlG).press(Key::Up);
    screen.assert_screen(masked.into_iter().chain(["OK"]).chain(masked));
    let output = String::from_utf8_lossy(&screen.output()).into_owned();
    assert!(!output.contains("秘密"), "{output}");
}

#[test]
fn a_password_over_several_lines_is_masked_in_each() {
    let server = Server::start();
    let mut screen = small(&server);
    screen.type_text("AUTH \"秘密の\r合言葉\"");
    screen.assert_screen(["127.0.0.1:11111> AUTH *******", "******* password"]);
}

//! The colours of a typed line, beyond the end of its first row.

use vt100::Color;

use super::{PROMPT, small};
use support::server::Server;
use support::terminal::{Key, Screen};

/// The colours of the typed words, each once.
fn colours(screen: &Screen) -> Vec<Color> {
    let row = |row| (0..40).map(move |column| (row, column));
    let (row_of_cursor, column_of_cursor) = screen.cursor();
    let places = (0..=row_of_cursor).flat_map(row);
    let typed = places
        .skip(17)
        .take_while(|place| *place < (row_of_cursor, column_of_cursor));
    let colours = typed.map(|(row, column)| screen.colour_at(row, column));
    let mut colours: Vec<Color> = colours.filter(|colour| *colour != Color::Default).collect();
    colours.dedup();
    colours
}

const COMMAND: Color = Color::Idx(2);
const TEXT: Color = Color::Idx(2);
const UNFINISHED: Color = Color::Idx(3);
const KEY: Color = Color::Idx(12);
const WRONG: Color = Color::Idx(1);
const OPTION: Color = Color::Idx(5);
const NUMBER: Color = Color::Idx(6);

#[test]
fn words_keep_their_colours_where_a_line_wraps() {
    let server = Server::start();
    let mut screen = small(&server);
    for (line, last_row, expected) in [
        (
            "SET 一二三四五六七八九十 値 EX 10",
            "十 値 EX 10 [NX|XX] [GET]",
            &[COMMAND, KEY, OPTION, NUMBER][..],
        ),
        (
            "SET 一二三四五六七八九十 値 EX ten ",
            "十 値 EX ten",
            &[UNFINISHED, KEY, OPTION, WRONG],
        ),
        (
            "get 一二三四五六七八九十 多すぎる",
            "十 多すぎる",
            &[UNFINISHED, KEY, WRONG],
        ),
        (
            "ECHO '一二三四五六七八九十'x",
            "九十'x",
            &[UNFINISHED, TEXT, WRONG],
        ),
        ("無い 一二三四五六七八九十 ", "十", &[WRONG]),
    ] {
        screen.type_text(line).assert_last_row(last_row);
        assert_eq!(colours(&screen), expected, "{screen:?}");
        screen.press(Key::CtrlU).assert_screen([PROMPT]);
    }
}

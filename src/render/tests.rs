use engine::resp::Decoder;

use super::*;

fn style(format: Format) -> Style {
    Style {
        format,
        delimiter: b"\n".to_vec(),
        end: b"\n".to_vec(),
        palette: Palette::Plain,
        terminal: false,
    }
}

/// What is printed for replies that come in pieces of `size` bytes.
fn printed_in(style: Style, replies: &[u8], size: usize) -> String {
    let mut out = Vec::new();
    let mut printer = Printer::new(&mut out, style);
    let mut decoder = Decoder::default();
    for mut piece in replies.chunks(size) {
        while !piece.is_empty() {
            let fed = decoder
                .feed(piece, &mut printer)
                .expect("the test's replies are RESP");
            if fed.complete {
                printer.finish().expect("a vector takes everything");
            }
            piece = &piece[fed.consumed..];
        }
    }
    printer.flush().expect("a vector takes everything");
    drop(printer);
    String::from_utf8_lossy(&out).into_owned()
}

fn printed(format: Format, replies: &[u8]) -> String {
    printed_in(style(format), replies, usize::MAX)
}

#[test]
fn nested_aggregates_are_numbered_and_indented() {
    assert_eq!(
        printed(
            Format::Standard,
            b"*2\r\n:1\r\n%1\r\n$1\r\na\r\n*2\r\n+x\r\n$-1\r\n"
        ),
        "1) (integer) 1\n2) 1# \"a\" => \n      1) x\n      2) (nil)\n"
    );
}

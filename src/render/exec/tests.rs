use proptest::prelude::*;
use redsh_engine::resp::{Decoder, Value, encode_value};

use super::super::any_layout::AnyLayout;
use super::super::presentation::exec_layout;
use super::super::tests::{on_terminal, value};
use super::super::{Format, Presentation, Printer, Screen};

fn words(command: &str) -> Vec<Vec<u8>> {
    command.split(' ').map(|word| word.into()).collect()
}

/// Returns the output for a reply to EXEC after queued commands.
fn shown(queued: &[&str], reply: &[u8]) -> String {
    let screen = Screen {
        columns: 40,
        ..Screen::default()
    };
    let mut printer = Printer::new(Vec::new(), on_terminal(Format::Standard));
    printer.set_screen(Some(screen.clone()));
    let queued = queued.iter().map(|command| printer.shown(&words(command)));
    let style = on_terminal(Format::Standard);
    printed(reply, Some(exec_layout(queued.collect(), &screen, &style)))
}

#[test]
fn each_element_has_the_view_of_its_command() {
    let reply = b"*4\r\n:1\r\n*4\r\n$1\r\na\r\n$1\r\n1\r\n$1\r\nb\r\n$1\r\n2\r\n\
                  $13\r\na:1\r\nlong:2\r\n\r\n-ERR no\r\n";
    let expected = concat!(
        "1) (integer) 1\n",
        "2) 1# \"a\" => \"1\"\n",
        "   2# \"b\" => \"2\"\n",
        "3) a     1\n",
        "   long  2\n",
        "4) (error) ERR no\n",
    );
    let queued = ["INCR n", "HGETALL h", "INFO", "HGETALL s"];
    assert_eq!(shown(&queued, reply), expected);
}

#[test]
fn other_replies_have_the_layout_of_the_format() {
    for (reply, expected) in [
        (&b"*-1\r\n"[..], "(nil)\n"),
        (b"*0\r\n", "(empty array)\n"),
        (b"*1\r\n+a\r\n", "1) a\n"),
        (b"%1\r\n+a\r\n:1\r\n", "1# a => (integer) 1\n"),
        (b"$1\r\na\r\n", "\"a\"\n"),
        (b"-EXECABORT no\r\n", "(error) EXECABORT no\n"),
    ] {
        assert_eq!(shown(&["HGETALL h", "GET a"], reply), expected);
    }
}

#[test]
fn an_incomplete_reply_is_printed_as_far_as_it_arrived() {
    let queued = ["GET a", "HGETALL h"];
    assert_eq!(shown(&queued, b"*2\r\n"), "");
    assert_eq!(shown(&queued, b"*2\r\n$3\r\nab"), "1) \"ab\n");
    assert_eq!(
        shown(&queued, b"*2\r\n:1\r\n*2\r\n$1\r\nf\r\n"),
        "1) (integer) 1\n2) 1# \"f\"\n"
    );
}

/// Returns the output for a reply, with the layout of EXEC or without.
fn printed(reply: &[u8], own: Option<AnyLayout>) -> String {
    let mut out = Vec::new();
    let mut printer = Printer::new(&mut out, on_terminal(Format::Standard));
    printer.reply_layout = own;
    let fed = Decoder::new().feed(reply, &mut printer);
    fed.expect("the reply is RESP");
    printer.finish().expect("writing to a vector cannot fail");
    drop(printer);
    String::from_utf8(out).expect("the output is UTF-8")
}

fn without_margins(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_start).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn without_views_the_output_is_that_of_the_standard_format(values in proptest::collection::vec(value(), 1..12)) {
        let queued = vec![Presentation::default(); values.len()];
        let mut reply = Vec::new();
        encode_value(&Value::Array(values), &mut reply);
        let exec = exec_layout(queued, &Screen::default(), &on_terminal(Format::Standard));
        let (each, plain) = (printed(&reply, Some(exec)), printed(&reply, None));
        if reply.contains(&b'=') {
            // Only with a margin are the lines of a verbatim string indented.
            prop_assert_eq!(without_margins(&each), without_margins(&plain));
        } else {
            prop_assert_eq!(each, plain);
        }
    }
}

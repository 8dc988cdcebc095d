//! The targets, by their input.

pub(crate) mod cluster;
pub(crate) mod csv;
pub(crate) mod glob;
pub(crate) mod info;
pub(crate) mod line;
pub(crate) mod prompt;
pub(crate) mod stream;

use redsh_engine::resp::{Decoder, Tree, Value};

use crate::render::{Format, Medium, Palette, Printer, Screen, Style, is_hidden};

/// Decodes the first reply.
fn decoded(data: &[u8]) -> Option<Value> {
    let mut tree = Tree::new();
    Decoder::new().feed(data, &mut tree).ok()?;
    tree.take()
}

/// Returns the view of a reply at a terminal. Nothing of the reply may control the terminal.
fn shown(command: &str, reply: &Value) -> String {
    let words: Vec<Vec<u8>> = command.split(' ').map(|word| word.into()).collect();
    let mut out = Vec::new();
    let mut printer = Printer::new(&mut out, style());
    printer.set_screen(Some(Screen {
        columns: 80,
        ..Screen::default()
    }));
    printer.expect(printer.shown(&words));
    let written = (reply.replay(&mut printer)).and_then(|()| printer.finish());
    let written = written.and_then(|()| printer.flush());
    written.expect("writing to a vector cannot fail");
    drop(printer);
    let text = String::from_utf8(out).expect("the output is UTF-8");
    let controls = |letter: char| is_hidden(letter) && !matches!(letter, '\n' | '\r' | '\t');
    assert!(!text.contains(controls), "{text:?}");
    text
}

fn style() -> Style {
    Style {
        format: Format::Standard,
        delimiter: b"\n".to_vec(),
        end: b"\n".to_vec(),
        palette: Palette::Plain,
        medium: Medium::Utf8Terminal,
    }
}

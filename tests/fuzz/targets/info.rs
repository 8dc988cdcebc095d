//! INFO: each line is shown, with its name and its value.

use redsh_engine::net::Address;
use redsh_engine::resp::Value;
use redsh_engine::scan::NodeView;

use super::shown;
use crate::render::harmless_line;

pub(crate) fn check(data: &[u8]) {
    let reply = Value::Bulk(data.to_vec());
    let own = Value::Bulk(b"id h:1@2 myself - 0 0 1 connected\n".to_vec());
    assert!(NodeView::new(Address::tcp("h", 1), &own, &reply).is_some());
    let text = shown("INFO", &reply);
    if data.is_empty() {
        return assert_eq!(text, "");
    }
    let lines = data
        .strip_suffix(b"\n")
        .unwrap_or(data)
        .split(|byte| *byte == b'\n');
    let lines: Vec<&[u8]> = lines.collect();
    assert_eq!(text.lines().count(), lines.len(), "{text}");
    for (line, shown) in lines.iter().zip(text.lines()) {
        let line = harmless_line(line.strip_suffix(b"\r").unwrap_or(line));
        match line.split_once(':').filter(|_| !line.starts_with('#')) {
            Some((name, value)) => {
                let shown = shown
                    .strip_prefix(name)
                    .expect("the name")
                    .trim_start_matches(' ');
                assert!(shown.starts_with(value.trim_start_matches(' ')), "{shown}");
            }
            None => assert_eq!(shown, line),
        }
    }
}

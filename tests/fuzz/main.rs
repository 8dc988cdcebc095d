//! Fuzz targets: parsers of input from servers, files and users, and properties that hold for any bytes.
//!
//! `tests/fuzz/run` compiles this with libFuzzer. Compiled without it, the program runs a target once for each file.

// The included files contain more than the targets use.
#![allow(dead_code, unused_imports, missing_docs)]
#![cfg_attr(fuzzing, no_main)]

#[path = "../../src/cli"]
mod cli {
    #[path = "../../tests/fuzz/targets/uri.rs"]
    pub(crate) mod target;
    mod uri;
}
#[path = "../../src/input/mod.rs"]
mod input;
#[path = "../../src/mode/pipe"]
mod pipe {
    pub(crate) mod csv;
}
#[path = "../../src/render/mod.rs"]
mod render;
#[path = "../../src/session"]
mod session {
    mod status;
    pub(crate) use status::ConnectionStatus;
}
mod targets;
#[path = "../../src/terminal"]
mod terminal {
    pub(crate) mod style;
}
#[path = "../../src/words/mod.rs"]
mod words;

use targets::{cluster, csv, glob, info, line, prompt, stream};

/// Panics if a property does not hold for these bytes.
type Target = fn(&[u8]);

/// Each target has a folder of this name in `seeds`.
const TARGETS: [(&str, Target); 11] = [
    ("csv", csv::check),
    ("glob", glob::check),
    ("info", info::check),
    ("line", line::check),
    ("nodes", cluster::check_nodes),
    ("prompt", prompt::check),
    ("replies", stream::check_replies),
    ("requests", stream::check_requests),
    ("shards", cluster::check_shards),
    ("slots", cluster::check_slots),
    ("uri", cli::target::check),
];

fn find(name: &str) -> Target {
    let target = TARGETS.iter().find(|target| target.0 == name);
    target.expect("no such target: see tests/fuzz/seeds").1
}

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    use std::sync::LazyLock;
    static TARGET: LazyLock<Target> = LazyLock::new(|| {
        find(&std::env::var("REDSH_FUZZ").expect("tests/fuzz/run sets REDSH_FUZZ"))
    });
    TARGET(data);
});

#[cfg(not(fuzzing))]
fn main() {
    let mut arguments = std::env::args().skip(1);
    let target = find(&arguments.next().expect("the name of a target, and files"));
    for file in arguments {
        target(&std::fs::read(&file).expect("a file that can be read"));
        println!("{file}: no fault");
    }
}

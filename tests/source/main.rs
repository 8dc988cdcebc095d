//! Checks of the sources: the language of the comments, the names of types, the imports between folders, and the number of
//! lines. They need no server.

mod imports;
mod language;
mod tree;
mod types;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;

use tree::{Crate, repository};
use types::{definitions, methods, resolve, shared_names};

const LIBRARY: &str = "src/engine/lib.rs";
const PROGRAM: &str = "src/main.rs";

/// A type has methods in no more files than this.
const MOST_FILES: usize = 4;

fn check_language(folder: &str) {
    let (count, table) = language::count(folder);
    assert!(
        count.is_plain(),
        "per 1,000 words of comments, \"what\" may occur 3 times, and \"who\", \"whoever\", \"nobody\" and \"somebody\" \
         once together:\n{table}"
    );
}

#[test]
fn the_comments_of_the_sources_are_plain() {
    check_language("src");
}

#[test]
fn the_comments_of_the_tests_are_plain() {
    check_language("tests");
}

fn check_names(root: &str) {
    let shared = shared_names(&Crate::read(root));
    let mut list = String::new();
    for (name, files) in &shared {
        let files: Vec<_> = files
            .iter()
            .map(|file| file.display().to_string())
            .collect();
        let _ = writeln!(list, "{name}: {}", files.join(", "));
    }
    assert!(
        shared.is_empty(),
        "{} names are shared by visible types:\n{list}",
        shared.len()
    );
}

#[test]
fn visible_types_of_the_library_have_names_of_their_own() {
    check_names(LIBRARY);
}

#[test]
fn visible_types_of_the_program_have_names_of_their_own() {
    check_names(PROGRAM);
}

/// Checks the imports between the modules below the root, or else between those of each folder.
fn check_imports(root: &str, below_root: bool) {
    let mut list = String::new();
    for (folder, graph) in imports::graphs(&Crate::read(root)) {
        if folder.is_empty() == below_root {
            list_circles(&folder.join("::"), &graph, &mut list);
        }
    }
    assert!(
        list.is_empty(),
        "modules import each other in a circle:\n{list}"
    );
}

fn list_circles(folder: &str, graph: &imports::Graph, list: &mut String) {
    for circle in imports::circles(graph) {
        let _ = writeln!(list, "in the folder '{folder}': {}", circle.join(" uses "));
        for (from, to) in circle.iter().zip(circle.iter().cycle().skip(1)) {
            let _ = writeln!(list, "    {to} is used in {}", graph[*from][*to]);
        }
    }
}

#[test]
fn folders_of_the_library_do_not_import_each_other() {
    check_imports(LIBRARY, true);
}

#[test]
fn folders_of_the_program_do_not_import_each_other() {
    check_imports(PROGRAM, true);
}

#[test]
fn modules_in_a_folder_of_the_library_do_not_import_each_other() {
    check_imports(LIBRARY, false);
}

#[test]
fn modules_in_a_folder_of_the_program_do_not_import_each_other() {
    check_imports(PROGRAM, false);
}

/// Reads the layers of the library in its documentation: in the section "Layers", each row of the table that links to
/// modules is a layer.
fn layers() -> Vec<BTreeSet<String>> {
    let text = fs::read_to_string(repository().join(LIBRARY)).expect("the library");
    let lines = text.lines().skip_while(|line| *line != "//! # Layers");
    let section = lines.skip(1).take_while(|line| !line.starts_with("//! # "));
    let modules = |line: &str| -> BTreeSet<String> {
        let links = line.split("[`").skip(1);
        let names = links.filter_map(|link| link.split("`]").next());
        names.map(str::to_owned).collect()
    };
    let rows = section.filter(|line| line.starts_with("//! |"));
    let layers = rows.map(modules);
    layers.filter(|layer| !layer.is_empty()).collect()
}

#[test]
fn a_layer_of_the_library_uses_only_the_layers_above_it() {
    let layers = layers();
    let level = |module: &str| layers.iter().position(|layer| layer.contains(module));
    let graphs = imports::graphs(&Crate::read(LIBRARY));
    let graph = &graphs[&[][..]];
    let mut list = String::new();
    for (from, uses) in graph {
        let Some(own) = level(from) else {
            let _ = writeln!(list, "{from} is in no layer of the table in {LIBRARY}");
            continue;
        };
        for (to, file) in uses
            .iter()
            .filter(|(to, _)| level(to).is_some_and(|to| to > own))
        {
            let _ = writeln!(list, "{from} uses {to}, for example in {file}");
        }
    }
    assert!(list.is_empty(), "{list}");
}

fn check_methods(root: &str) {
    let source = Crate::read(root);
    let definitions = definitions(&source);
    let mut list = String::new();
    for block in methods(&source) {
        let Some(found) = resolve(&block.name, block.module, &definitions) else {
            continue;
        };
        if !block.module.folder.starts_with(&found.module.folder) {
            let (name, file, home) = (&block.name, &block.module.file, &found.module.file);
            let _ = writeln!(
                list,
                "{name} of {} has methods in {}",
                home.display(),
                file.display()
            );
        }
    }
    assert!(
        list.is_empty(),
        "methods outside the folder of their type:\n{list}"
    );
}

#[test]
fn types_of_the_library_have_methods_in_their_own_folder_only() {
    check_methods(LIBRARY);
}

#[test]
fn types_of_the_program_have_methods_in_their_own_folder_only() {
    check_methods(PROGRAM);
}

fn check_spread(root: &str) {
    let source = Crate::read(root);
    let definitions = definitions(&source);
    let mut files: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for block in methods(&source) {
        if let Some(found) = resolve(&block.name, block.module, &definitions) {
            let home = found.module.file.display().to_string();
            let file = block.module.file.display().to_string();
            files.entry((block.name, home)).or_default().insert(file);
        }
    }
    files.retain(|_, files| files.len() > MOST_FILES);
    let mut list = String::new();
    for ((name, home), files) in &files {
        let _ = writeln!(list, "{name} of {home}: {} files", files.len());
    }
    assert!(
        list.is_empty(),
        "types with methods in more than {MOST_FILES} files:\n{list}"
    );
}

#[test]
fn no_type_of_the_library_has_methods_in_many_files() {
    check_spread(LIBRARY);
}

#[test]
fn no_type_of_the_program_has_methods_in_many_files() {
    check_spread(PROGRAM);
}

/// Prints the lines of `src` without the modules for tests: `cargo test --test source -- --ignored --nocapture`. With
/// `SOURCE_ROOT`, those of another working tree.
#[test]
#[ignore = "prints a figure and checks nothing"]
fn lines_of_src_without_tests() {
    let text = |file| fs::read_to_string(repository().join(file)).expect("a file");
    let files = tree::files("src", "rs");
    let all: usize = files.iter().map(|file| text(file).lines().count()).sum();
    let mut tests = BTreeMap::new();
    for module in [LIBRARY, PROGRAM]
        .iter()
        .flat_map(|root| Crate::read(root).modules)
    {
        if module.is_test {
            tests.insert((module.file, module.path, module.is_file), module.lines);
        }
    }
    let whole: BTreeSet<_> = tests
        .keys()
        .filter(|key| key.2)
        .map(|key| key.0.clone())
        .collect();
    tests.retain(|(file, _, is_file), _| *is_file || !whole.contains(file));
    let tests: usize = tests.values().sum();
    println!(
        "{all} lines in src, {tests} of them in tests, {} without",
        all - tests
    );
}

//! The imports between the folders of a crate: `use crate::…`, and paths in code.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Item, UseTree};

use crate::tree::{Crate, Module};

/// The modules in a folder: for each, the others that it uses, and a file in which it does.
pub(crate) type Graph = BTreeMap<String, BTreeMap<String, String>>;

/// Returns the imports between the modules of each folder, by the path of the folder. An import counts where the paths of
/// the two modules part.
pub(crate) fn graphs(source: &Crate) -> BTreeMap<Vec<String>, Graph> {
    let exported = exported(&source.modules[0]);
    let known: BTreeSet<&[String]> = source
        .modules
        .iter()
        .map(|module| &module.path[..])
        .collect();
    let mut graphs: BTreeMap<Vec<String>, Graph> = BTreeMap::new();
    for module in source.program().filter(|module| !module.path.is_empty()) {
        let own = &module.path;
        for path in paths(module) {
            let target = module_of(resolved(path, &exported), &known);
            let shared = own
                .iter()
                .zip(&target)
                .take_while(|(one, other)| one == other)
                .count();
            if let (Some(from), Some(to)) = (own.get(shared), target.get(shared)) {
                let graph = graphs.entry(own[..shared].to_vec()).or_default();
                let uses = graph.entry(from.clone()).or_default();
                uses.entry(to.clone())
                    .or_insert_with(|| module.file.display().to_string());
            }
        }
    }
    graphs
}

/// Replaces a name that the root re-exports by the module that it comes from.
fn resolved(mut path: Vec<String>, exported: &BTreeMap<String, String>) -> Vec<String> {
    if let Some(module) = path.first().and_then(|first| exported.get(first)) {
        path.insert(0, module.clone());
    }
    path
}

/// Returns the module that a path leads to or into.
fn module_of(mut path: Vec<String>, known: &BTreeSet<&[String]>) -> Vec<String> {
    while !known.contains(&path[..]) {
        path.pop();
    }
    path
}

/// Returns the shortest circle of modules through each import that is part of one, each circle once.
pub(crate) fn circles(graph: &Graph) -> Vec<Vec<&str>> {
    let mut circles = BTreeMap::new();
    for (from, uses) in graph {
        for to in uses.keys() {
            if let Some(circle) = way(graph, to, from) {
                let members: BTreeSet<&str> = circle.iter().copied().collect();
                circles.entry(members).or_insert(circle);
            }
        }
    }
    circles.into_values().collect()
}

/// Returns the shortest way from one module to another, with both of them.
fn way<'g>(graph: &'g Graph, from: &'g str, to: &'g str) -> Option<Vec<&'g str>> {
    let mut ways = VecDeque::from([vec![from]]);
    let mut reached = BTreeSet::from([from]);
    while let Some(way) = ways.pop_front() {
        let last = *way.last()?;
        if last == to {
            return Some(way);
        }
        for next in graph.get(last).into_iter().flat_map(BTreeMap::keys) {
            if reached.insert(next) {
                ways.push_back([&way[..], &[next]].concat());
            }
        }
    }
    None
}

/// Returns the modules behind the names that the root re-exports.
fn exported(root: &Module) -> BTreeMap<String, String> {
    let mut exported = BTreeMap::new();
    for item in root.program_items() {
        if let Item::Use(item) = item {
            for (path, name) in leaves(&item.tree) {
                let is_module = path.first().is_some_and(|first| *first != name);
                if is_module {
                    exported.insert(name, path[0].clone());
                }
            }
        }
    }
    exported
}

/// Returns the full path and the local name of everything that a `use` imports.
pub(crate) fn leaves(tree: &UseTree) -> Vec<(Vec<String>, String)> {
    match tree {
        UseTree::Path(path) => {
            let first = path.ident.to_string();
            let mut below = leaves(&path.tree);
            below
                .iter_mut()
                .for_each(|(path, _)| path.insert(0, first.clone()));
            below
        }
        UseTree::Name(name) => vec![(vec![name.ident.to_string()], name.ident.to_string())],
        UseTree::Rename(name) => vec![(vec![name.ident.to_string()], name.rename.to_string())],
        UseTree::Glob(_) => vec![(vec!["*".into()], "*".into())],
        UseTree::Group(group) => group.items.iter().flat_map(leaves).collect(),
    }
}

/// Returns the paths in a module that begin with `crate`, `self` or `super`, from the root of the crate.
fn paths(module: &Module) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for item in module.program_items() {
        find(item.to_token_stream(), &module.path, &mut paths);
    }
    paths
}

fn find(tokens: TokenStream, module: &[String], paths: &mut Vec<Vec<String>>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut rest = &tokens[..];
    while let Some(token) = rest.first() {
        if let Some((base, tail)) = beginning(rest, module) {
            follow(tail, base, paths);
        }
        if let TokenTree::Group(group) = token {
            find(group.stream(), module, paths);
        }
        rest = &rest[1..];
    }
}

/// Returns the module that a path begins with, and the tokens after it.
fn beginning<'t>(
    tokens: &'t [TokenTree],
    module: &[String],
) -> Option<(Vec<String>, &'t [TokenTree])> {
    let mut rest = after(tokens, "crate").map(|rest| (vec![], rest));
    rest = rest.or_else(|| after(tokens, "self").map(|rest| (module.to_vec(), rest)));
    let mut base = module.to_vec();
    let mut tail = tokens;
    while let Some(next) = after(tail, "super") {
        base.pop();
        tail = next;
        rest = Some((base.clone(), tail));
    }
    rest
}

/// Returns the tokens after this word and two colons.
fn after<'t>(tokens: &'t [TokenTree], word: &str) -> Option<&'t [TokenTree]> {
    match tokens {
        [TokenTree::Ident(ident), rest @ ..] if ident == word => colons(rest),
        _ => None,
    }
}

fn colons(tokens: &[TokenTree]) -> Option<&[TokenTree]> {
    match tokens {
        [TokenTree::Punct(one), TokenTree::Punct(two), rest @ ..] => {
            (one.as_char() == ':' && two.as_char() == ':').then_some(rest)
        }
        _ => None,
    }
}

/// Adds the paths that go on from `base` in these tokens.
fn follow(tokens: &[TokenTree], base: Vec<String>, paths: &mut Vec<Vec<String>>) {
    match tokens {
        [TokenTree::Ident(ident), rest @ ..] => {
            let path = [&base[..], &[ident.to_string()]].concat();
            match colons(rest) {
                Some(rest) => follow(rest, path, paths),
                None => paths.push(path),
            }
        }
        [TokenTree::Group(group), ..] if group.delimiter() == Delimiter::Brace => {
            let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
            let is_comma =
                |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ',');
            for part in tokens.split(is_comma) {
                follow(part, base.clone(), paths);
            }
        }
        _ => paths.push(base),
    }
}

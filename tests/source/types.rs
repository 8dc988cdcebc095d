//! The types of a crate, and where they have methods.

use std::collections::BTreeMap;
use std::path::PathBuf;

use syn::{Ident, Item, ItemImpl, Type, Visibility};

use crate::imports::leaves;
use crate::tree::{Crate, Module};

/// A struct, an enum, a trait or an alias.
pub(crate) struct Definition<'s> {
    /// Its name.
    pub(crate) name: String,
    /// The module that defines it.
    pub(crate) module: &'s Module,
    /// Whether it is `pub`, `pub(crate)` or `pub(in …)`.
    pub(crate) is_visible: bool,
}

/// The methods of a type in one block.
pub(crate) struct Methods<'s> {
    /// The name of the type.
    pub(crate) name: String,
    /// The module with the block.
    pub(crate) module: &'s Module,
}

/// Returns the types that are not only for tests.
pub(crate) fn definitions(source: &Crate) -> Vec<Definition<'_>> {
    let modules = source.program().filter(|module| !module.is_substitute);
    modules.flat_map(definitions_in).collect()
}

fn definitions_in(module: &Module) -> impl Iterator<Item = Definition<'_>> {
    module.program_items().filter_map(move |item| {
        let (visibility, ident) = named(item)?;
        Some(Definition {
            name: ident.to_string(),
            module,
            is_visible: is_visible(visibility),
        })
    })
}

fn named(item: &Item) -> Option<(&Visibility, &Ident)> {
    match item {
        Item::Enum(item) => Some((&item.vis, &item.ident)),
        Item::Struct(item) => Some((&item.vis, &item.ident)),
        Item::Trait(item) => Some((&item.vis, &item.ident)),
        Item::Type(item) => Some((&item.vis, &item.ident)),
        Item::Union(item) => Some((&item.vis, &item.ident)),
        _ => None,
    }
}

/// Whether something is visible outside of its module: `pub(super)` and less is not counted.
fn is_visible(visibility: &Visibility) -> bool {
    match visibility {
        Visibility::Public(_) => true,
        Visibility::Restricted(restricted) => {
            restricted.in_token.is_some() || restricted.path.is_ident("crate")
        }
        Visibility::Inherited => false,
    }
}

/// Returns the modules of all visible types that share a name.
pub(crate) fn shared_names(source: &Crate) -> BTreeMap<String, Vec<PathBuf>> {
    let mut files: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for definition in definitions(source) {
        if definition.is_visible {
            let file = definition.module.file.clone();
            files.entry(definition.name).or_default().push(file);
        }
    }
    files.retain(|_, files| files.len() > 1);
    files
}

/// Returns the blocks of methods without those for tests.
pub(crate) fn methods(source: &Crate) -> Vec<Methods<'_>> {
    let modules = source.program().filter(|module| !module.is_substitute);
    modules.flat_map(methods_in).collect()
}

fn methods_in(module: &Module) -> impl Iterator<Item = Methods<'_>> {
    module.program_items().filter_map(move |item| match item {
        Item::Impl(item) => Some(Methods {
            name: inherent(item)?,
            module,
        }),
        _ => None,
    })
}

/// The name of the type that a block without a trait belongs to.
fn inherent(item: &ItemImpl) -> Option<String> {
    match (&item.trait_, &*item.self_ty) {
        (None, Type::Path(path)) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

/// Finds the type that a name means in a module: its own, or the one that it imports.
pub(crate) fn resolve<'d, 's>(
    name: &str,
    module: &Module,
    definitions: &'d [Definition<'s>],
) -> Option<&'d Definition<'s>> {
    let candidates = || definitions.iter().filter(|found| found.name == name);
    if let Some(own) = candidates().find(|found| found.module.path == module.path) {
        return Some(own);
    }
    let imported = imported(name, module);
    // The path of an import may be that of a re-export: the definition is at or below it.
    candidates().max_by_key(|found| common(&found.module.path, &imported))
}

fn common(one: &[String], other: &[String]) -> usize {
    let pairs = one.iter().zip(other);
    pairs.take_while(|(one, other)| one == other).count()
}

/// The path, from the root of the crate, of the module that a name is imported from.
fn imported(name: &str, module: &Module) -> Vec<String> {
    let uses = module.program_items().filter_map(|item| match item {
        Item::Use(item) => Some(leaves(&item.tree)),
        _ => None,
    });
    let found = uses.flatten().find(|(_, local)| local == name);
    let path = found.map_or_else(|| vec!["super".to_owned()], |(path, _)| path);
    absolute(&path, module)
}

fn absolute(path: &[String], module: &Module) -> Vec<String> {
    let mut base = module.path.clone();
    for name in path {
        match name.as_str() {
            "crate" => base.clear(),
            "self" => {}
            "super" => {
                base.pop();
            }
            // Without one of these words in front, the path begins in this module.
            name => base.push(name.to_owned()),
        }
    }
    base
}

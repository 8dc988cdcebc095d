//! The modules of a crate, found from its root file as the compiler finds them.

use std::fs;
use std::path::PathBuf;

use syn::spanned::Spanned;
use syn::{Attribute, Expr, Item, ItemMod, Lit, Meta};

/// The source of a crate.
pub(crate) struct Crate {
    /// All modules; the first is the root.
    pub(crate) modules: Vec<Module>,
}

/// A module: a file, or a `mod` with its items in braces.
pub(crate) struct Module {
    /// The names from the root to this module.
    pub(crate) path: Vec<String>,
    /// The file, relative to the repository.
    pub(crate) file: PathBuf,
    /// The path of the folder that the file belongs to: `a::b` for `a/b/mod.rs` and for `a/b/c.rs`. A file beside the
    /// crate's root is a folder of its own.
    pub(crate) folder: Vec<String>,
    /// Whether the module is the whole file.
    pub(crate) is_file: bool,
    /// Whether only tests contain the module.
    pub(crate) is_test: bool,
    /// Whether the module is compiled only on systems that lack a feature, in the place of another one.
    pub(crate) is_substitute: bool,
    /// The number of lines.
    pub(crate) lines: usize,
    /// The items that are no modules.
    pub(crate) items: Vec<Item>,
}

impl Module {
    /// Returns the items that are not only for tests.
    pub(crate) fn program_items(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| !is_test(attributes(item)))
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

impl Crate {
    /// Reads the crate whose root is this file of the repository.
    pub(crate) fn read(root: &str) -> Crate {
        let mut source = Crate { modules: vec![] };
        let root = Location {
            path: vec![],
            file: root.into(),
            folder: vec![],
            is_test: false,
            is_substitute: false,
        };
        source.read_file(root);
        source
    }

    /// Returns the modules without the tests.
    pub(crate) fn program(&self) -> impl Iterator<Item = &Module> {
        self.modules.iter().filter(|module| !module.is_test)
    }

    fn read_file(&mut self, at: Location) {
        let file = repository().join(&at.file);
        let text = fs::read_to_string(&file);
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let parsed = syn::parse_file(&text);
        let parsed = parsed.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        self.add(at, parsed.items, Some(text.lines().count()), 0);
    }

    fn add(&mut self, at: Location, items: Vec<Item>, file_lines: Option<usize>, lines: usize) {
        let (modules, items): (Vec<_>, Vec<_>) = items
            .into_iter()
            .partition(|item| matches!(item, Item::Mod(_)));
        self.modules.push(Module {
            path: at.path.clone(),
            file: at.file.clone(),
            folder: at.folder.clone(),
            is_file: file_lines.is_some(),
            is_test: at.is_test,
            is_substitute: at.is_substitute,
            lines: file_lines.unwrap_or(lines),
            items,
        });
        for module in modules {
            if let Item::Mod(module) = module {
                self.add_child(&at, module);
            }
        }
    }

    fn add_child(&mut self, parent: &Location, module: ItemMod) {
        let lines = lines(&module);
        let mut at = Location {
            path: [&parent.path[..], &[module.ident.to_string()]].concat(),
            file: parent.file.clone(),
            folder: parent.folder.clone(),
            is_test: parent.is_test || is_test(&module.attrs),
            is_substitute: parent.is_substitute || is_substitute(&module.attrs),
        };
        match module.content {
            Some((_, items)) => self.add(at, items, None, lines),
            None => {
                at.file = file_of(parent, &module);
                at.folder = folder_of(&at);
                self.read_file(at);
            }
        }
    }
}

struct Location {
    path: Vec<String>,
    file: PathBuf,
    folder: Vec<String>,
    is_test: bool,
    is_substitute: bool,
}

/// Returns the folder of the repository, or the one that `SOURCE_ROOT` names.
pub(crate) fn repository() -> PathBuf {
    match std::env::var_os("SOURCE_ROOT") {
        Some(root) => root.into(),
        None => env!("CARGO_MANIFEST_DIR").into(),
    }
}

/// Returns all files of a folder with this extension, relative to the repository.
pub(crate) fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(repository().join(&folder)).expect("a folder") {
            let path = folder.join(entry.expect("an entry").file_name());
            if repository().join(&path).is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Returns whether only tests contain an item with these attributes.
pub(crate) fn is_test(attributes: &[Attribute]) -> bool {
    let mut conditions = conditions(attributes);
    conditions.any(|condition| {
        let words = words(&condition);
        words.contains(&"test") && !words.contains(&"not")
    })
}

fn is_substitute(attributes: &[Attribute]) -> bool {
    conditions(attributes).any(|condition| words(&condition).contains(&"not"))
}

fn words(condition: &str) -> Vec<&str> {
    condition
        .split(|letter: char| !letter.is_alphanumeric())
        .collect()
}

fn conditions(attributes: &[Attribute]) -> impl Iterator<Item = String> {
    attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::List(list) if list.path.is_ident("cfg") => Some(list.tokens.to_string()),
            _ => None,
        })
}

fn lines(module: &ItemMod) -> usize {
    let span = module.span();
    span.end().line - span.start().line + 1
}

fn file_of(parent: &Location, module: &ItemMod) -> PathBuf {
    let beside = parent.file.parent().expect("a folder");
    if let Some(path) = module.attrs.iter().find_map(path_attribute) {
        return beside.join(path);
    }
    let stem = parent.file.file_stem().expect("a name");
    let is_folder = ["mod", "main", "lib"].iter().any(|name| stem == *name);
    let folder = if is_folder {
        beside.into()
    } else {
        beside.join(stem)
    };
    let name = module.ident.to_string();
    let flat = folder.join(&name).with_extension("rs");
    if repository().join(&flat).exists() {
        flat
    } else {
        folder.join(name).join("mod.rs")
    }
}

fn folder_of(at: &Location) -> Vec<String> {
    let is_folder = at.file.ends_with("mod.rs") || at.path.len() == 1;
    let depth = at.path.len() - usize::from(!is_folder);
    at.path[..depth].to_vec()
}

fn path_attribute(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    match &pair.value {
        Expr::Lit(value) if pair.path.is_ident("path") => match &value.lit {
            Lit::Str(path) => Some(path.value()),
            _ => None,
        },
        _ => None,
    }
}

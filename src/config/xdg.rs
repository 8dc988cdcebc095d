//! The user's folders, by the XDG Base Directory Specification.

use std::ffi::OsString;
use std::path::PathBuf;

/// A folder of redsh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum XdgFolder {
    /// Files that the user writes: `$XDG_CONFIG_HOME/redsh` or `~/.config/redsh`.
    Config,
    /// Files that redsh can create again: `$XDG_CACHE_HOME/redsh` or `~/.cache/redsh`.
    Cache,
}

impl XdgFolder {
    /// Returns the path of the folder; `env` looks up environment variables. The specification requires that relative paths are ignored.
    pub(crate) fn path(self, env: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
        let absolute = |name| {
            let path = env(name).map(PathBuf::from);
            path.filter(|path| path.is_absolute())
        };
        let (variable, fallback) = match self {
            XdgFolder::Config => ("XDG_CONFIG_HOME", ".config"),
            XdgFolder::Cache => ("XDG_CACHE_HOME", ".cache"),
        };
        let parent = absolute(variable).or_else(|| Some(absolute("HOME")?.join(fallback)))?;
        Some(parent.join("redsh"))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_relative_path_in_the_environment_is_ignored() {
        let config = |set: &[(&str, &str)]| {
            let find = |name: &str| set.iter().find(|(own, _)| *own == name);
            XdgFolder::Config.path(&|name| find(name).map(|(_, value)| (*value).into()))
        };
        let home = ("HOME", "/h");
        for (set, expected) in [
            (&[home][..], Some("/h/.config/redsh")),
            (&[home, ("XDG_CONFIG_HOME", "/x")], Some("/x/redsh")),
            (&[home, ("XDG_CONFIG_HOME", "")], Some("/h/.config/redsh")),
            (&[home, ("XDG_CONFIG_HOME", "x")], Some("/h/.config/redsh")),
            (&[home, ("XDG_CACHE_HOME", "/x")], Some("/h/.config/redsh")),
            (&[("HOME", "h")], None),
            (&[], None),
        ] {
            assert_eq!(config(set).as_deref(), expected.map(Path::new), "{set:?}");
        }
    }
}

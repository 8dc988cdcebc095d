//! Where redis-cli's files are, which are this shell's too. Pure.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Where the environment (a variable's name → its value) says in `REDISCLI_NAME`, or in `VALKEYCLI_NAME`, which wins; else
/// at home, as `usual`. `None` where that is nowhere; `/dev/null` is, as for redis-cli, and an empty variable says nothing.
pub(crate) fn path(
    env: &dyn Fn(&str) -> Option<OsString>,
    name: &str,
    usual: &str,
) -> Option<PathBuf> {
    let set = |name: &str| {
        let value = env(name).filter(|value| !value.is_empty());
        value.map(PathBuf::from)
    };
    let path = ["VALKEYCLI", "REDISCLI"]
        .into_iter()
        .find_map(|program| set(&format!("{program}_{name}")));
    let path = path.or_else(|| Some(set("HOME")?.join(usual)))?;
    (path != Path::new("/dev/null")).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_says_where_a_file_is() {
        let at = |set: &[(&str, &str)]| {
            let find = |name: &str| set.iter().find(|(own, _)| *own == name);
            let env = |name: &str| find(name).map(|(_, value)| (*value).into());
            path(&env, "HISTFILE", ".rediscli_history")
        };
        let (redis, valkey) = ("REDISCLI_HISTFILE", "VALKEYCLI_HISTFILE");
        for (set, expected) in [
            (&[("HOME", "/h")][..], Some("/h/.rediscli_history")),
            (&[("HOME", "/h"), (redis, "")], Some("/h/.rediscli_history")),
            (&[("HOME", "/h"), (redis, "/r")], Some("/r")),
            (&[(redis, "/r"), (valkey, "/v")], Some("/v")),
            (&[("HOME", "/h"), (redis, "/dev/null")], None),
            (&[], None),
        ] {
            assert_eq!(at(set).as_deref(), expected.map(Path::new), "{set:?}");
        }
    }
}

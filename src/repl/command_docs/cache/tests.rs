use proptest::prelude::*;
use redsh_engine::resp::Value;

use super::*;

/// A server with this number of commands.
fn server(count: i64) -> ServerFingerprint {
    let fields = ["server", "redis", "version", "7.0.15", "mode", "standalone"];
    let mut hello = fields.map(|word| Value::Bulk(word.into())).to_vec();
    hello.extend([Value::Bulk("modules".into()), Value::Array(vec![])]);
    ServerFingerprint::of(&Value::Array(hello), &Value::Integer(count))
        .expect("the reply has all fields")
}

fn replies() -> DocsReplies {
    let of = |name: &str| Value::Array(vec![Value::Bulk(name.into())]);
    [of("commands"), of("docs")]
}

/// A cache with one file, and the path of that.
fn kept() -> (tempfile::TempDir, DocsCache, PathBuf) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let cache = DocsCache::new(home.path().join(".cache/redsh"));
    cache
        .store(&server(1), &replies())
        .expect("the file is written");
    let path = cache.path(&server(1));
    (home, cache, path)
}

#[test]
fn the_replies_of_the_same_server_are_found() {
    let (_home, cache, _) = kept();
    assert_eq!(cache.find(&server(1)), Some(replies()));
    assert_eq!(cache.find(&server(2)), None);
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_cache() {
    use std::os::unix::fs::PermissionsExt;
    let (_home, cache, path) = kept();
    let mode = |path: &Path| {
        let metadata = fs::metadata(path).expect("the file exists");
        metadata.permissions().mode() & 0o777
    };
    assert_eq!((mode(&path), mode(&cache.folder)), (0o600, 0o700));
}

#[test]
fn a_truncated_or_longer_file_is_ignored() {
    let (_home, cache, path) = kept();
    let whole = fs::read(&path).expect("the file exists");
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).expect("the file is written");
        assert_eq!(cache.find(&server(1)), None, "{length} bytes");
    }
    fs::write(&path, [&whole[..], b"+"].concat()).expect("the file is written");
    assert_eq!(cache.find(&server(1)), None);
    cache
        .store(&server(1), &replies())
        .expect("the file is written again");
    assert_eq!(cache.find(&server(1)), Some(replies()));
}

#[test]
fn a_file_of_another_version_is_ignored() {
    let (_home, cache, path) = kept();
    let text = fs::read_to_string(&path).expect("the bytes are UTF-8");
    let other = text.replacen(env!("CARGO_PKG_VERSION"), "0.0.0", 1);
    fs::write(&path, other).expect("the file is written");
    assert_eq!(cache.find(&server(1)), None);
}

#[test]
fn a_file_that_needs_too_much_memory_is_ignored() {
    let (_home, cache, path) = kept();
    let bytes = header(&server(1)) + "*1000000\r\n" + &":1\r\n".repeat(1_000_000) + "*0\r\n";
    assert!(bytes.len() < LARGEST);
    fs::write(&path, bytes).expect("the file is written");
    assert_eq!(cache.find(&server(1)), None);
}

#[test]
fn the_oldest_files_are_removed_and_foreign_files_stay() {
    let (_home, cache, path) = kept();
    let foreign = cache.folder.join("foreign");
    fs::write(&foreign, "").expect("the file is written");
    let long_ago = File::open(&path).expect("the file exists");
    let set = long_ago.set_modified(SystemTime::UNIX_EPOCH);
    set.expect("a file can be made to look old");
    for count in 2..=MOST_FILES as i64 + 1 {
        cache
            .store(&server(count), &replies())
            .expect("the file is written");
    }
    assert_eq!(cache.files().expect("the folder exists").len(), MOST_FILES);
    assert_eq!(cache.find(&server(1)), None);
    assert_eq!(cache.find(&server(2)), Some(replies()));
    assert!(foreign.exists());
}

#[test]
fn a_failed_write_leaves_no_file() {
    let (home, _, path) = kept();
    let cache = DocsCache::new(path);
    assert!(cache.store(&server(1), &replies()).is_err(), "in a file");
    let cache = DocsCache::new(home.path().join(".cache/redsh"));
    fs::remove_file(cache.path(&server(1))).expect("the file exists");
    fs::create_dir(cache.path(&server(1))).expect("the folder is created");
    assert!(
        cache.store(&server(1), &replies()).is_err(),
        "over a folder"
    );
    assert_eq!(cache.find(&server(1)), None);
    assert_eq!(cache.files().expect("the folder exists").len(), 1);
}

proptest! {
    #[test]
    fn no_file_content_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode(&bytes);
    }
}

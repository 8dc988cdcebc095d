use proptest::prelude::*;
use redsh_engine::resp::Value;

use super::*;

/// A server with so many commands.
fn edition(count: i64) -> ServerFingerprint {
    let fields = ["server", "redis", "version", "7.0.15", "mode", "standalone"];
    let mut hello = fields.map(|word| Value::Bulk(word.into())).to_vec();
    hello.extend([Value::Bulk("modules".into()), Value::Array(vec![])]);
    ServerFingerprint::of(&Value::Array(hello), &Value::Integer(count)).expect("it says all")
}

fn lesson() -> Lesson {
    let of = |name: &str| Value::Array(vec![Value::Bulk(name.into())]);
    [of("commands"), of("docs")]
}

/// A cache in which something is kept, and the path of that.
fn kept() -> (tempfile::TempDir, Cache, PathBuf) {
    let home = tempfile::tempdir().expect("a folder");
    let cache = Cache::new(home.path().join(".cache/redsh"));
    cache.keep(&edition(1), &lesson()).expect("it is written");
    let path = cache.path(&edition(1));
    (home, cache, path)
}

#[test]
fn what_was_kept_of_an_edition_is_found_and_nothing_of_another() {
    let (_home, cache, _) = kept();
    assert_eq!(cache.find(&edition(1)), Some(lesson()));
    assert_eq!(cache.find(&edition(2)), None);
}

#[cfg(unix)]
#[test]
fn it_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_home, cache, path) = kept();
    let mode = |path: &Path| {
        let metadata = fs::metadata(path).expect("it is there");
        metadata.permissions().mode() & 0o777
    };
    assert_eq!((mode(&path), mode(&cache.folder)), (0o600, 0o700));
}

#[test]
fn a_file_that_is_torn_or_goes_on_is_none() {
    let (_home, cache, path) = kept();
    let whole = fs::read(&path).expect("it is there");
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).expect("it is written");
        assert_eq!(cache.find(&edition(1)), None, "{length} bytes");
    }
    fs::write(&path, [&whole[..], b"+"].concat()).expect("it is written");
    assert_eq!(cache.find(&edition(1)), None);
    cache
        .keep(&edition(1), &lesson())
        .expect("it is written anew");
    assert_eq!(cache.find(&edition(1)), Some(lesson()));
}

#[test]
fn a_file_of_another_version_of_this_program_is_none() {
    let (_home, cache, path) = kept();
    let text = fs::read_to_string(&path).expect("it is text");
    let other = text.replacen(env!("CARGO_PKG_VERSION"), "0.0.0", 1);
    fs::write(&path, other).expect("it is written");
    assert_eq!(cache.find(&edition(1)), None);
}

#[test]
fn what_would_take_too_much_memory_is_none() {
    let (_home, cache, path) = kept();
    let bytes = header(&edition(1)) + "*1000000\r\n" + &":1\r\n".repeat(1_000_000) + "*0\r\n";
    assert!(bytes.len() < LARGEST);
    fs::write(&path, bytes).expect("it is written");
    assert_eq!(cache.find(&edition(1)), None);
}

#[test]
fn the_oldest_files_go_and_those_of_others_stay() {
    let (_home, cache, path) = kept();
    let foreign = cache.folder.join("of-somebody-else");
    fs::write(&foreign, "").expect("it is written");
    let long_ago = File::open(&path).expect("it is there");
    let set = long_ago.set_modified(SystemTime::UNIX_EPOCH);
    set.expect("a file can be made to look old");
    for count in 2..=MOST as i64 + 1 {
        cache
            .keep(&edition(count), &lesson())
            .expect("it is written");
    }
    assert_eq!(cache.files().expect("the folder is there").len(), MOST);
    assert_eq!(cache.find(&edition(1)), None);
    assert_eq!(cache.find(&edition(2)), Some(lesson()));
    assert!(foreign.exists());
}

#[test]
fn where_nothing_can_be_written_nothing_is_left_behind() {
    let (home, _, path) = kept();
    let cache = Cache::new(path);
    assert!(cache.keep(&edition(1), &lesson()).is_err(), "in a file");
    let cache = Cache::new(home.path().join(".cache/redsh"));
    fs::remove_file(cache.path(&edition(1))).expect("it is there");
    fs::create_dir(cache.path(&edition(1))).expect("it is made");
    assert!(cache.keep(&edition(1), &lesson()).is_err(), "over a folder");
    assert_eq!(cache.find(&edition(1)), None);
    assert_eq!(cache.files().expect("the folder is there").len(), 1);
}

proptest! {
    #[test]
    fn no_file_is_a_danger(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode(&bytes);
    }
}

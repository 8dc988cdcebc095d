//! `--long`: the facts about a key, in front of it. Pure.
//!
//! For people, a key is a line with columns, `string        2d3h      15m   1.2MB  key`: type, time to live (`-` if it does
//! not expire), time since the last use, size; `?` is an unknown fact. The columns are separated by blanks, for awk. The key
//! comes last, from the 38th character on, since it may contain anything. For programs the numbers are exact, in CSV with a
//! header, or in JSON: the time to live is in milliseconds, and -1 if the key does not expire, as PTTL replies; an unknown
//! fact is NULL or null.

use redsh_engine::keys::{Facts, Ttl};

use crate::render::{Format, HumanBytes, HumanDuration};

/// The length of the longest name of a type, including types of modules.
const TYPE_WIDTH: usize = 9;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Columns {
    /// For people.
    Padded,
    Csv,
    Json,
}

impl Columns {
    /// The format of the facts for a format of the keys.
    pub(crate) fn new(format: Format) -> Self {
        match format {
            Format::Raw | Format::Standard => Columns::Padded,
            Format::Csv => Columns::Csv,
            Format::Json | Format::QuotedJson => Columns::Json,
        }
    }

    /// The text before the first key, with its line end.
    pub(super) fn header(self) -> &'static str {
        match self {
            Columns::Csv => "\"type\",\"ttl_ms\",\"idle_s\",\"size_bytes\",\"key\"\n",
            Columns::Padded | Columns::Json => "",
        }
    }

    pub(super) fn before(self, facts: &Facts) -> String {
        match self {
            Columns::Padded => padded(facts),
            Columns::Csv => {
                let [kind, ttl, idle, size] = values(facts, "NULL");
                format!("{kind},{ttl},{idle},{size},")
            }
            Columns::Json => {
                let [kind, ttl, idle, size] = values(facts, "null");
                format!(
                    r#"{{"type":{kind},"ttl_ms":{ttl},"idle_s":{idle},"size_bytes":{size},"key":"#
                )
            }
        }
    }

    pub(super) fn after(self) -> &'static str {
        match self {
            Columns::Json => "}",
            Columns::Padded | Columns::Csv => "",
        }
    }
}

fn padded(facts: &Facts) -> String {
    let unknown = || "?".to_owned();
    let kind = facts.kind.as_deref().unwrap_or("?");
    let ttl = facts.ttl.map_or_else(unknown, |ttl| match ttl {
        Ttl::Endless => "-".to_owned(),
        Ttl::Left(left) => HumanDuration(left).to_string(),
    });
    let idle = facts
        .idle
        .map_or_else(unknown, |idle| HumanDuration(idle).to_string());
    let size = facts
        .size
        .map_or_else(unknown, |size| HumanBytes(size).to_string());
    let (span, bytes) = (HumanDuration::WIDTH, HumanBytes::WIDTH);
    format!("{kind:<TYPE_WIDTH$}  {ttl:>span$}  {idle:>span$}  {size:>bytes$}  ")
}

/// Returns the type, time to live, idle time and size. The name of a type needs no escapes.
fn values(facts: &Facts, unknown: &str) -> [String; 4] {
    let ttl = facts.ttl.map(|ttl| match ttl {
        Ttl::Endless => "-1".to_owned(),
        Ttl::Left(left) => left.as_millis().to_string(),
    });
    let values = [
        facts.kind.as_deref().map(|kind| format!("\"{kind}\"")),
        ttl,
        facts.idle.map(|idle| idle.as_secs().to_string()),
        facts.size.map(|size| size.to_string()),
    ];
    values.map(|value| value.unwrap_or_else(|| unknown.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn facts() -> Facts {
        Facts {
            kind: Some("string".into()),
            ttl: Some(Ttl::Left(Duration::from_millis(183_600_500))),
            idle: Some(Duration::from_secs(900)),
            size: Some(1_258_291),
            ..Facts::default()
        }
    }

    #[test]
    fn columns_have_a_fixed_width() {
        let endless = Facts {
            kind: Some("ReJSON-RL".into()),
            ttl: Some(Ttl::Endless),
            ..facts()
        };
        let lines = [
            (facts(), "string        2d3h      15m   1.2MB  "),
            (endless, "ReJSON-RL        -      15m   1.2MB  "),
            (Facts::default(), "?                ?        ?       ?  "),
        ];
        for (facts, line) in lines {
            assert_eq!(Columns::Padded.before(&facts), line);
            assert_eq!(line.len(), 37);
        }
    }

    #[test]
    fn numbers_are_exact_in_csv_and_json() {
        let endless = Facts {
            ttl: Some(Ttl::Endless),
            ..Facts::default()
        };
        assert_eq!(
            Columns::Csv.before(&facts()),
            r#""string",183600500,900,1258291,"#
        );
        assert_eq!(Columns::Csv.before(&endless), "NULL,-1,NULL,NULL,");
        let object = |facts: &Facts| {
            let (before, after) = (Columns::Json.before(facts), Columns::Json.after());
            let text = format!("{before}\"k\"{after}");
            serde_json::from_str::<serde_json::Value>(&text).expect("JSON")
        };
        let known = serde_json::json!({
            "type": "string", "ttl_ms": 183_600_500, "idle_s": 900, "size_bytes": 1_258_291, "key": "k"
        });
        assert_eq!(object(&facts()), known);
        let unknown = serde_json::json!({
            "type": null, "ttl_ms": -1, "idle_s": null, "size_bytes": null, "key": "k"
        });
        assert_eq!(object(&endless), unknown);
    }

    #[test]
    fn the_csv_header_has_a_name_for_each_value() {
        let fields = |line: &str| line.split(',').count();
        assert_eq!(
            fields(Columns::Csv.header()),
            fields(&Columns::Csv.before(&facts()))
        );
    }
}

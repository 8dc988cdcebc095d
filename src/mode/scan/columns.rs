//! `--long`: what is known of a key, beside it. Pure.
//!
//! For people it is a line in columns, `string        2d3h      15m   1.2MB  key`: type, time to live (`-` is for ever), time
//! since the last use, size; `?` is what the server does not say. Blanks part them, so that awk counts them as people do. The
//! key comes last, from the 38th character on, since it may hold anything. For programs it is the numbers as they are, in CSV
//! with a header or in JSON: the time to live in milliseconds and -1 for ever, as PTTL has it; NULL and null are what the server
//! does not say.

use super::facts::{Facts, Ttl};
use crate::render::{Format, HumanBytes, HumanDuration};

/// The longest name that a type has, a module's too.
const TYPE_WIDTH: usize = 9;

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Columns {
    /// For people.
    Padded,
    Csv,
    Json,
}

impl Columns {
    /// What suits a format.
    pub(crate) fn new(format: Format) -> Self {
        match format {
            Format::Raw | Format::Standard => Columns::Padded,
            Format::Csv => Columns::Csv,
            Format::Json | Format::QuotedJson => Columns::Json,
        }
    }

    /// What stands before the first key, with its line end.
    pub(super) fn header(self) -> &'static str {
        match self {
            Columns::Csv => "\"type\",\"ttl_ms\",\"idle_s\",\"size_bytes\",\"key\"\n",
            Columns::Padded | Columns::Json => "",
        }
    }

    /// What stands before a key.
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

    /// What stands behind a key.
    pub(super) fn behind(self) -> &'static str {
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

/// Type, time to live, idle time and size. A type's name has nothing in it that would need an escape.
fn values(facts: &Facts, unknown: &str) -> [String; 4] {
    let ttl = facts.ttl.map(|ttl| match ttl {
        Ttl::Endless => "-1".to_owned(),
        Ttl::Left(left) => left.as_millis().to_string(),
    });
    let values = [
        facts.kind.as_ref().map(|kind| format!("\"{kind}\"")),
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
            kind: Some("string".to_owned()),
            ttl: Some(Ttl::Left(Duration::from_millis(183_600_500))),
            idle: Some(Duration::from_secs(900)),
            size: Some(1_258_291),
        }
    }

    #[test]
    fn columns_have_a_fixed_order_and_the_key_a_fixed_place() {
        let endless = Facts {
            kind: Some("ReJSON-RL".to_owned()),
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
    fn for_programs_numbers_are_exact() {
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
            let (before, behind) = (Columns::Json.before(facts), Columns::Json.behind());
            let text = format!("{before}\"k\"{behind}");
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
    fn csv_has_as_many_names_as_values() {
        let fields = |line: &str| line.split(',').count();
        assert_eq!(
            fields(Columns::Csv.header()),
            fields(&Columns::Csv.before(&facts()))
        );
    }
}

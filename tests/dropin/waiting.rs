//! Blocking commands, some of which end by themselves, and subscriptions, which do not.

use super::case::{Case, line, script};

/// Commands that end.
pub(super) fn blocking() -> Vec<Case> {
    vec![
        line("BLPOP missing 0.05"),
        line("BLPOP l 0"),
        line("--no-raw BLPOP l 1"),
        line("-3 --no-raw BLMPOP 0.05 1 missing LEFT"),
        line("WAIT 0 10"),
        line("WAIT 1 20"),
        line("XREAD BLOCK 20 STREAMS st $"),
        line("--json XREAD BLOCK 20 STREAMS st $"),
        line("BZPOPMIN z 1"),
        line("DEBUG SLEEP 0.1"),
        line("DEBUG SLEEP 0.6").on_a_terminal(),
        script("DEBUG SLEEP 0.6\n"),
        script("DEBUG SLEEP 0.55\nGET k\n")
            .before("--raw")
            .on_a_terminal(),
        script("DEBUG SLEEP 0.55\nGET k\n")
            .before("--csv")
            .on_a_terminal(),
        script("DEBUG SLEEP 0.55\nGET k\n")
            .before("--json")
            .on_a_terminal(),
        script("DEBUG SLEEP 0.55\nGET k\n")
            .on_a_terminal()
            .figures_aside(),
        script("DEBUG SLEEP 0.1\nGET k\n").on_a_terminal(),
        script("BLPOP missing 0.01\nBLPOP l 0\nBLPOP missing 0.01\n"),
        script("WAIT 0 1\nGET k\n").before("--no-raw"),
    ]
}

/// Commands that do not end.
pub(super) fn endless() -> Vec<Case> {
    let raw = "subscribe\nc\n1\n";
    let standard = "1) \"subscribe\"\n2) \"c\"\n3) (integer) 1\n";
    let notice = "Reading messages... (press Ctrl-C to quit)\n";
    vec![
        line("SUBSCRIBE c").stays(raw),
        line("-3 SUBSCRIBE c").stays(raw),
        line("-r 2 SUBSCRIBE c").stays(raw),
        line("PSUBSCRIBE c").stays("psubscribe\nc\n1\n"),
        line("SSUBSCRIBE c").stays("ssubscribe\nc\n1\n"),
        line("SUBSCRIBE c d").stays("subscribe\nc\n1\nsubscribe\nd\n2\n"),
        line("-d , SUBSCRIBE c").stays("subscribe,c,1\n"),
        line("--csv SUBSCRIBE c").stays(format!("{notice}\"subscribe\",\"c\",1\n")),
        line("--json SUBSCRIBE c").stays(format!("{notice}[\"subscribe\",\"c\",1]\n")),
        line("--no-raw SUBSCRIBE c").stays(format!("{notice}{standard}")),
        line("SUBSCRIBE c")
            .on_a_terminal()
            .stays(format!("{notice}{standard}")),
        script("SUBSCRIBE c\n").stays(raw),
        script("GET k\nSUBSCRIBE c\nGET k\n").stays(format!("v\n{raw}")),
        script("SUBSCRIBE c\nGET k\n").before("-3").stays(raw),
        script("SUBSCRIBE c\n")
            .before("--csv")
            .stays(format!("{notice}\"subscribe\",\"c\",1\n")),
        script("SUBSCRIBE c\n")
            .on_a_terminal()
            .stays(format!("{notice}{standard}")),
        line("MONITOR").stays("OK\n"),
        script("MONITOR\nGET k\n").stays("OK\n"),
    ]
}

//! MULTI and EXEC, with errors at every place.

use super::case::{Case, line, script};

pub(super) fn cases() -> Vec<Case> {
    let scripts = [
        "MULTI\nSET a 1\nINCR a\nEXEC\n",
        "MULTI\nEXEC\n",
        "MULTI\nSET a 1\nLPUSH a x\nGET a\nEXEC\n",
        "MULTI\nSET a 1\nnosuch\nEXEC\nGET a\n",
        "MULTI\nGET\nEXEC\nGET k\n",
        "MULTI\nSET a 1\nDISCARD\nGET a\nEXEC\n",
        "DISCARD\nEXEC\nGET k\n",
        "MULTI\nMULTI\nGET k\nEXEC\n",
        "WATCH k\nMULTI\nGET k\nEXEC\n",
        "WATCH k\nSET k 2\nMULTI\nGET k\nEXEC\nGET k\n",
        "MULTI\nWATCH k\nEXEC\n",
        "MULTI\nSELECT 3\nGET k\nEXEC\nGET k\n",
        "MULTI\nSELECT 3\nDISCARD\nGET k\n",
        "MULTI\nSELECT 3\n\"broken\nEXEC\nGET k\n",
        "MULTI\nLRANGE l 0 -1\nHGETALL h\nGET missing\nEXEC\n",
        "MULTI\nINFO keyspace\nEXEC\n",
        "MULTI\n3 INCR n\nEXEC\n",
        "2 MULTI\nEXEC\n",
        "MULTI\nBLPOP missing 0\nEXEC\n",
        "MULTI\nSUBSCRIBE\nEXEC\n",
        "MULTI\nRESET\nGET k\n",
        "MULTI\nSET a 1\n",
    ];
    let mut cases = Vec::new();
    for text in scripts {
        cases.push(script(text));
        cases.push(script(text).on_a_terminal());
        cases.push(script(text).before("--csv"));
        cases.push(script(text).before("--json"));
        cases.push(script(text).before("-3 --no-raw"));
    }
    cases.extend(
        [
            "MULTI",
            "EXEC",
            "DISCARD",
            "WATCH k",
            "-e EXEC",
            "-n 3 MULTI",
        ]
        .map(line),
    );
    cases
}

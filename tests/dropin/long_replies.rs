//! Replies that come in many pieces.

use super::case::{Case, line};
use super::formats::{FORMATS, each};

const FILL: &str =
    "EVAL \"for i=1,20000 do redis.call('RPUSH','long',i) redis.call('HSET','wide',i,i) end\" 0";
/// Its length is not a multiple of any buffer's, and no two parts of it are the same.
const TEXT: &str = "EVAL \"local t={} for i=1,400000 do t[i]=i end redis.call('SET','text',table.concat(t,string.char(10)))\" 0";

pub(super) fn cases() -> Vec<Case> {
    let filled = [
        line("LRANGE long 0 -1").setup([FILL]),
        line("HGETALL wide").setup([FILL]),
        line("GET text").setup([TEXT]),
    ];
    each(&filled, &FORMATS)
}

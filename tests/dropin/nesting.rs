//! Nested replies: numbering, indentation, aggregates as keys and values, depth.

use super::case::{Case, case, line, redis_cli, redsh};
use super::formats::{FORMATS, SOUND, each};

/// Scripts whose replies have rare shapes. They must not depend on the order of a Lua table.
const SHAPES: [&str; 36] = [
    "return {{}}",
    "return {{},{}}",
    "return {{{}}}",
    "return {{{1}}}",
    "return {false,{false}}",
    "return {{{1,2},3},{4,{5,6}}}",
    "local t={} for i=1,12 do t[i]={i,i} end return t",
    "local t={} for i=1,101 do t[i]=i end return {t,1}",
    "local t={1} for i=1,8 do t={t} end return t",
    "local t={1} for i=1,30 do t={i,t} end return t",
    "redis.setresp(3) return {map={}}",
    "redis.setresp(3) return {set={}}",
    "redis.setresp(3) return {map={a={1}}}",
    "redis.setresp(3) return {map={a={1,2}}}",
    "redis.setresp(3) return {map={a={{1}}}}",
    "redis.setresp(3) return {map={a={{1,2}}}}",
    "redis.setresp(3) return {map={a={{},{}}}}",
    "redis.setresp(3) return {map={a={}}}",
    "redis.setresp(3) return {map={a={map={}}}}",
    "redis.setresp(3) return {map={a={set={}}}}",
    "redis.setresp(3) return {map={a={set={y=true}}}}",
    "redis.setresp(3) return {map={a={map={b=1}}}}",
    "redis.setresp(3) return {map={a={map={b={1,{map={c=2}}}}}}}",
    "redis.setresp(3) return {map={a={map={b={map={c={map={d={1,2}}}}}}}}}",
    "redis.setresp(3) return {map={a={map={b={map={c={map={d={1}}}}}}}}}",
    "redis.setresp(3) return {map={a={map={[{1,2}]=1}}}}",
    "redis.setresp(3) return {map={[{1,2}]={3,4}}}",
    "redis.setresp(3) return {map={[{map={a=1}}]={map={b=2}}}}",
    "redis.setresp(3) return {map={[{double=1.5}]=1}}",
    "redis.setresp(3) return {map={[true]=false}}",
    "redis.setresp(3) return {map={k={err='ERR x'}}}",
    "redis.setresp(3) return {map={k={ok='fine'}}}",
    r#"redis.setresp(3) return {map={["\195\169\n"]="\195\169\\"}}"#,
    "redis.setresp(3) return {1,{set={x=true}},{map={[1]={set={y=true}}}},{double=1.5},true,false}",
    "redis.setresp(3) local t={} for i=1,11 do t[i]={map={[i]={i,{map={x=i}}}}} end return t",
    "redis.setresp(3) return {{double=1/0},{double=-1/0},{double=3},{double=1e300}}",
];

pub(super) fn shapes() -> Vec<Case> {
    each(
        &SHAPES.map(|script| case(script).args(["EVAL", script, "0"])),
        &FORMATS,
    )
}

pub(super) fn cases() -> Vec<Case> {
    [each(&commands(), &FORMATS), verbatim(), beyond_redis_cli()].concat()
}

/// Commands whose replies are nested.
fn commands() -> Vec<Case> {
    vec![
        line("COMMAND INFO get nosuch"),
        line("COMMAND DOCS get"),
        line("XREAD STREAMS st 0"),
        line("XINFO STREAM st FULL"),
        line("ACL GETUSER default"),
        line("CLIENT TRACKINGINFO"),
        line("GEOPOS g Palermo nosuch").setup(["GEOADD g 13.361389 38.115556 Palermo"]),
        line("HGETALL big").setup(["EVAL \"for i=1,11 do redis.call('hset','big',i,i) end\" 0"]),
        line("CONFIG GET save"),
        line("SLOWLOG GET 0"),
        line("ZMSCORE z a nosuch"),
    ]
}

fn verbatim() -> Vec<Case> {
    let text =
        r#"redis.setresp(3) return {verbatim_string={format="txt",string="a\nb\"\195\169"}}"#;
    let inside =
        r#"redis.setresp(3) return {map={a={verbatim_string={format="mkd",string="l1\nl2"}}}}"#;
    each(
        &[text, inside].map(|script| case(script).args(["EVAL", script, "0"])),
        &SOUND,
    )
}

/// Replies that redis-cli 7.0 cannot decode.
fn beyond_redis_cli() -> Vec<Case> {
    let text = "Some real reply following the attribute";
    let number = "1234567999999999999999999999999999999";
    let attribute = "an attribute goes before a reply and is not part of it";
    let big_number = "redis-cli 7.0 has no word for big numbers";
    let nan = "redis-cli 7.0 takes the server's -nan for a bad number";
    let not_a_number = |options: &str| case(format!("nan with {options}")).args(options.split(' '));
    vec![
        line("DEBUG PROTOCOL attrib"),
        line("--csv DEBUG PROTOCOL attrib"),
        line("DEBUG PROTOCOL bignum"),
        line("--csv DEBUG PROTOCOL bignum"),
        line("-3 DEBUG PROTOCOL attrib").differs(
            attribute,
            redis_cli("", 1),
            redsh(format!("{text}\n"), 0),
        ),
        line("-3 --csv DEBUG PROTOCOL attrib").differs(
            attribute,
            redis_cli("", 1),
            redsh(format!("\"{text}\"\n"), 0),
        ),
        line("--json DEBUG PROTOCOL attrib").differs(
            attribute,
            redis_cli("", 1),
            redsh(format!("\"{text}\"\n"), 0),
        ),
        line("-3 DEBUG PROTOCOL bignum").differs(
            big_number,
            redis_cli("", 1),
            redsh(format!("{number}\n"), 0),
        ),
        line("-3 --csv DEBUG PROTOCOL bignum").differs(
            big_number,
            redis_cli("", 1),
            redsh(format!("{number}\n"), 0),
        ),
        line("--json DEBUG PROTOCOL bignum").differs(
            big_number,
            redis_cli("", 1),
            redsh(format!("{number}\n"), 0),
        ),
        not_a_number("-3")
            .args(NAN)
            .differs(nan, redis_cli("", 1), redsh("-nan\n", 0)),
        not_a_number("-3 --no-raw").args(NAN).differs(
            nan,
            redis_cli("", 1),
            redsh("(double) -nan\n", 0),
        ),
        not_a_number("-2").args(NAN),
    ]
}

const NAN: [&str; 3] = ["EVAL", "redis.setresp(3) return {double=0/0}", "0"];

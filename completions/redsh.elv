
use builtin;
use str;

set edit:completion:arg-completer[redsh] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'redsh'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'redsh'= {
            cand -h 'Connect to HOST [default: 127.0.0.1]'
            cand -p 'Connect to PORT [default: 6379]'
            cand -s 'Connect to a Unix socket; overrides -h and -p'
            cand -u 'Connect to a URI: redis://user:password@host:port/db'
            cand --profile 'Use the server profile NAME of the configuration file'
            cand -t 'Limit the time to connect [default: 0, no limit]'
            cand --reply-timeout 'Limit the time to wait for a reply [default: 0, no limit]'
            cand --window 'Have up to N commands in flight, from 1 to 16384'
            cand --cluster-retry 'Limit the time to wait for a cluster or sentinels'
            cand --natmap 'Connect to TO where nodes announce FROM'
            cand --sentinel 'Ask these sentinels for the primary'
            cand --master 'Ask the sentinels for the primary NAME'
            cand --sentinel-user 'Log in to the sentinels as USER'
            cand --sentinel-pass 'Set the password for the sentinels'
            cand --sentinel-tls 'Use TLS to sentinels [default: as for servers]'
            cand -a 'Set the password (REDISCLI_AUTH is safer)'
            cand --pass 'Set the password (REDISCLI_AUTH is safer)'
            cand --user 'Log in as USER'
            cand -n 'Select database DB [default: 0]'
            cand --name 'Name the connection, as shown by CLIENT LIST'
            cand --sni 'Set the TLS server name [default: the host]'
            cand --cacert 'Trust the CA certificates in FILE'
            cand --cacertdir 'Trust the CA certificates in DIR'
            cand --cert 'Present this client certificate'
            cand --key 'Use this private key for --cert'
            cand --tls-ciphers 'Allow these TLS 1.2 ciphers (A:B:C)'
            cand --tls-ciphersuites 'Allow these TLS 1.3 cipher suites (A:B:C)'
            cand -r 'Run the command N times, -1 forever [default: 1]'
            cand -i 'Pause between runs; .5 is half a second'
            cand -X 'Read the argument that equals TAG from stdin'
            cand -d 'Print DELIM between raw elements [default: \n]'
            cand -D 'Print DELIM after raw replies [default: \n]'
            cand --show-pushes 'Print RESP3 pushes [default: on a terminal]'
            cand --resubscribe 'Resubscribe when the connection is lost'
            cand --monitor-filter 'Print only matching lines of MONITOR'
            cand --eval 'Run the Lua script in FILE'
            cand --pipe-timeout 'Wait N seconds for last replies [default: 30]'
            cand --pipe-rejects 'Write commands that did not succeed to FILE'
            cand --pipe-keyless 'Send keyless commands to any or all primaries'
            cand --pipe-rate 'Send at most N commands per second'
            cand --pipe-csv 'Make a command of each CSV row on stdin'
            cand --pattern 'List keys that match PATTERN, e.g. user:*'
            cand --quoted-pattern 'Match a quoted PATTERN, e.g. ''"\x00*"'''
            cand --count 'Examine N keys per SCAN [default: adaptive]'
            cand --cursor 'Resume a scan at CURSOR'
            cand --type 'List keys of TYPE, e.g. hash'
            cand --limit 'Stop after N keys'
            cand --ttl 'List keys by TTL: ''<60s'', ''>=1d'', none'
            cand --idle 'List keys by idle time: ''>1h'''
            cand --size 'List keys by memory usage: ''>1MB'''
            cand --each 'Run COMMAND for each key, which replaces {}'
            cand --rate 'Run at most N commands of --each per second'
            cand --sandbox 'Start a temporary server and run against it'
            cand --generate 'Print completions, man page or option table'
            cand --test_hint 'Print the hint for the partial line INPUT'
            cand --test_hint_file 'Check the hints in FILE'
            cand --read-only 'Refuse to send commands that may write'
            cand -4 'Try IPv4 addresses first'
            cand -6 'Try IPv6 addresses first'
            cand --mptcp 'Use multipath TCP'
            cand -c 'Enable cluster mode (follow redirects)'
            cand --replicas 'Read from replicas (replies may be stale)'
            cand --cross-slot 'Split multi-key commands across slots'
            cand --askpass 'Ask for the password'
            cand --no-auth-warning 'Do not warn about a password on the command line'
            cand --tls 'Connect with TLS'
            cand --insecure 'Accept any server certificate'
            cand -x 'Read the last argument from stdin'
            cand --quoted-input 'Parse arguments as quoted strings: ''"\x00\n"'''
            cand --raw 'Print raw replies [default if not a terminal]'
            cand --no-raw 'Print typed replies [default on a terminal]'
            cand --csv 'Print replies as CSV'
            cand --json 'Print replies as JSON'
            cand --quoted-json 'Print replies as JSON, escaping non-ASCII bytes'
            cand -e 'Exit with 1 if a reply is an error'
            cand -2 'Use RESP2 [default, except at the prompt]'
            cand -3 'Use RESP3 [default at the prompt]'
            cand --verbose 'Report each new connection on stderr'
            cand --ldb 'Debug the script of --eval on a copy of the data'
            cand --ldb-sync-mode 'Debug the script of --eval on the live data'
            cand --pipe 'Send the commands on stdin, count the replies'
            cand --scan 'List the keys; with -c, of the whole cluster'
            cand -0 'End each key with a NUL byte, for xargs -0'
            cand --null 'End each key with a NUL byte, for xargs -0'
            cand --long 'Print type, TTL, idle time and size of keys'
            cand --quiet 'Count the replies to --each, print none'
            cand --dry-run 'Print the commands of --each, run none'
            cand --help 'Print help'
            cand -v 'Print version'
            cand --version 'Print version'
        }
    ]
    $completions[$command]
}


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
            cand -h 'Host name or address [default: 127.0.0.1]'
            cand -p 'Port [default: 6379]'
            cand -s 'Unix socket; wins over host and port'
            cand -u 'All of it in one: redis://user:password@host:port/db, rediss:// for TLS, unix:///path/to/socket, or redis+sentinel://user:password@host:port,.../name/db'
            cand --profile 'The server of this name in the configuration, $XDG_CONFIG_HOME/redsh/config.toml; options beside it win'
            cand -t 'Time for making a connection; 0 leaves it to the system, and 10 seconds for TLS [default: 0]'
            cand --natmap 'Where a cluster or a sentinel announces the address FROM, connect to TO; HOST:PORT or HOST, with commas between the pairs'
            cand --sentinel 'Ask these sentinels where the primary is: HOST or HOST:PORT, with commas between them; the default port is 26379'
            cand --master 'Name that the sentinels know the primary by'
            cand --sentinel-user 'User for the sentinels; --user is for the servers'
            cand --sentinel-pass 'Password for the sentinels; REDSH_SENTINEL_AUTH is safer'
            cand --sentinel-tls 'Whether the sentinels speak TLS [default: as the servers do]'
            cand -a 'Password; other users of the machine can see it, so REDISCLI_AUTH or --askpass is safer'
            cand --pass 'Password; other users of the machine can see it, so REDISCLI_AUTH or --askpass is safer'
            cand --user 'User, for servers with access control lists'
            cand -n 'Database [default: 0]'
            cand --name 'Name of the connection, as CLIENT LIST shows it'
            cand --sni 'Name to ask for and to check the certificate against [default: the host]'
            cand --cacert 'Trust the certificate authorities in FILE, not the system''s'
            cand --cacertdir 'Trust the certificate authorities in the files of DIR, not the system''s'
            cand --cert 'Show this certificate to the server'
            cand --key 'Private key of --cert'
            cand --tls-ciphers 'Ciphers of TLS 1.2 to allow, with colons between them'
            cand --tls-ciphersuites 'Cipher suites of TLS 1.3 to allow, with colons between them'
            cand -r 'Run the command N times; -1 is for ever [default: 1]'
            cand -i 'Pause between two runs of the command; .5 is half a second'
            cand -X 'Read the one argument that equals TAG from standard input'
            cand -d 'Put DELIM between the elements of a raw reply, in place of a newline'
            cand -D 'Put DELIM after each raw reply, in place of a newline'
            cand --show-pushes 'Print RESP3 push messages [default: yes on a terminal]'
            cand --resubscribe 'Go on with SUBSCRIBE and MONITOR over a new connection when theirs is lost, and say so on stderr [default: yes on a terminal and with sentinels; else that ends them, with 1]'
            cand --monitor-filter 'Print only those lines of MONITOR for which all of FILTER holds: ''cmd=GET,SET key=user:* db=3 client=10.0.0.*'', each with one or more globs, or != for ='
            cand --eval 'Run the Lua script in FILE with the words that follow: KEYS, a comma alone, ARGV'
            cand --pipe-timeout 'Give up where no reply comes for N seconds after all is sent; 0 is never [default: 30]'
            cand --pipe-rejects 'Write the commands that were refused, or may not have run, to FILE, for --pipe to take again; left empty, all is in'
            cand --pipe-keyless 'Send commands without a key to any primary of a cluster, or to all [default: refuse them]'
            cand --pipe-rate 'Send at most N commands a second'
            cand --pipe-csv 'Take standard input as CSV, and make a command of each row: ''HSET user:{1} name {2}''; if a column''s name stands in place of its number, the first row holds the names'
            cand --pattern 'List the keys that match PATTERN: user:*'
            cand --quoted-pattern 'As --pattern, with PATTERN a quoted string, as in a script: ''"\x00*"'''
            cand --count 'Have the server look at N keys a step [default: as many as it can in about a millisecond]'
            cand --cursor 'Go on where an earlier scan ended, as it said on standard error'
            cand --type 'List the keys of this type: string, list, set, zset, hash, stream, or a module''s'
            cand --limit 'Stop after N keys'
            cand --ttl 'Only keys with so much time left to live, ''<60s'' or ''>=1d'', or with none set: none'
            cand --idle 'Only keys that were last used so long ago: ''>1h''; a server that evicts by frequency does not know'
            cand --size 'Only keys that take so many bytes of the server''s memory: ''>1MB'''
            cand --each 'Run a command for each key in place of printing it, with the key, whatever it holds, where {} stands: ''UNLINK {}'''
            cand --rate 'Run at most N commands of --each a second'
            cand --sandbox 'Start a server for this run only, and throw it away after; --sandbox=tls for one with TLS, =cluster:3 for a cluster of 3 primaries (=cluster:3+1 with a replica each), =sentinel for a primary, 2 replicas and 3 sentinels'
            cand --generate 'Print a shell''s completions, the man page, or the README''s table of options'
            cand --test_hint 'Print the hint that the prompt would give for INPUT, a half-typed line; no server is needed'
            cand --test_hint_file 'Check the hints in FILE, a line and its hint on each of its lines, both in double quotes'
            cand --read-only 'Refuse commands that may write, before they are sent'
            cand -4 'Try a name''s IPv4 addresses first'
            cand -6 'Try a name''s IPv6 addresses first'
            cand --mptcp 'Use multipath TCP'
            cand -c 'Follow a cluster''s redirects'
            cand --replicas 'Send commands that only read to replicas; what they say may be old'
            cand --cross-slot 'Split MGET, MSET, DEL, UNLINK, EXISTS and TOUCH where their keys belong to several nodes; each part is atomic by itself'
            cand --askpass 'Ask for the password, whatever -a and REDISCLI_AUTH say'
            cand --no-auth-warning 'Do not warn about a password on the command line'
            cand --tls 'Connect with TLS'
            cand --insecure 'Accept any certificate'
            cand -x 'Read the command''s last argument from standard input'
            cand --quoted-input 'Take the arguments as quoted strings, as in a script: ''"\x00\n"'''
            cand --raw 'Print replies as they are, a line for each element [default where stdout is no terminal]'
            cand --no-raw 'Print replies with their types [default on a terminal]'
            cand --csv 'Print replies as CSV'
            cand --json 'Print replies as JSON; asks for RESP3, unless -2 is given'
            cand --quoted-json 'As --json, with all that is not ASCII escaped byte by byte'
            cand -e 'Exit with 1 if a reply is an error, and print that on stderr; a script''s stay in their place, and it ends with 1'
            cand -2 'Speak RESP2 [default but at a terminal]'
            cand -3 'Speak RESP3 [default at a terminal, where the server has it]'
            cand --verbose 'Tell on stderr of each connection that is made'
            cand --ldb 'Run the script of --eval under the server''s Lua debugger, in a copy of the data; what follows on standard input are commands for the debugger, and then for the server'
            cand --ldb-sync-mode 'As --ldb, in the server itself: it serves nobody else meanwhile, and what the script writes stays'
            cand --pipe 'Send the commands on standard input, in Redis'' protocol or a line each, without waiting for replies, and count those'
            cand --scan 'List the keys, with SCAN; with -c, those of the whole cluster'
            cand -0 'End each key with a NUL byte in place of a newline, for xargs -0'
            cand --null 'End each key with a NUL byte in place of a newline, for xargs -0'
            cand --long 'Print before each key its type, time to live, idle time and size; --csv has a header, and --json exact numbers too'
            cand --quiet 'Count the replies to --each, and print none'
            cand --dry-run 'Print the commands that --each would run, and run none'
            cand --help 'Print this help'
            cand -v 'Print the version'
            cand --version 'Print the version'
        }
    ]
    $completions[$command]
}


using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'redsh' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'redsh'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'redsh' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Host name or address [default: 127.0.0.1]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Port [default: 6379]')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Unix socket; wins over host and port')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'All of it in one: redis://user:password@host:port/db, rediss:// for TLS, unix:///path/to/socket, or redis+sentinel://user:password@host:port,.../name/db')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The server of this name in the configuration, $XDG_CONFIG_HOME/redsh/config.toml; options beside it win')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Time for making a connection; 0 leaves it to the system, and 10 seconds for TLS [default: 0]')
            [CompletionResult]::new('--natmap', '--natmap', [CompletionResultType]::ParameterName, 'Where a cluster or a sentinel announces the address FROM, connect to TO; HOST:PORT or HOST, with commas between the pairs')
            [CompletionResult]::new('--sentinel', '--sentinel', [CompletionResultType]::ParameterName, 'Ask these sentinels where the primary is: HOST or HOST:PORT, with commas between them; the default port is 26379')
            [CompletionResult]::new('--master', '--master', [CompletionResultType]::ParameterName, 'Name that the sentinels know the primary by')
            [CompletionResult]::new('--sentinel-user', '--sentinel-user', [CompletionResultType]::ParameterName, 'User for the sentinels; --user is for the servers')
            [CompletionResult]::new('--sentinel-pass', '--sentinel-pass', [CompletionResultType]::ParameterName, 'Password for the sentinels; REDSH_SENTINEL_AUTH is safer')
            [CompletionResult]::new('--sentinel-tls', '--sentinel-tls', [CompletionResultType]::ParameterName, 'Whether the sentinels speak TLS [default: as the servers do]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Password; other users of the machine can see it, so REDISCLI_AUTH or --askpass is safer')
            [CompletionResult]::new('--pass', '--pass', [CompletionResultType]::ParameterName, 'Password; other users of the machine can see it, so REDISCLI_AUTH or --askpass is safer')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'User, for servers with access control lists')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Database [default: 0]')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the connection, as CLIENT LIST shows it')
            [CompletionResult]::new('--sni', '--sni', [CompletionResultType]::ParameterName, 'Name to ask for and to check the certificate against [default: the host]')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust the certificate authorities in FILE, not the system''s')
            [CompletionResult]::new('--cacertdir', '--cacertdir', [CompletionResultType]::ParameterName, 'Trust the certificate authorities in the files of DIR, not the system''s')
            [CompletionResult]::new('--cert', '--cert', [CompletionResultType]::ParameterName, 'Show this certificate to the server')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Private key of --cert')
            [CompletionResult]::new('--tls-ciphers', '--tls-ciphers', [CompletionResultType]::ParameterName, 'Ciphers of TLS 1.2 to allow, with colons between them')
            [CompletionResult]::new('--tls-ciphersuites', '--tls-ciphersuites', [CompletionResultType]::ParameterName, 'Cipher suites of TLS 1.3 to allow, with colons between them')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Run the command N times; -1 is for ever [default: 1]')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Pause between two runs of the command; .5 is half a second')
            [CompletionResult]::new('-X', '-X ', [CompletionResultType]::ParameterName, 'Read the one argument that equals TAG from standard input')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Put DELIM between the elements of a raw reply, in place of a newline')
            [CompletionResult]::new('-D', '-D ', [CompletionResultType]::ParameterName, 'Put DELIM after each raw reply, in place of a newline')
            [CompletionResult]::new('--show-pushes', '--show-pushes', [CompletionResultType]::ParameterName, 'Print RESP3 push messages [default: yes on a terminal]')
            [CompletionResult]::new('--resubscribe', '--resubscribe', [CompletionResultType]::ParameterName, 'Go on with SUBSCRIBE and MONITOR over a new connection when theirs is lost, and say so on stderr [default: yes on a terminal and with sentinels; else that ends them, with 1]')
            [CompletionResult]::new('--monitor-filter', '--monitor-filter', [CompletionResultType]::ParameterName, 'Print only those lines of MONITOR for which all of FILTER holds: ''cmd=GET,SET key=user:* db=3 client=10.0.0.*'', each with one or more globs, or != for =')
            [CompletionResult]::new('--eval', '--eval', [CompletionResultType]::ParameterName, 'Run the Lua script in FILE with the words that follow: KEYS, a comma alone, ARGV')
            [CompletionResult]::new('--pipe-timeout', '--pipe-timeout', [CompletionResultType]::ParameterName, 'Give up where no reply comes for N seconds after all is sent; 0 is never [default: 30]')
            [CompletionResult]::new('--pipe-rejects', '--pipe-rejects', [CompletionResultType]::ParameterName, 'Write the commands that were refused, or may not have run, to FILE, for --pipe to take again; left empty, all is in')
            [CompletionResult]::new('--pipe-keyless', '--pipe-keyless', [CompletionResultType]::ParameterName, 'Send commands without a key to any primary of a cluster, or to all [default: refuse them]')
            [CompletionResult]::new('--pipe-rate', '--pipe-rate', [CompletionResultType]::ParameterName, 'Send at most N commands a second')
            [CompletionResult]::new('--pipe-csv', '--pipe-csv', [CompletionResultType]::ParameterName, 'Take standard input as CSV, and make a command of each row: ''HSET user:{1} name {2}''; if a column''s name stands in place of its number, the first row holds the names')
            [CompletionResult]::new('--pattern', '--pattern', [CompletionResultType]::ParameterName, 'List the keys that match PATTERN: user:*')
            [CompletionResult]::new('--quoted-pattern', '--quoted-pattern', [CompletionResultType]::ParameterName, 'As --pattern, with PATTERN a quoted string, as in a script: ''"\x00*"''')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'Have the server look at N keys a step [default: as many as it can in about a millisecond]')
            [CompletionResult]::new('--cursor', '--cursor', [CompletionResultType]::ParameterName, 'Go on where an earlier scan ended, as it said on standard error')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'List the keys of this type: string, list, set, zset, hash, stream, or a module''s')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Stop after N keys')
            [CompletionResult]::new('--ttl', '--ttl', [CompletionResultType]::ParameterName, 'Only keys with so much time left to live, ''<60s'' or ''>=1d'', or with none set: none')
            [CompletionResult]::new('--idle', '--idle', [CompletionResultType]::ParameterName, 'Only keys that were last used so long ago: ''>1h''; a server that evicts by frequency does not know')
            [CompletionResult]::new('--size', '--size', [CompletionResultType]::ParameterName, 'Only keys that take so many bytes of the server''s memory: ''>1MB''')
            [CompletionResult]::new('--each', '--each', [CompletionResultType]::ParameterName, 'Run a command for each key in place of printing it, with the key, whatever it holds, where {} stands: ''UNLINK {}''')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'Run at most N commands of --each a second')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Start a server for this run only, and throw it away after; --sandbox=tls for one with TLS, =cluster:3 for a cluster of 3 primaries (=cluster:3+1 with a replica each), =sentinel for a primary, 2 replicas and 3 sentinels')
            [CompletionResult]::new('--generate', '--generate', [CompletionResultType]::ParameterName, 'Print a shell''s completions, the man page, or the README''s table of options')
            [CompletionResult]::new('--test_hint', '--test_hint', [CompletionResultType]::ParameterName, 'Print the hint that the prompt would give for INPUT, a half-typed line; no server is needed')
            [CompletionResult]::new('--test_hint_file', '--test_hint_file', [CompletionResultType]::ParameterName, 'Check the hints in FILE, a line and its hint on each of its lines, both in double quotes')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Refuse commands that may write, before they are sent')
            [CompletionResult]::new('-4', '-4', [CompletionResultType]::ParameterName, 'Try a name''s IPv4 addresses first')
            [CompletionResult]::new('-6', '-6', [CompletionResultType]::ParameterName, 'Try a name''s IPv6 addresses first')
            [CompletionResult]::new('--mptcp', '--mptcp', [CompletionResultType]::ParameterName, 'Use multipath TCP')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Follow a cluster''s redirects')
            [CompletionResult]::new('--replicas', '--replicas', [CompletionResultType]::ParameterName, 'Send commands that only read to replicas; what they say may be old')
            [CompletionResult]::new('--cross-slot', '--cross-slot', [CompletionResultType]::ParameterName, 'Split MGET, MSET, DEL, UNLINK, EXISTS and TOUCH where their keys belong to several nodes; each part is atomic by itself')
            [CompletionResult]::new('--askpass', '--askpass', [CompletionResultType]::ParameterName, 'Ask for the password, whatever -a and REDISCLI_AUTH say')
            [CompletionResult]::new('--no-auth-warning', '--no-auth-warning', [CompletionResultType]::ParameterName, 'Do not warn about a password on the command line')
            [CompletionResult]::new('--tls', '--tls', [CompletionResultType]::ParameterName, 'Connect with TLS')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Accept any certificate')
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'Read the command''s last argument from standard input')
            [CompletionResult]::new('--quoted-input', '--quoted-input', [CompletionResultType]::ParameterName, 'Take the arguments as quoted strings, as in a script: ''"\x00\n"''')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Print replies as they are, a line for each element [default where stdout is no terminal]')
            [CompletionResult]::new('--no-raw', '--no-raw', [CompletionResultType]::ParameterName, 'Print replies with their types [default on a terminal]')
            [CompletionResult]::new('--csv', '--csv', [CompletionResultType]::ParameterName, 'Print replies as CSV')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print replies as JSON; asks for RESP3, unless -2 is given')
            [CompletionResult]::new('--quoted-json', '--quoted-json', [CompletionResultType]::ParameterName, 'As --json, with all that is not ASCII escaped byte by byte')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Exit with 1 if a reply is an error, and print that on stderr; a script''s stay in their place, and it ends with 1')
            [CompletionResult]::new('-2', '-2', [CompletionResultType]::ParameterName, 'Speak RESP2 [default but at a terminal]')
            [CompletionResult]::new('-3', '-3', [CompletionResultType]::ParameterName, 'Speak RESP3 [default at a terminal, where the server has it]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell on stderr of each connection that is made')
            [CompletionResult]::new('--ldb', '--ldb', [CompletionResultType]::ParameterName, 'Run the script of --eval under the server''s Lua debugger, in a copy of the data; what follows on standard input are commands for the debugger, and then for the server')
            [CompletionResult]::new('--ldb-sync-mode', '--ldb-sync-mode', [CompletionResultType]::ParameterName, 'As --ldb, in the server itself: it serves nobody else meanwhile, and what the script writes stays')
            [CompletionResult]::new('--pipe', '--pipe', [CompletionResultType]::ParameterName, 'Send the commands on standard input, in Redis'' protocol or a line each, without waiting for replies, and count those')
            [CompletionResult]::new('--scan', '--scan', [CompletionResultType]::ParameterName, 'List the keys, with SCAN; with -c, those of the whole cluster')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each key with a NUL byte in place of a newline, for xargs -0')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each key with a NUL byte in place of a newline, for xargs -0')
            [CompletionResult]::new('--long', '--long', [CompletionResultType]::ParameterName, 'Print before each key its type, time to live, idle time and size; --csv has a header, and --json exact numbers too')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Count the replies to --each, and print none')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the commands that --each would run, and run none')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print this help')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print the version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print the version')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}

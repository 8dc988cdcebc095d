
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
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Connect to HOST [default: 127.0.0.1]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Connect to PORT [default: 6379]')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Connect to a Unix socket; overrides -h and -p')
            [CompletionResult]::new('-u', '-u', [CompletionResultType]::ParameterName, 'Connect to a URI: redis://user:password@host:port/db')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use the server profile NAME of the configuration file')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Limit the time to connect [default: 0, no limit]')
            [CompletionResult]::new('--reply-timeout', '--reply-timeout', [CompletionResultType]::ParameterName, 'Limit the time to wait for a reply [default: 0, no limit]')
            [CompletionResult]::new('--window', '--window', [CompletionResultType]::ParameterName, 'Have up to N commands in flight, from 1 to 16384')
            [CompletionResult]::new('--cluster-retry', '--cluster-retry', [CompletionResultType]::ParameterName, 'Limit the time to wait for a cluster or sentinels')
            [CompletionResult]::new('--natmap', '--natmap', [CompletionResultType]::ParameterName, 'Connect to TO where nodes announce FROM')
            [CompletionResult]::new('--sentinel', '--sentinel', [CompletionResultType]::ParameterName, 'Ask these sentinels for the primary')
            [CompletionResult]::new('--master', '--master', [CompletionResultType]::ParameterName, 'Ask the sentinels for the primary NAME')
            [CompletionResult]::new('--sentinel-user', '--sentinel-user', [CompletionResultType]::ParameterName, 'Log in to the sentinels as USER')
            [CompletionResult]::new('--sentinel-pass', '--sentinel-pass', [CompletionResultType]::ParameterName, 'Set the password for the sentinels')
            [CompletionResult]::new('--sentinel-tls', '--sentinel-tls', [CompletionResultType]::ParameterName, 'Use TLS to sentinels [default: as for servers]')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Set the password (REDISCLI_AUTH is safer)')
            [CompletionResult]::new('--pass', '--pass', [CompletionResultType]::ParameterName, 'Set the password (REDISCLI_AUTH is safer)')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Log in as USER')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Select database DB [default: 0]')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name the connection, as shown by CLIENT LIST')
            [CompletionResult]::new('--sni', '--sni', [CompletionResultType]::ParameterName, 'Set the TLS server name [default: the host]')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'Trust the CA certificates in FILE')
            [CompletionResult]::new('--cacertdir', '--cacertdir', [CompletionResultType]::ParameterName, 'Trust the CA certificates in DIR')
            [CompletionResult]::new('--cert', '--cert', [CompletionResultType]::ParameterName, 'Present this client certificate')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Use this private key for --cert')
            [CompletionResult]::new('--tls-ciphers', '--tls-ciphers', [CompletionResultType]::ParameterName, 'Allow these TLS 1.2 ciphers (A:B:C)')
            [CompletionResult]::new('--tls-ciphersuites', '--tls-ciphersuites', [CompletionResultType]::ParameterName, 'Allow these TLS 1.3 cipher suites (A:B:C)')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Run the command N times, -1 forever [default: 1]')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Pause between runs; .5 is half a second')
            [CompletionResult]::new('-X', '-X ', [CompletionResultType]::ParameterName, 'Read the argument that equals TAG from stdin')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'Print DELIM between raw elements [default: \n]')
            [CompletionResult]::new('-D', '-D ', [CompletionResultType]::ParameterName, 'Print DELIM after raw replies [default: \n]')
            [CompletionResult]::new('--show-pushes', '--show-pushes', [CompletionResultType]::ParameterName, 'Print RESP3 pushes [default: on a terminal]')
            [CompletionResult]::new('--resubscribe', '--resubscribe', [CompletionResultType]::ParameterName, 'Resubscribe when the connection is lost')
            [CompletionResult]::new('--monitor-filter', '--monitor-filter', [CompletionResultType]::ParameterName, 'Print only matching lines of MONITOR')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour replies: auto, always or never [default: auto]')
            [CompletionResult]::new('--eval', '--eval', [CompletionResultType]::ParameterName, 'Run the Lua script in FILE')
            [CompletionResult]::new('--pipe-timeout', '--pipe-timeout', [CompletionResultType]::ParameterName, 'Wait N seconds for last replies [default: 30]')
            [CompletionResult]::new('--pipe-rejects', '--pipe-rejects', [CompletionResultType]::ParameterName, 'Write commands that did not succeed to FILE')
            [CompletionResult]::new('--pipe-keyless', '--pipe-keyless', [CompletionResultType]::ParameterName, 'Send keyless commands to any or all primaries')
            [CompletionResult]::new('--pipe-rate', '--pipe-rate', [CompletionResultType]::ParameterName, 'Send at most N commands per second')
            [CompletionResult]::new('--pipe-csv', '--pipe-csv', [CompletionResultType]::ParameterName, 'Make a command of each CSV row on stdin')
            [CompletionResult]::new('--pattern', '--pattern', [CompletionResultType]::ParameterName, 'List keys that match PATTERN, e.g. user:*')
            [CompletionResult]::new('--quoted-pattern', '--quoted-pattern', [CompletionResultType]::ParameterName, 'Match a quoted PATTERN, e.g. ''"\x00*"''')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'Examine N keys per SCAN [default: adaptive]')
            [CompletionResult]::new('--cursor', '--cursor', [CompletionResultType]::ParameterName, 'Resume a scan at CURSOR')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'List keys of TYPE, e.g. hash')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Stop after N keys')
            [CompletionResult]::new('--ttl', '--ttl', [CompletionResultType]::ParameterName, 'List keys by TTL: ''<60s'', ''>=1d'', none')
            [CompletionResult]::new('--idle', '--idle', [CompletionResultType]::ParameterName, 'List keys by idle time: ''>1h''')
            [CompletionResult]::new('--size', '--size', [CompletionResultType]::ParameterName, 'List keys by memory usage: ''>1MB''')
            [CompletionResult]::new('--each', '--each', [CompletionResultType]::ParameterName, 'Run COMMAND for each key, which replaces {}')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'Run at most N commands of --each per second')
            [CompletionResult]::new('--memkeys-samples', '--memkeys-samples', [CompletionResultType]::ParameterName, 'Measure N elements of each key for --memkeys')
            [CompletionResult]::new('--hotkeys-count', '--hotkeys-count', [CompletionResultType]::ParameterName, 'Find N keys for --hotkeys [default: 16]')
            [CompletionResult]::new('--intrinsic-latency', '--intrinsic-latency', [CompletionResultType]::ParameterName, 'Measure this machine for S seconds, no server')
            [CompletionResult]::new('--stat-count', '--stat-count', [CompletionResultType]::ParameterName, 'Stop --stat after N lines')
            [CompletionResult]::new('--lru-test', '--lru-test', [CompletionResultType]::ParameterName, 'Measure the hit rate of a cache of N keys')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Start a temporary server and run against it')
            [CompletionResult]::new('--generate', '--generate', [CompletionResultType]::ParameterName, 'Print completions, man page or option table')
            [CompletionResult]::new('--test_hint', '--test_hint', [CompletionResultType]::ParameterName, 'Print the hint for the partial line INPUT')
            [CompletionResult]::new('--test_hint_file', '--test_hint_file', [CompletionResultType]::ParameterName, 'Check the hints in FILE')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Refuse to send commands that may write')
            [CompletionResult]::new('-4', '-4', [CompletionResultType]::ParameterName, 'Try IPv4 addresses first')
            [CompletionResult]::new('-6', '-6', [CompletionResultType]::ParameterName, 'Try IPv6 addresses first')
            [CompletionResult]::new('--mptcp', '--mptcp', [CompletionResultType]::ParameterName, 'Use multipath TCP')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Enable cluster mode (follow redirects)')
            [CompletionResult]::new('--replicas', '--replicas', [CompletionResultType]::ParameterName, 'Read from replicas (replies may be stale)')
            [CompletionResult]::new('--cross-slot', '--cross-slot', [CompletionResultType]::ParameterName, 'Split multi-key commands across slots')
            [CompletionResult]::new('--askpass', '--askpass', [CompletionResultType]::ParameterName, 'Ask for the password')
            [CompletionResult]::new('--no-auth-warning', '--no-auth-warning', [CompletionResultType]::ParameterName, 'Do not warn about a password on the command line')
            [CompletionResult]::new('--tls', '--tls', [CompletionResultType]::ParameterName, 'Connect with TLS')
            [CompletionResult]::new('--insecure', '--insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate')
            [CompletionResult]::new('-x', '-x', [CompletionResultType]::ParameterName, 'Read the last argument from stdin')
            [CompletionResult]::new('--quoted-input', '--quoted-input', [CompletionResultType]::ParameterName, 'Parse arguments as quoted strings: ''"\x00\n"''')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Print raw replies [default if not a terminal]')
            [CompletionResult]::new('--no-raw', '--no-raw', [CompletionResultType]::ParameterName, 'Print typed replies [default on a terminal]')
            [CompletionResult]::new('--csv', '--csv', [CompletionResultType]::ParameterName, 'Print replies as CSV')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print replies as JSON')
            [CompletionResult]::new('--quoted-json', '--quoted-json', [CompletionResultType]::ParameterName, 'Print replies as JSON, escaping non-ASCII bytes')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Exit with 1 if a reply is an error')
            [CompletionResult]::new('-2', '-2', [CompletionResultType]::ParameterName, 'Use RESP2 [default, except at the prompt]')
            [CompletionResult]::new('-3', '-3', [CompletionResultType]::ParameterName, 'Use RESP3 [default at the prompt]')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Report each new connection on stderr')
            [CompletionResult]::new('--ldb', '--ldb', [CompletionResultType]::ParameterName, 'Debug the script of --eval on a copy of the data')
            [CompletionResult]::new('--ldb-sync-mode', '--ldb-sync-mode', [CompletionResultType]::ParameterName, 'Debug the script of --eval on the live data')
            [CompletionResult]::new('--pipe', '--pipe', [CompletionResultType]::ParameterName, 'Send the commands on stdin, count the replies')
            [CompletionResult]::new('--scan', '--scan', [CompletionResultType]::ParameterName, 'List the keys; with -c, of the whole cluster')
            [CompletionResult]::new('-0', '-0', [CompletionResultType]::ParameterName, 'End each key with a NUL byte, for xargs -0')
            [CompletionResult]::new('--null', '--null', [CompletionResultType]::ParameterName, 'End each key with a NUL byte, for xargs -0')
            [CompletionResult]::new('--long', '--long', [CompletionResultType]::ParameterName, 'Print type, TTL, idle time and size of keys')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Count the replies to --each, print none')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the commands of --each, run none')
            [CompletionResult]::new('--bigkeys', '--bigkeys', [CompletionResultType]::ParameterName, 'Find the keys with the most elements')
            [CompletionResult]::new('--memkeys', '--memkeys', [CompletionResultType]::ParameterName, 'Find the keys with the most memory')
            [CompletionResult]::new('--hotkeys', '--hotkeys', [CompletionResultType]::ParameterName, 'Find the keys that are used most')
            [CompletionResult]::new('--latency', '--latency', [CompletionResultType]::ParameterName, 'Measure the time that PING takes')
            [CompletionResult]::new('--latency-history', '--latency-history', [CompletionResultType]::ParameterName, 'Measure PING in windows of -i s [default: 15]')
            [CompletionResult]::new('--latency-dist', '--latency-dist', [CompletionResultType]::ParameterName, 'Show the distribution of PING every -i s')
            [CompletionResult]::new('--mono', '--mono', [CompletionResultType]::ParameterName, 'Use shades of grey for --latency-dist')
            [CompletionResult]::new('--stat', '--stat', [CompletionResultType]::ParameterName, 'Print a line with key figures every second')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print examples and common options; --help all prints all options')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}

complete -c redsh -s h -d 'Connect to HOST [default: 127.0.0.1]' -r -f -a "(__fish_print_hostnames)"
complete -c redsh -s p -d 'Connect to PORT [default: 6379]' -r
complete -c redsh -s s -d 'Connect to a Unix socket; overrides -h and -p' -r -F
complete -c redsh -s u -d 'Connect to a URI: redis://user:password@host:port/db' -r -f
complete -c redsh -l profile -d 'Use the server profile NAME of the configuration file' -r -f
complete -c redsh -s t -d 'Limit the time to connect [default: 0, no limit]' -r
complete -c redsh -l reply-timeout -d 'Limit the time to wait for a reply [default: 0, no limit]' -r
complete -c redsh -l window -d 'Have up to N commands in flight, from 1 to 16384' -r
complete -c redsh -l cluster-retry -d 'Limit the time to wait for a cluster or sentinels' -r
complete -c redsh -l natmap -d 'Connect to TO where nodes announce FROM' -r -f
complete -c redsh -l sentinel -d 'Ask these sentinels for the primary' -r -f -a "(__fish_print_hostnames)"
complete -c redsh -l master -d 'Ask the sentinels for the primary NAME' -r -f
complete -c redsh -l sentinel-user -d 'Log in to the sentinels as USER' -r -f
complete -c redsh -l sentinel-pass -d 'Set the password for the sentinels' -r
complete -c redsh -l sentinel-tls -d 'Use TLS to sentinels [default: as for servers]' -r -f -a "yes\t''
no\t''"
complete -c redsh -s a -l pass -d 'Set the password (REDISCLI_AUTH is safer)' -r
complete -c redsh -l user -d 'Log in as USER' -r -f
complete -c redsh -s n -d 'Select database DB [default: 0]' -r
complete -c redsh -l name -d 'Name the connection, as shown by CLIENT LIST' -r
complete -c redsh -l sni -d 'Set the TLS server name [default: the host]' -r -f -a "(__fish_print_hostnames)"
complete -c redsh -l cacert -d 'Trust the CA certificates in FILE' -r -F
complete -c redsh -l cacertdir -d 'Trust the CA certificates in DIR' -r -f -a "(__fish_complete_directories)"
complete -c redsh -l cert -d 'Present this client certificate' -r -F
complete -c redsh -l key -d 'Use this private key for --cert' -r -F
complete -c redsh -l tls-ciphers -d 'Allow these TLS 1.2 ciphers (A:B:C)' -r -f
complete -c redsh -l tls-ciphersuites -d 'Allow these TLS 1.3 cipher suites (A:B:C)' -r -f
complete -c redsh -s r -d 'Run the command N times, -1 forever [default: 1]' -r
complete -c redsh -s i -d 'Pause between runs; .5 is half a second' -r
complete -c redsh -s X -d 'Read the argument that equals TAG from stdin' -r
complete -c redsh -s d -d 'Print DELIM between raw elements [default: \\n]' -r
complete -c redsh -s D -d 'Print DELIM after raw replies [default: \\n]' -r
complete -c redsh -l show-pushes -d 'Print RESP3 pushes [default: on a terminal]' -r -f -a "yes\t''
no\t''"
complete -c redsh -l resubscribe -d 'Resubscribe when the connection is lost' -r -f -a "yes\t''
no\t''"
complete -c redsh -l monitor-filter -d 'Print only matching lines of MONITOR' -r -f
complete -c redsh -l color -d 'Colour replies: auto, always or never [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c redsh -l eval -d 'Run the Lua script in FILE' -r -F
complete -c redsh -l pipe-timeout -d 'Wait N seconds for last replies [default: 30]' -r
complete -c redsh -l pipe-rejects -d 'Write commands that did not succeed to FILE' -r -F
complete -c redsh -l pipe-keyless -d 'Send keyless commands to any or all primaries' -r -f -a "any\t'Send them to one primary'
all\t'Send them to every primary'"
complete -c redsh -l pipe-rate -d 'Send at most N commands per second' -r
complete -c redsh -l pipe-csv -d 'Make a command of each CSV row on stdin' -r -f
complete -c redsh -l pattern -d 'List keys that match PATTERN, e.g. user:*' -r -f
complete -c redsh -l quoted-pattern -d 'Match a quoted PATTERN, e.g. \'"\\x00*"\'' -r -f
complete -c redsh -l count -d 'Examine N keys per SCAN [default: adaptive]' -r
complete -c redsh -l cursor -d 'Resume a scan at CURSOR' -r -f
complete -c redsh -l type -d 'List keys of TYPE, e.g. hash' -r -f
complete -c redsh -l limit -d 'Stop after N keys' -r
complete -c redsh -l ttl -d 'List keys by TTL: \'<60s\', \'>=1d\', none' -r -f
complete -c redsh -l idle -d 'List keys by idle time: \'>1h\'' -r -f
complete -c redsh -l size -d 'List keys by memory usage: \'>1MB\'' -r -f
complete -c redsh -l export -d 'Print keys with their values for --pipe: restore' -r
complete -c redsh -l each -d 'Run COMMAND for each key, which replaces {}' -r -f
complete -c redsh -l rate -d 'Run at most N commands of --each per second' -r
complete -c redsh -l memkeys-samples -d 'Measure N elements of each key for --memkeys' -r
complete -c redsh -l keystats-samples -d 'Measure N elements of each key for --keystats' -r
complete -c redsh -l top -d 'List the N largest keys or prefixes [default: 10]' -r
complete -c redsh -l hotkeys-count -d 'Find N keys for --hotkeys [default: 16]' -r
complete -c redsh -l separator -d 'Split names at TEXT for --prefixes [default: :]' -r -f
complete -c redsh -l prefix-limit -d 'Keep N prefixes in memory [default: 100000]' -r
complete -c redsh -l depth -d 'Print prefixes of at most N segments [default: 3]' -r
complete -c redsh -l latency-percentiles -d 'Add percentiles to --latency: 50,99,99.9' -r
complete -c redsh -l intrinsic-latency -d 'Measure this machine for S seconds, no server' -r
complete -c redsh -l stat-columns -d 'Show these columns of --stat: ops,hits,mem' -r
complete -c redsh -l stat-count -d 'Stop --stat after N lines' -r
complete -c redsh -l lru-test -d 'Measure the hit rate of a cache of N keys' -r
complete -c redsh -l monitor-report -d 'Report what MONITOR shows within SECONDS' -r
complete -c redsh -l monitor-duration -d 'End MONITOR after SECONDS' -r
complete -c redsh -l monitor-count -d 'End MONITOR after N lines' -r
complete -c redsh -l rdb -d 'Write a snapshot of the server to FILE' -r -F
complete -c redsh -l functions-rdb -d 'As --rdb, only the functions of the server' -r -F
complete -c redsh -l sandbox -d 'Start a temporary server and run against it' -f -a "plain\t'A server on plain TCP'
tls\t'A server that speaks only TLS'
sentinel\t'A primary, two replicas and three sentinels'"
complete -c redsh -l generate -d 'Print completions, man page or option table' -r -f -a "bash\t'Completions for bash'
zsh\t'Completions for zsh'
fish\t'Completions for fish'
powershell\t'Completions for PowerShell'
elvish\t'Completions for elvish'
man\t'The man page'
options\t'The option table of GUIDE.md, in Markdown'"
complete -c redsh -l test_hint -d 'Print the hint for the partial line INPUT' -r -f
complete -c redsh -l test_hint_file -d 'Check the hints in FILE' -r -F
complete -c redsh -l read-only -d 'Refuse to send commands that may write'
complete -c redsh -s 4 -d 'Try IPv4 addresses first'
complete -c redsh -s 6 -d 'Try IPv6 addresses first'
complete -c redsh -l mptcp -d 'Use multipath TCP'
complete -c redsh -s c -d 'Enable cluster mode (follow redirects)'
complete -c redsh -l replicas -d 'Read from replicas (replies may be stale)'
complete -c redsh -l cross-slot -d 'Split multi-key commands across slots'
complete -c redsh -l askpass -d 'Ask for the password'
complete -c redsh -l no-auth-warning -d 'Do not warn about a password on the command line'
complete -c redsh -l tls -d 'Connect with TLS'
complete -c redsh -l insecure -d 'Accept any server certificate'
complete -c redsh -s x -d 'Read the last argument from stdin'
complete -c redsh -l quoted-input -d 'Parse arguments as quoted strings: \'"\\x00\\n"\''
complete -c redsh -l raw -d 'Print raw replies [default if not a terminal]'
complete -c redsh -l no-raw -d 'Print typed replies [default on a terminal]'
complete -c redsh -l csv -d 'Print replies as CSV'
complete -c redsh -l json -d 'Print replies as JSON'
complete -c redsh -l quoted-json -d 'Print replies as JSON, escaping non-ASCII bytes'
complete -c redsh -s e -d 'Exit with 1 if a reply is an error'
complete -c redsh -s 2 -d 'Use RESP2 [default, except at the prompt]'
complete -c redsh -s 3 -d 'Use RESP3 [default at the prompt]'
complete -c redsh -l verbose -d 'Report each new connection on stderr'
complete -c redsh -l ldb -d 'Debug the script of --eval on a copy of the data'
complete -c redsh -l ldb-sync-mode -d 'Debug the script of --eval on the live data'
complete -c redsh -l pipe -d 'Send the commands on stdin, count the replies'
complete -c redsh -l scan -d 'List the keys; with -c, of the whole cluster'
complete -c redsh -s 0 -l null -d 'End each key with a NUL byte, for xargs -0'
complete -c redsh -l long -d 'Print type, TTL, idle time and size of keys'
complete -c redsh -l quiet -d 'Count the replies to --each, print none'
complete -c redsh -l dry-run -d 'Print the commands of --each, run none'
complete -c redsh -l bigkeys -d 'Find the keys with the most elements'
complete -c redsh -l memkeys -d 'Find the keys with the most memory'
complete -c redsh -l keystats -d 'Report memory and lengths of keys, with distributions'
complete -c redsh -l hotkeys -d 'Find the keys that are used most'
complete -c redsh -l prefixes -d 'Report memory, TTLs and idle times by prefix'
complete -c redsh -l folded-stacks -d 'Print prefixes as folded stacks for flame graphs'
complete -c redsh -l latency -d 'Measure the time that PING takes'
complete -c redsh -l latency-history -d 'Measure PING in windows of -i s [default: 15]'
complete -c redsh -l latency-micros -d 'Measure --latency in microseconds'
complete -c redsh -l latency-dist -d 'Show the distribution of PING every -i s'
complete -c redsh -l mono -d 'Use shades of grey for --latency-dist'
complete -c redsh -l stat -d 'Print a line with key figures every second'
complete -c redsh -l no-verify -d 'Do not compare the checksum of the snapshot'
complete -c redsh -l replica -l slave -d 'Print the commands that replicas get, as CSV'
complete -c redsh -l help -d 'Print examples and common options; --help all prints all options'
complete -c redsh -s v -l version -d 'Print version'

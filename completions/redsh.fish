complete -c redsh -s h -d 'Host name or address [default: 127.0.0.1]' -r -f -a "(__fish_print_hostnames)"
complete -c redsh -s p -d 'Port [default: 6379]' -r
complete -c redsh -s s -d 'Unix socket; wins over host and port' -r -F
complete -c redsh -s u -d 'All of it in one: redis://user:password@host:port/db, rediss:// for TLS, unix:///path/to/socket, or redis+sentinel://user:password@host:port,.../name/db' -r -f
complete -c redsh -l profile -d 'The server of this name in the configuration, $XDG_CONFIG_HOME/redsh/config.toml; options beside it win' -r -f
complete -c redsh -s t -d 'Time for making a connection; 0 leaves it to the system, and 10 seconds for TLS [default: 0]' -r
complete -c redsh -l natmap -d 'Where a cluster or a sentinel announces the address FROM, connect to TO; HOST:PORT or HOST, with commas between the pairs' -r -f
complete -c redsh -l sentinel -d 'Ask these sentinels where the primary is: HOST or HOST:PORT, with commas between them; the default port is 26379' -r -f -a "(__fish_print_hostnames)"
complete -c redsh -l master -d 'Name that the sentinels know the primary by' -r -f
complete -c redsh -l sentinel-user -d 'User for the sentinels; --user is for the servers' -r -f
complete -c redsh -l sentinel-pass -d 'Password for the sentinels; REDSH_SENTINEL_AUTH is safer' -r
complete -c redsh -l sentinel-tls -d 'Whether the sentinels speak TLS [default: as the servers do]' -r -f -a "yes\t''
no\t''"
complete -c redsh -s a -l pass -d 'Password; other users of the machine can see it, so REDISCLI_AUTH or --askpass is safer' -r
complete -c redsh -l user -d 'User, for servers with access control lists' -r -f
complete -c redsh -s n -d 'Database [default: 0]' -r
complete -c redsh -l name -d 'Name of the connection, as CLIENT LIST shows it' -r
complete -c redsh -l sni -d 'Name to ask for and to check the certificate against [default: the host]' -r -f -a "(__fish_print_hostnames)"
complete -c redsh -l cacert -d 'Trust the certificate authorities in FILE, not the system\'s' -r -F
complete -c redsh -l cacertdir -d 'Trust the certificate authorities in the files of DIR, not the system\'s' -r -f -a "(__fish_complete_directories)"
complete -c redsh -l cert -d 'Show this certificate to the server' -r -F
complete -c redsh -l key -d 'Private key of --cert' -r -F
complete -c redsh -l tls-ciphers -d 'Ciphers of TLS 1.2 to allow, with colons between them' -r -f
complete -c redsh -l tls-ciphersuites -d 'Cipher suites of TLS 1.3 to allow, with colons between them' -r -f
complete -c redsh -s r -d 'Run the command N times; -1 is for ever [default: 1]' -r
complete -c redsh -s i -d 'Pause between two runs of the command; .5 is half a second' -r
complete -c redsh -s X -d 'Read the one argument that equals TAG from standard input' -r
complete -c redsh -s d -d 'Put DELIM between the elements of a raw reply, in place of a newline' -r
complete -c redsh -s D -d 'Put DELIM after each raw reply, in place of a newline' -r
complete -c redsh -l show-pushes -d 'Print RESP3 push messages [default: yes on a terminal]' -r -f -a "yes\t''
no\t''"
complete -c redsh -l resubscribe -d 'Go on with SUBSCRIBE and MONITOR over a new connection when theirs is lost, and say so on stderr [default: yes on a terminal and with sentinels; else that ends them, with 1]' -r -f -a "yes\t''
no\t''"
complete -c redsh -l monitor-filter -d 'Print only those lines of MONITOR for which all of FILTER holds: \'cmd=GET,SET key=user:* db=3 client=10.0.0.*\', each with one or more globs, or != for =' -r -f
complete -c redsh -l eval -d 'Run the Lua script in FILE with the words that follow: KEYS, a comma alone, ARGV' -r -F
complete -c redsh -l pipe-timeout -d 'Give up where no reply comes for N seconds after all is sent; 0 is never [default: 30]' -r
complete -c redsh -l pipe-rejects -d 'Write the commands that were refused, or may not have run, to FILE, for --pipe to take again; left empty, all is in' -r -F
complete -c redsh -l pipe-keyless -d 'Send commands without a key to any primary of a cluster, or to all [default: refuse them]' -r -f -a "any\t'To one primary, whichever'
all\t'To every primary'"
complete -c redsh -l pipe-rate -d 'Send at most N commands a second' -r
complete -c redsh -l pipe-csv -d 'Take standard input as CSV, and make a command of each row: \'HSET user:{1} name {2}\'; if a column\'s name stands in place of its number, the first row holds the names' -r -f
complete -c redsh -l pattern -d 'List the keys that match PATTERN: user:*' -r -f
complete -c redsh -l quoted-pattern -d 'As --pattern, with PATTERN a quoted string, as in a script: \'"\\x00*"\'' -r -f
complete -c redsh -l count -d 'Have the server look at N keys a step [default: as many as it can in about a millisecond]' -r
complete -c redsh -l cursor -d 'Go on where an earlier scan ended, as it said on standard error' -r -f
complete -c redsh -l type -d 'List the keys of this type: string, list, set, zset, hash, stream, or a module\'s' -r -f
complete -c redsh -l limit -d 'Stop after N keys' -r
complete -c redsh -l ttl -d 'Only keys with so much time left to live, \'<60s\' or \'>=1d\', or with none set: none' -r -f
complete -c redsh -l idle -d 'Only keys that were last used so long ago: \'>1h\'; a server that evicts by frequency does not know' -r -f
complete -c redsh -l size -d 'Only keys that take so many bytes of the server\'s memory: \'>1MB\'' -r -f
complete -c redsh -l each -d 'Run a command for each key in place of printing it, with the key, whatever it holds, where {} stands: \'UNLINK {}\'' -r -f
complete -c redsh -l rate -d 'Run at most N commands of --each a second' -r
complete -c redsh -l sandbox -d 'Start a server for this run only, and throw it away after; --sandbox=tls for one with TLS, =cluster:3 for a cluster of 3 primaries (=cluster:3+1 with a replica each), =sentinel for a primary, 2 replicas and 3 sentinels' -f -a "plain\t'A server on plain TCP'
tls\t'A server that speaks only TLS'
sentinel\t'A primary, two replicas and three sentinels'"
complete -c redsh -l generate -d 'Print a shell\'s completions, the man page, or the README\'s table of options' -r -f -a "bash\t'Completions for bash'
zsh\t'Completions for zsh'
fish\t'Completions for fish'
powershell\t'Completions for PowerShell'
elvish\t'Completions for elvish'
man\t'The man page'
options\t'The README\'s table of options, in Markdown'"
complete -c redsh -l test_hint -d 'Print the hint that the prompt would give for INPUT, a half-typed line; no server is needed' -r -f
complete -c redsh -l test_hint_file -d 'Check the hints in FILE, a line and its hint on each of its lines, both in double quotes' -r -F
complete -c redsh -l read-only -d 'Refuse commands that may write, before they are sent'
complete -c redsh -s 4 -d 'Try a name\'s IPv4 addresses first'
complete -c redsh -s 6 -d 'Try a name\'s IPv6 addresses first'
complete -c redsh -l mptcp -d 'Use multipath TCP'
complete -c redsh -s c -d 'Follow a cluster\'s redirects'
complete -c redsh -l replicas -d 'Send commands that only read to replicas; what they say may be old'
complete -c redsh -l cross-slot -d 'Split MGET, MSET, DEL, UNLINK, EXISTS and TOUCH where their keys belong to several nodes; each part is atomic by itself'
complete -c redsh -l askpass -d 'Ask for the password, whatever -a and REDISCLI_AUTH say'
complete -c redsh -l no-auth-warning -d 'Do not warn about a password on the command line'
complete -c redsh -l tls -d 'Connect with TLS'
complete -c redsh -l insecure -d 'Accept any certificate'
complete -c redsh -s x -d 'Read the command\'s last argument from standard input'
complete -c redsh -l quoted-input -d 'Take the arguments as quoted strings, as in a script: \'"\\x00\\n"\''
complete -c redsh -l raw -d 'Print replies as they are, a line for each element [default where stdout is no terminal]'
complete -c redsh -l no-raw -d 'Print replies with their types [default on a terminal]'
complete -c redsh -l csv -d 'Print replies as CSV'
complete -c redsh -l json -d 'Print replies as JSON; asks for RESP3, unless -2 is given'
complete -c redsh -l quoted-json -d 'As --json, with all that is not ASCII escaped byte by byte'
complete -c redsh -s e -d 'Exit with 1 if a reply is an error, and print that on stderr; a script\'s stay in their place, and it ends with 1'
complete -c redsh -s 2 -d 'Speak RESP2 [default but at a terminal]'
complete -c redsh -s 3 -d 'Speak RESP3 [default at a terminal, where the server has it]'
complete -c redsh -l verbose -d 'Tell on stderr of each connection that is made'
complete -c redsh -l ldb -d 'Run the script of --eval under the server\'s Lua debugger, in a copy of the data; what follows on standard input are commands for the debugger, and then for the server'
complete -c redsh -l ldb-sync-mode -d 'As --ldb, in the server itself: it serves nobody else meanwhile, and what the script writes stays'
complete -c redsh -l pipe -d 'Send the commands on standard input, in Redis\' protocol or a line each, without waiting for replies, and count those'
complete -c redsh -l scan -d 'List the keys, with SCAN; with -c, those of the whole cluster'
complete -c redsh -s 0 -l null -d 'End each key with a NUL byte in place of a newline, for xargs -0'
complete -c redsh -l long -d 'Print before each key its type, time to live, idle time and size; --csv has a header, and --json exact numbers too'
complete -c redsh -l quiet -d 'Count the replies to --each, and print none'
complete -c redsh -l dry-run -d 'Print the commands that --each would run, and run none'
complete -c redsh -l help -d 'Print this help'
complete -c redsh -s v -l version -d 'Print the version'

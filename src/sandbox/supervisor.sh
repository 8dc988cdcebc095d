# The supervisor of one server: creates a folder in the folder $1, runs the program $2 in it, and removes both at the end. The program gets
# the remaining arguments after its configuration file.
#
# Its stdin and stdout are a socket. While the server runs, each line is the name of a signal to send to it. While it does not
# run, the line "start" starts it. When the input ends, everything ends.

parent=$1 program=$2
shift 2

# Ignore signals, so that only the end of the input ends the supervisor. PIPE: the reader of an answer may be gone.
trap '' HUP INT QUIT TERM PIPE
# Background commands have no stdin, so they read the input from descriptor 3.
exec 3<&0

# mktemp creates a folder that only its owner can enter.
folder=$(mktemp -d "$parent/redsh-XXXXXX" 2>&1) || { printf '%s\n' "$folder"; exit; }
cd "$folder" || exit
echo "created ${folder##*/}"

obey() {
    while read -r signal; do kill -s "$signal" "$pid"; done
    # KILL, since a busy script or a slow replica delays TERM, and there is nothing to save.
    kill -s KILL "$pid"
}

while read -r word; do
    # Skip a signal that arrives after the server has ended.
    [ "$word" = start ] || continue
    "$program" redis.conf "$@" </dev/null >>server.log 2>&1 3<&- &
    pid=$!
    echo "$pid"
    obey <&3 &
    listener=$!
    # Only the parent can wait for the server. End the listener at once, before the system reuses the pid.
    wait "$pid"
    kill -s KILL "$listener"
    wait "$listener"
    echo ended
done

cd /
# Retry, since a child of the server may still create files, such as the dump of a save in progress.
for attempt in 1 2 3 4 5; do rm -rf "$folder" && break; done
# Kill the whole process group: children of the server, and this shell.
kill -s KILL 0

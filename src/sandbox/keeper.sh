# The keeper of one server: makes a temporary folder in the folder $1, runs the program $2 in it, and takes both away
# again. The remaining arguments are the program's, behind its file.
#
# It is spoken to over a socket, which is its standard input and output. While the server runs, a line is the name of a
# signal for it; while it does not, the line "start" starts it. When the input ends, however that comes, all ends.

parent=$1 program=$2
shift 2

# Only the end of the input ends it: a signal must not leave the server behind, nor must an answer nobody waits for.
trap '' HUP INT QUIT TERM PIPE
# What runs in the background has no standard input; the commands are read from here instead.
exec 3<&0

# mktemp makes a folder that only its owner can enter.
folder=$(mktemp -d "$parent/redsh-XXXXXX" 2>&1) || { printf '%s\n' "$folder"; exit; }
cd "$folder" || exit
echo "made ${folder##*/}"

obey() {
    while read -r signal; do kill -s "$signal" "$pid"; done
    # Nothing is to be saved, and this one cannot be held up by a busy script or by a replica that lags.
    kill -s KILL "$pid"
}

while read -r word; do
    # A signal that came when the server had just ended by itself.
    [ "$word" = start ] || continue
    "$program" redis.conf "$@" </dev/null >>server.log 2>&1 3<&- &
    pid=$!
    echo "$pid"
    obey <&3 &
    listener=$!
    # The server's parent alone can tell that it has ended. The listener goes at once: the pid may soon be another's.
    wait "$pid"
    kill -s KILL "$listener"
    wait "$listener"
    echo ended
done

cd /
# What the server has forked may put a file there meanwhile, a save in progress its dump: then the folder is not empty yet.
for attempt in 1 2 3 4 5; do rm -rf "$folder" && break; done
# Whatever the server forked, a save in progress for one, is in this process group still; so is this shell.
kill -s KILL 0

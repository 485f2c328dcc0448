# Pipelines, background jobs and traps of one bash. Arguments: finish file, working folder.
finish=$1 folder=$2 interrupts=0 wrong=
PATH=/usr/bin:/bin
set -m -o pipefail
expect() { [ "$1" = "$2" ] || wrong="$wrong, $3: $1 instead of $2 in round $round"; }
jobs_of() { jobs "$@" | grep -c '^\['; }
trap 'interrupts=$((interrupts + 1))' USR1
trap '[ -z "$wrong" ] && echo right || echo "wrong: $wrong"' EXIT

# Three jobs of the whole time: one that is stopped, a pipeline that numbers its lines and checks them, and one that waits for a FIFO.
sleep 1000 &
stopped=$!
# Before it is sleep, it is a bash that catches what is meant to end it.
until read -r name </proc/$stopped/comm && [ "$name" = sleep ]; do :; done
kill -STOP $stopped
{ i=0; until [ -e "$finish" ]; do echo "line $i"; i=$((i + 1)); sleep 0.005; done; } | sed -u 's/line/number/' | tr '[:lower:]' '[:upper:]' | {
    i=0; while read -r word number; do [ "$word $number" = "NUMBER $i" ] || exit 9; i=$((i + 1)); done; } &
pipeline=$!
mkfifo "$folder/fifo"
read -r word <"$folder/fifo" && [ "$word" = hello ] &
reader=$!

for ((round = 0; ; round++)); do
    [ -e "$finish" ] && break
    (sleep 0.1; exit $((round % 100 + 1))) &
    first=$!
    paste <(seq 1 500) <(seq 501 1000) | awk '{ sum += $1 * $2 } END { print sum }' >"$folder/sum"
    read -r sum <"$folder/sum"
    expect "$sum" 104416750 "the pipeline of two substitutions"
    # Traps run when a foreground job ends: one that interrupts "wait", or comes while bash 5.2 reads a substitution, makes bash itself wait for ever.
    (kill -USR1 $$; exit 7)
    expect $? 7 "the second job's status"
    expect $interrupts $((round + 1)) "signals caught"
    expect "$(jobs_of -s)" 1 "stopped jobs"
    # The first job may have ended by now, and with the finish file the long pipeline has.
    running=$(jobs_of -r)
    [ -e "$finish" ] || [ "$running" = 2 ] || expect "$running" 3 "running jobs"
    wait $first
    expect $? $((round % 100 + 1)) "the first job's status"
    seq 1 20000 | sort -rn | (exit 3) | tail -n 1 >"$folder/tail"
    expect "${PIPESTATUS[*]}" "0 141 3 0" "statuses in a pipeline"
    echo "step $round"
done

echo hello >"$folder/fifo"
wait $reader
expect $? 0 "the reader of the FIFO"
wait $pipeline
expect $? 0 "the long pipeline"
kill -TERM $stopped
kill -CONT $stopped
# Bash itself may answer once more that it was stopped (128 + SIGSTOP) when its continuation and its end come close together.
status=147
while [ $status = 147 ]; do wait -f $stopped; status=$?; done
expect $status 143 "the stopped job"
expect "$(jobs_of)" 0 "jobs that are left"
exit 0

# One GNU parallel whose jobs come and go all the time, and whose output must keep the order. Arguments: finish file, working folder.
finish=$1 folder=$2
PATH=/usr/bin:/bin
export HOME=$folder PARALLEL_HOME=$folder TMPDIR=$folder SHELL=/bin/sh
{ i=0; until [ -e "$finish" ]; do echo $i; i=$((i + 1)); sleep 0.02; done; echo $i >"$folder/count"; } |
    parallel --will-cite -j 4 -k --joblog "$folder/log" 'sleep 0.0$(({} % 9)); echo {} $(({} * {})); exit $(({} % 3))' 2>"$folder/errors" |
    { i=0
      while read -r number square; do
          [ "$number $square" = "$i $((i * i))" ] || { echo "wrong: $number $square instead of $i"; exit 1; }
          echo "step $i"
          i=$((i + 1))
      done
      echo $i >"$folder/checked"; }
# Each job is in the log once, with the status that it had.
bad=$(awk -F '\t' 'NR > 1 && $7 != ($1 - 1) % 3 || NR > 1 && seen[$1]++' "$folder/log")
[ "$(cat "$folder/count")" = "$(cat "$folder/checked")" ] && [ "$(wc -l <"$folder/log")" = $(($(cat "$folder/count") + 1)) ] && [ -z "$bad" ] && echo right ||
    echo "wrong: $(cat "$folder/count") jobs, $(cat "$folder/checked") answers, $bad $(cat "$folder/errors")"

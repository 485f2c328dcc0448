# An X server of its own with a window manager, a clock and two terminals: one counts, the other repeats what is typed. Arguments: finish file, working folder.
finish=$1 folder=$2
PATH=/usr/bin:/bin:$PATH
export LC_ALL=C HOME=$folder TERM=xterm
printf 'NoTitleFocus\nRandomPlacement\n' >"$folder/twmrc"
Xvfb -displayfd 3 -screen 0 640x480x24 -nolisten tcp 3>"$folder/display" >"$folder/log" 2>&1 &
server=$!
until [ -s "$folder/display" ]; do kill -0 $server || { cat "$folder/log"; exit 1; }; sleep 0.05; done
export DISPLAY=:$(cat "$folder/display")
twm -f "$folder/twmrc" >>"$folder/log" 2>&1 &
clients=$!
xclock -update 1 -geometry 150x150+450+20 >>"$folder/log" 2>&1 &
clients="$clients $!"
xterm -T counting -geometry 20x8+450+220 -e sh -c 'i=0; while :; do echo "count $i"; echo "step $i" >>"$1/steps"; i=$((i + 1)); sleep 0.1; done' sh "$folder" >>"$folder/log" 2>&1 &
xterm -T typing -geometry 60x20+20+40 -e sh -c 'while read -r line; do echo "typed: $line"; echo "$line" >>"$1/typed"; done' sh "$folder" >>"$folder/log" 2>&1 &
until [ -e "$folder/steps" ]; do sleep 0.05; done
tail -f -n +1 "$folder/steps" &
clients="$clients $!"
until [ -e "$finish" ]; do sleep 0.05; done
kill -0 $server && echo right
# The terminals end with their server.
kill $clients $server

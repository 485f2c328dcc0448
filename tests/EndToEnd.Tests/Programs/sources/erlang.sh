# Two Erlang nodes and their port mapper. Arguments: folder of the compiled module, port of the mapper, finish file, working folder.
PATH=/usr/bin:/bin:/usr/sbin:/sbin:$PATH
modules=$1 port=$2 finish=$3 folder=$4
export ERL_EPMD_PORT=$port ERL_EPMD_ADDRESS=127.0.0.1 HOME=$folder
epmd &
mapper=$!
until epmd -names >/dev/null 2>&1; do kill -0 $mapper || exit 1; sleep 0.05; done
# The clock of the ticks goes on while the computation lies on a disk.
options="-noinput -setcookie interval -kernel inet_dist_use_interface {127,0,0,1} net_ticktime 100000 -pa $modules"
erl $options -sname second@localhost &
second=$!
erl $options -sname first@localhost -eval 'Wait = fun(Wait) -> case net_adm:ping(second@localhost) of pong -> ok; pang -> timer:sleep(50), Wait(Wait) end end, Wait(Wait), pair:start().' -extra "$finish" "$folder"
first=$?
wait $second
second=$?
kill $mapper
[ $first = 0 ] && [ $second = 0 ] || { echo "wrong: $first $second"; exit 1; }

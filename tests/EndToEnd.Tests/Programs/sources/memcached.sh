# A memcached server and clients that check each reply. Arguments: folder of this file, port, finish file, working folder.
PATH=/usr/bin:/bin:/usr/sbin:/sbin:$PATH
sources=$1 port=$2 finish=$3 folder=$4
memcached -l 127.0.0.1 -p "$port" -U "$port" -m 64 -t 4 &
server=$!
python3 "$sources/memcached_checker.py" "$port" 1 "$finish" >/dev/null &
second=$!
python3 "$sources/memcached_checker.py" "$port" 0 "$finish"
first=$?
wait $second
second=$?
kill $server
wait $server
stopped=$?
[ $stopped = 0 ] && [ $first = 0 ] && [ $second = 0 ] && echo right || echo "wrong: $first $second $stopped"

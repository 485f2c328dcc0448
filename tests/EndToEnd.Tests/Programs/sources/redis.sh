# A Redis server, redis-benchmark as load, and a client that checks each reply. Arguments: folder of this file, port, finish file, working folder.
PATH=/usr/bin:/bin:/usr/sbin:/sbin:$PATH
sources=$1 port=$2 finish=$3 folder=$4
mkdir -p "$folder/redis"
redis-server --port "$port" --bind 127.0.0.1 --unixsocket "$folder/redis/socket" --dir "$folder/redis" --appendonly yes --appendfsync everysec \
    --save "2 100" --daemonize no --io-threads 2 >"$folder/redis/log" 2>&1 &
server=$!
until redis-cli -s "$folder/redis/socket" ping 2>/dev/null | grep -q PONG; do kill -0 $server || exit 1; sleep 0.05; done
redis-benchmark -p "$port" -t set,get,incr,lpush,rpop,hset,spop,zadd,mset -c 8 -n 2000 -P 4 -r 1000 -d 300 -l -q >"$folder/redis/benchmark" 2>&1 &
benchmark=$!
python3 "$sources/redis_checker.py" "$port" "$folder/redis/socket" "$finish"
checked=$?
kill -0 $benchmark || { echo "wrong: redis-benchmark has ended"; cat "$folder/redis/benchmark"; exit 1; }
kill $benchmark
wait $benchmark
redis-cli -s "$folder/redis/socket" shutdown
wait $server
stopped=$?
# What was appended to the log file is the same as what was in memory: a second server reads it back.
redis-server --port 0 --unixsocket "$folder/redis/socket" --dir "$folder/redis" --appendonly yes --daemonize no >>"$folder/redis/log" 2>&1 &
server=$!
until redis-cli -s "$folder/redis/socket" ping 2>/dev/null | grep -q PONG; do kill -0 $server || exit 1; sleep 0.05; done
again=$(redis-cli -s "$folder/redis/socket" get checker:counter)
expected=$(cat "$finish.counter")
redis-cli -s "$folder/redis/socket" shutdown nosave
wait $server
[ $checked = 0 ] && [ $stopped = 0 ] && [ "$again" = "$expected" ] && echo right || echo "wrong: $checked $stopped $again $expected"

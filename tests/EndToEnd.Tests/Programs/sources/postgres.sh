# A PostgreSQL server, pgbench as load, and a client that keeps a ledger. Arguments: folder of this file, port, finish file, working folder.
sources=$1 port=$2 finish=$3 folder=$4
PATH=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1):/usr/bin:/bin:$PATH
export PGHOST=127.0.0.1 PGPORT=$port PGDATABASE=postgres PGUSER=entracte
initdb -D "$folder/data" -U entracte -A trust --no-sync --no-instructions >"$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
cat >>"$folder/data/postgresql.conf" <<END
unix_socket_directories = '$folder'
shared_buffers = 16MB
max_connections = 20
min_wal_size = 32MB
max_wal_size = 64MB
checkpoint_timeout = 30s
autovacuum_naptime = 1s
max_parallel_workers_per_gather = 2
END
postgres -D "$folder/data" -p "$port" >>"$folder/log" 2>&1 &
server=$!
until psql -Atqc 'select 1' >/dev/null 2>&1; do kill -0 $server || { cat "$folder/log"; exit 1; }; sleep 0.1; done
# Key and id of the segment by which a server sees that another one works on its files: a killed one leaves it.
sed -n 7p "$folder/data/postmaster.pid" >"$folder/segment"
pgbench -i -s 1 -q >>"$folder/log" 2>&1
pgbench -n -c 3 -T 100000 >"$folder/pgbench" 2>&1 &
load=$!
python3 "$sources/postgres_checker.py" "$folder" "$finish"
checked=$?
kill -0 $load || { checked="$checked, and pgbench has ended"; cat "$folder/pgbench"; }
kill $load
wait $load
# Who paid what, by three ways of counting it; then every page of every table and index.
balances=$(psql -Atqc 'select (select sum(abalance) from pgbench_accounts) = (select sum(delta) from pgbench_history) and (select sum(bbalance) from pgbench_branches) = (select sum(tbalance) from pgbench_tellers)')
pg_amcheck --install-missing --heapallindexed --all >"$folder/amcheck" 2>&1
intact=$?
pg_dump -t ledger --data-only | grep -P '^\d+\t' | sort -n >"$folder/dump"
cmp "$folder/dump" "$folder/ledger"
agreed=$?
kill -INT $server
wait $server
stopped=$?
if [ "$checked" = 0 ] && [ "$balances" = t ] && [ $intact = 0 ] && [ $agreed = 0 ] && [ $stopped = 0 ]; then echo right
else echo "wrong: $checked $balances $intact $agreed $stopped"; cat "$folder/amcheck" "$folder/log"; fi

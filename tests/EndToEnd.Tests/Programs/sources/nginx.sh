# nginx with two workers, wrk as load, and a client that checks each page. Arguments: folder of this file, port, finish file, working folder.
PATH=/usr/bin:/bin:/usr/sbin:/sbin:$PATH
sources=$1 port=$2 finish=$3 folder=$4/nginx
mkdir -p "$folder/pages"
for size in 0 1 4000 300000 2000000; do head -c "$size" /dev/urandom >"$folder/pages/$size"; done
cat >"$folder/nginx.conf" <<END
daemon off;
worker_processes 2;
error_log $folder/error.log;
pid $folder/pid;
events { worker_connections 200; }
http {
    access_log $folder/access.log;
    client_body_temp_path $folder/body; proxy_temp_path $folder/proxy; fastcgi_temp_path $folder/fastcgi; uwsgi_temp_path $folder/uwsgi; scgi_temp_path $folder/scgi;
    limit_req_zone \$request_uri zone=requests:1m rate=100000r/s;
    # The clock of the timeouts goes on while the computation lies on a disk.
    keepalive_timeout 1d; client_header_timeout 1d; client_body_timeout 1d; send_timeout 1d; proxy_read_timeout 1d; proxy_send_timeout 1d;
    upstream itself { server 127.0.0.1:$port; keepalive 8; keepalive_timeout 1d; }
    server {
        listen 127.0.0.1:$port;
        location = /load { alias $folder/pages/4000; access_log $folder/load.log; limit_req zone=requests burst=1000; }
        location / { root $folder/pages; limit_req zone=requests burst=1000; }
        location /again/ { proxy_pass http://itself/; proxy_http_version 1.1; proxy_set_header Connection ""; }
    }
}
END
nginx -p "$folder" -c "$folder/nginx.conf" -e "$folder/error.log" &
server=$!
until [ -s "$folder/pid" ]; do kill -0 $server || exit 1; sleep 0.05; done
wrk -t 2 -c 10 -d 24h "http://127.0.0.1:$port/load" >"$folder/wrk" 2>&1 &
load=$!
python3 "$sources/nginx_checker.py" "$port" "$folder/pages" "$folder/load.log" "$finish"
checked=$?
kill -INT $load
wait $load
kill -QUIT $server
wait $server
stopped=$?
if [ $checked = 0 ] && [ $stopped = 0 ] && grep -q 'requests in' "$folder/wrk" && ! grep "Socket errors\|Non-2xx" "$folder/wrk" | grep -v "connect 0, read 0, write 0"; then echo right; else echo "wrong: $checked $stopped"; cat "$folder/wrk"; fi

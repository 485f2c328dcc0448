"""Speaks memcached's text protocol over several connections, keeps a ledger of its own, and compares each reply with it."""
import os, random, socket, sys, time

port, own, finish = int(sys.argv[1]), sys.argv[2], sys.argv[3]


def connect():
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port)).makefile("rwb")
        except ConnectionRefusedError:
            time.sleep(0.05)


def ask(connection, request):
    connection.write(request)
    connection.flush()
    return connection.readline()


def get(connection, key):
    header = ask(connection, b"get %s\r\n" % key).split()
    assert header[:2] == [b"VALUE", key], header
    value = connection.read(int(header[3]) + 2)[:-2]
    assert connection.readline() == b"END\r\n"
    return value


connections = [connect() for _ in range(6)]
generator, ledger, counter, step = random.Random(own), {}, 0, 0
number = b"number:%s" % own.encode()
assert ask(connections[0], b"set %s 0 0 1\r\n0\r\n" % number) == b"STORED\r\n"
while not os.path.exists(finish):
    for connection in connections:
        key, value = b"key:%s:%d" % (own.encode(), generator.randrange(100)), generator.randbytes(generator.choice((10, 1000, 50000)))
        assert ask(connection, b"set %s 0 0 %d\r\n%s\r\n" % (key, len(value), value)) == b"STORED\r\n"
        ledger[key] = value
        known = generator.choice(sorted(ledger))
        assert get(connection, known) == ledger[known]
        counter += 1
        assert ask(connection, b"incr %s 1\r\n" % number) == b"%d\r\n" % counter
    if step % 10 == 0:
        print(f"step {step // 10}", flush=True)
    step += 1
    time.sleep(0.001)
for key, value in ledger.items():
    assert get(connections[0], key) == value

"""Speaks RESP with Redis over TCP and over a unix socket, keeps a ledger of its own, and compares each reply with it."""
import os, random, re, socket, sys, time

port, path, finish = int(sys.argv[1]), sys.argv[2], sys.argv[3]


class Connection:
    sent = 0

    def __init__(self, family, address):
        self.socket = socket.socket(family)
        self.socket.connect(address)
        self.file = self.socket.makefile("rb")

    def send(self, *words):
        Connection.sent += 1
        parts = [word if isinstance(word, bytes) else str(word).encode() for word in words]
        self.socket.sendall(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts))

    def receive(self):
        line = self.file.readline()
        kind, rest = line[:1], line[1:-2]
        if kind == b"+":
            return rest
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return None if rest == b"-1" else self.file.read(int(rest) + 2)[:-2]
        if kind == b"*":
            return [self.receive() for _ in range(int(rest))]
        raise AssertionError(line)

    def ask(self, *words):
        self.send(*words)
        return self.receive()


def others():
    """Commands that the server has done for somebody else: the benchmark."""
    return int(re.search(rb"total_commands_processed:(\d+)", unix.ask("INFO", "stats"))[1]) - Connection.sent


tcp, unix, listener = Connection(socket.AF_INET, ("127.0.0.1", port)), Connection(socket.AF_UNIX, path), Connection(socket.AF_INET, ("127.0.0.1", port))
listener.send("SUBSCRIBE", "news")
assert listener.receive() == [b"subscribe", b"news", 1]
generator, ledger, counter, queue = random.Random(7), {}, 0, []
step = 0
while not os.path.exists(finish):
    for connection in (tcp, unix):
        key, value = f"checker:{generator.randrange(200)}", generator.randbytes(generator.choice((10, 1000, 50000)))
        assert connection.ask("SET", key, value) == b"OK"
        ledger[key] = value
        known = generator.choice(sorted(ledger))
        assert connection.ask("GET", known) == ledger[known]
        counter += 1
        assert connection.ask("INCR", "checker:counter") == counter
        queue.append(counter)
        assert connection.ask("RPUSH", "checker:queue", counter) == len(queue)
        if len(queue) > 20:
            assert connection.ask("LPOP", "checker:queue") == b"%d" % queue.pop(0)
    # Many requests in flight at once, in both directions.
    keys = generator.choices(sorted(ledger), k=20)
    for key in keys:
        tcp.send("GET", key)
    assert [tcp.receive() for _ in keys] == [ledger[key] for key in keys]
    assert unix.ask("PUBLISH", "news", step) == 1
    assert listener.receive() == [b"message", b"news", b"%d" % step]
    if step % 10 == 0:
        done = others()
        while others() <= done:
            time.sleep(0.01)
        print(f"step {step // 10}", flush=True)
    step += 1
    time.sleep(0.001)
for key, value in ledger.items():
    assert tcp.ask("GET", key) == value
assert tcp.ask("LRANGE", "checker:queue", 0, -1) == [b"%d" % number for number in queue]
with open(finish + ".counter", "w") as file:
    file.write(str(counter))

"""Writes numbered rows through psql over TCP and over a unix socket, compares each answer with its own ledger, and leaves that ledger for comparison with a dump."""
import hashlib, os, subprocess, sys, time

folder, finish = sys.argv[1], sys.argv[2]


class Client:
    def __init__(self, host):
        self.process = subprocess.Popen(["psql", "-Atq", "-h", host, "-v", "ON_ERROR_STOP=1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def ask(self, statement):
        """The answer's lines, up to a mark."""
        self.process.stdin.write(f"{statement};\n\\echo done\n")
        self.process.stdin.flush()
        lines = []
        while (line := self.process.stdout.readline().rstrip("\n")) != "done":
            assert line or self.process.poll() is None, "psql has ended"
            lines.append(line)
        return lines

    def end(self):
        self.process.stdin.close()
        return self.process.wait()


def paid():
    """What pgbench has committed."""
    return int(clients[0].ask("select count(*) from pgbench_history")[0])


clients = [Client("127.0.0.1"), Client(folder)]
clients[0].ask("create table ledger(number int primary key, digest text); create index on ledger(digest)")
ledger, step = [], 0
while not os.path.exists(finish):
    for client in clients:
        digests = [hashlib.md5(b"%d" % number).hexdigest() for number in range(len(ledger), len(ledger) + 5)]
        rows = ", ".join(f"({len(ledger) + offset}, '{digest}')" for offset, digest in enumerate(digests))
        # What is rolled back must not be seen by anybody.
        assert client.ask(f"begin; insert into ledger values (-1, 'nobody'); rollback; insert into ledger values {rows} returning number") == [str(len(ledger) + offset) for offset in range(5)]
        ledger += digests
    for client in clients:
        assert client.ask("select count(*), max(number) from ledger") == [f"{len(ledger)}|{len(ledger) - 1}"]
        number = step * 7919 % len(ledger)
        assert client.ask(f"select digest from ledger where number = {number}") == [ledger[number]]
        assert client.ask(f"select number from ledger where digest = '{ledger[number]}'") == [str(number)]
    before = paid()
    while paid() == before:
        time.sleep(0.01)
    print(f"step {step}", flush=True)
    step += 1
assert [client.end() for client in clients] == [0, 0]
with open(os.path.join(folder, "ledger"), "w") as file:
    file.writelines(f"{number}\t{digest}\n" for number, digest in enumerate(ledger))

"""Two programs on two hosts that talk over TCP and check every byte: two_hosts.py server|client ADDRESS PORT FINISH FOLDER.

Five connections: busy both ways; through small buffers to a reader who is slow; one whose reader waits until the end; one that the client has half closed; one that is idle.
Frames are a length, a number and bytes that follow from the number. When the finish file appears everybody says how many frames there were.
FOLDER/ROLE.frames counts the frames that were right; FOLDER/ROLE.result is "right" in the end, or what was wrong.
"""
import os, random, socket, struct, sys, threading, time

role, address, port, finish, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5]
KINDS = ["busy", "slow", "late", "half", "idle"]
counted, lock, wrong = 0, threading.Lock(), []


def content(kind, number, length):
    return random.Random(f"{kind}{number}").randbytes(length)


def finished():
    return os.path.exists(finish)


def send(connection, kind, frames=None):
    choose, number = random.Random(f"lengths of {kind}"), 0
    while frames is None and not finished() or frames is not None and number < frames:
        length = choose.choice([1, 100, 1460, 20000, 100000]) if kind in ("busy", "late") else choose.randrange(1, 3000)
        connection.sendall(struct.pack("!iq", length, number) + content(kind, number, length))
        number += 1
        if kind in ("busy", "half"):
            time.sleep(0.005)
    connection.sendall(struct.pack("!iq", 0, number))
    connection.shutdown(socket.SHUT_WR)


def exactly(connection, length, kind):
    data = b""
    while len(data) < length:
        hesitates = kind == "slow" and not finished()
        part = connection.recv(min(length - len(data), 700 if hesitates else 65536))
        if not part:
            raise EOFError(f"{kind}: the end came {length - len(data)} bytes too early")
        data += part
        if hesitates:
            time.sleep(0.01)
    return data


def receive(connection, kind):
    global counted
    try:
        expected = 0
        while True:
            length, number = struct.unpack("!iq", exactly(connection, 12, kind))
            if number != expected:
                raise ValueError(f"{kind}: frame {number} instead of {expected}")
            if length == 0:
                break
            if exactly(connection, length, kind) != content(kind, number, length):
                raise ValueError(f"{kind}: frame {number} has other bytes")
            expected += 1
            with lock:
                counted += 1
        if connection.recv(1):
            raise ValueError(f"{kind}: bytes behind the last frame")
    except Exception as reason:
        wrong.append(repr(reason))


def late(connection, kind):
    while not finished():
        time.sleep(0.05)
    receive(connection, kind)


def tell():
    while True:
        with open(f"{folder}/{role}.frames.new", "w") as file:
            file.write(str(counted))
        os.replace(f"{folder}/{role}.frames.new", f"{folder}/{role}.frames")
        time.sleep(0.05)


def connect():
    if role == "client":
        for kind in KINDS:
            connection = socket.socket()
            if kind == "slow":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
            while connection.connect_ex((address, port)):
                time.sleep(0.1)
            connection.sendall(kind.encode())
            yield kind, connection
        return
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, port))
    listener.listen()
    for _ in KINDS:
        connection, _ = listener.accept()
        kind = connection.recv(4, socket.MSG_WAITALL).decode()
        if kind == "slow":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16384)
        yield kind, connection
    globals()["listening"] = listener


threads = []
connections = list(connect())
for kind, connection in connections:
    to_client = role == "client"
    jobs = {
        "busy": [(send, kind), (receive, kind)],
        "slow": [(receive, kind) if to_client else (send, kind)],
        "late": [(send, kind, 40) if to_client else (late, kind)],
        "half": [(send, kind, 3) if to_client else (receive, kind), (receive, "half") if to_client else (send, kind)],
        "idle": [],
    }[kind]
    for function, *arguments in jobs:
        threads.append(threading.Thread(target=function, args=(connection, *arguments)))
for thread in threads:
    thread.start()
threading.Thread(target=tell, daemon=True).start()
for thread in threads:
    thread.join()
with open(f"{folder}/{role}.result", "w") as file:
    file.write("; ".join(wrong) or "right")

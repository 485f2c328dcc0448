"""Datagrams that wait on one host while their senders are on another: waiting_datagrams.py FOLDER reader|SENDER ADDRESS PORT READER_ADDRESS READER_PORT.

The reader is told by select that something waits, and reads it, without O_NONBLOCK, when FOLDER/go is there. Two senders, one bound to its address and one to any, send some numbered
datagrams each, then wait for the reader's answer. FOLDER/ROLE.ready is there when all waits; FOLDER/ROLE.result is "right" in the end, or what was wrong.
"""
import os, select, socket, sys, time

folder, role, address, port, reader_address, reader_port = sys.argv[1:]
COUNT, SENDERS = 5, ("bound", "any")


def datagram(name, number):
    return f"{name} {number} ".encode().ljust(20 + number * 300, b".")


def tell(what, text):
    with open(f"{folder}/{role}.{what}~", "w") as file:
        file.write(text)
    os.rename(f"{folder}/{role}.{what}~", f"{folder}/{role}.{what}")


end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
end.bind((address, int(port)))
if role == "reader":
    select.select([end], [], [])
    tell("ready", "")
    while not os.path.exists(f"{folder}/go"):
        time.sleep(0.01)
    expected, wrong, addresses = {name: 0 for name in SENDERS}, [], {}
    for _ in range(COUNT * len(SENDERS)):
        message, sender = end.recvfrom(65536)
        name = message.split(b" ")[0].decode()
        if message != datagram(name, expected[name]):
            wrong.append(f"{name} {expected[name]} is {message[:20]}")
        if addresses.setdefault(name, sender) != sender or sender[0] == address:
            wrong.append(f"{name} came from {sender}")
        expected[name] += 1
    for sender in addresses.values():
        end.sendto(b"answer", sender)
    tell("result", "; ".join(wrong) or "right")
else:
    for number in range(COUNT):
        end.sendto(datagram(role, number), (reader_address, int(reader_port)))
    tell("ready", "")
    message, sender = end.recvfrom(65536)
    right = message == b"answer" and sender == (reader_address, int(reader_port))
    tell("result", "right" if right else f"{message} from {sender}")

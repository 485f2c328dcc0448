"""An asyncio server with TCP and unix connections, and clients in processes of their own that check each answer."""
import asyncio, hashlib, os, random, subprocess, sys

role, finish, folder = sys.argv[1], sys.argv[-2], sys.argv[-1]
CLIENTS, CONNECTIONS = 2, 4
place = os.path.join(folder, "conversation.socket")


async def serve(reader, writer):
    """Answers a message with its number, its length, and its digest over all that this connection has said so far."""
    so_far = hashlib.sha256()
    while header := await reader.readline():
        number, length = map(int, header.split())
        so_far.update(await reader.readexactly(length))
        writer.write(b"%d %d %s\n" % (number, length, so_far.hexdigest().encode()))
        await writer.drain()
    writer.close()


async def serving():
    unix = await asyncio.start_unix_server(serve, place)
    tcp = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = tcp.sockets[0].getsockname()[1]
    clients = [await asyncio.create_subprocess_exec(sys.executable, __file__, "client", str(port), finish, folder, stdout=subprocess.PIPE) for _ in range(CLIENTS)]

    async def listen(number, client):
        while line := await client.stdout.readline():
            if number == 0:
                print(line.decode(), end="", flush=True)
        return await client.wait()

    statuses = await asyncio.gather(*(listen(number, client) for number, client in enumerate(clients)))
    tcp.close()
    unix.close()
    print("right" if statuses == [0] * CLIENTS else f"wrong {statuses}", flush=True)


async def converse(reader, writer, seed, progress):
    generator, so_far, number = random.Random(seed), hashlib.sha256(), 0
    while not os.path.exists(finish):
        messages = [generator.randbytes(generator.choice((1, 100, 5000, 200000))) for _ in range(3)]
        for offset, message in enumerate(messages):
            writer.write(b"%d %d\n" % (number + offset, len(message)) + message)
        await writer.drain()
        for message in messages:
            so_far.update(message)
            answer = await reader.readline()
            assert answer == b"%d %d %s\n" % (number, len(message), so_far.hexdigest().encode()), (number, answer)
            number += 1
        progress[seed] = number
        await asyncio.sleep(0.002)
    writer.close()
    await writer.wait_closed()


async def asking(port):
    progress = {}
    connections = [await asyncio.open_connection("127.0.0.1", port) if number % 2 else await asyncio.open_unix_connection(place) for number in range(CONNECTIONS)]
    work = [asyncio.create_task(converse(*connection, seed, progress)) for seed, connection in enumerate(connections)]
    step = 0
    while not all(task.done() for task in work):
        await asyncio.wait(work, timeout=0.05)
        while len(progress) == CONNECTIONS and min(progress.values()) >= 6 * (step + 1):
            print(f"step {step}", flush=True)
            step += 1
    await asyncio.gather(*work)


asyncio.run(serving() if role == "server" else asking(int(sys.argv[2])))

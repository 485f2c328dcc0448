"""Threads hash, multiply matrices and pass tokens through a queue, an event loop ticks, and a file grows line by line."""
import asyncio, hashlib, os, queue, sys, threading

finish, folder = sys.argv[1], sys.argv[2]
try:
    import numpy
except ImportError:
    numpy = None

KNOWN = hashlib.sha256(b"entracte" * 1000).hexdigest()
done = threading.Event()
tokens, taken = queue.Queue(maxsize=10), []
rounds = [0] * 4


def hashing(number):
    while not done.is_set():
        assert hashlib.sha256(b"entracte" * 1000).hexdigest() == KNOWN
        rounds[number] += 1
        done.wait(0.001)


def multiplying(number):
    generator = numpy.random.default_rng(7)
    matrix = generator.random((60, 60)) + 60 * numpy.eye(60)
    inverse = numpy.linalg.inv(matrix)
    while not done.is_set():
        assert numpy.allclose(matrix @ inverse, numpy.eye(60))
        rounds[number] += 1
        done.wait(0.001)


def producing():
    token = 0
    while not done.is_set():
        tokens.put(token)
        token += 1
    tokens.put(None)


def consuming():
    while (token := tokens.get()) is not None:
        assert token == len(taken)
        taken.append(token)
        done.wait(0.0005)


async def ticking(log):
    step = 0
    while not os.path.exists(finish):
        log.write(f"line {step}\n")
        if step % 10 == 0:
            log.flush()
            print(f"step {step // 10}", flush=True)
        step += 1
        await asyncio.sleep(0.005)
    return step


threads = [threading.Thread(target=hashing, args=(0,)), threading.Thread(target=hashing, args=(1,)), threading.Thread(target=producing), threading.Thread(target=consuming)]
if numpy:
    threads += [threading.Thread(target=multiplying, args=(2,)), threading.Thread(target=multiplying, args=(3,))]
for thread in threads:
    thread.start()
with open(os.path.join(folder, "python.log"), "w") as log:
    steps = asyncio.run(ticking(log))
    log.truncate()
done.set()
for thread in threads:
    thread.join()
with open(os.path.join(folder, "python.log")) as log:
    assert [line.strip() for line in log] == [f"line {step}" for step in range(steps)]
assert all(rounds[:4 if numpy else 2])
print("right" if taken == list(range(len(taken))) else "wrong")

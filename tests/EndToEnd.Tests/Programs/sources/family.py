"""A pool, queues, pipes, locks and shared memory of multiprocessing: every result is checked, every number is counted once."""
import hashlib, multiprocessing, multiprocessing.shared_memory, os, sys, time

finish, folder = sys.argv[1], sys.argv[2]
WORKERS = 3


def squared(number):
    digest = hashlib.sha256(b"%d" % number)
    for _ in range(200):
        digest = hashlib.sha256(digest.digest())
    return number, number * number, digest.hexdigest()


def relaying(source, target):
    """Passes numbers on through a queue until there is no more."""
    while (number := source.get()) is not None:
        target.put(number + 1)
    target.put(None)


def counting(lock, counter, cells, place):
    """Every round adds one to a shared number, under its lock, and to a cell of its own."""
    while not os.path.exists(finish):
        with lock:
            counter.value += 1
        cells[place] += 1
        time.sleep(0.001)


def answering(connection):
    while (question := connection.recv()) is not None:
        connection.send((question[0], sum(question[1])))


def main():
    first, second, third = multiprocessing.Queue(5), multiprocessing.Queue(5), multiprocessing.Queue(5)
    lock, counter = multiprocessing.Lock(), multiprocessing.Value("q", 0, lock=False)
    block = multiprocessing.shared_memory.SharedMemory(create=True, size=8 * WORKERS)
    cells = block.buf.cast("q")
    cells[0] = cells[1] = cells[2] = 0
    mine, yours = multiprocessing.Pipe()
    family = [multiprocessing.Process(target=relaying, args=pair) for pair in ((first, second), (second, third))]
    family += [multiprocessing.Process(target=counting, args=(lock, counter, cells, place)) for place in range(WORKERS)]
    family.append(multiprocessing.Process(target=answering, args=(yours,)))
    for process in family:
        process.start()
    step = 0
    with multiprocessing.Pool(WORKERS) as pool:
        while not os.path.exists(finish):
            results = pool.map(squared, range(step, step + 30))
            assert [(number, square) for number, square, _ in results] == [(number, number * number) for number in range(step, step + 30)]
            assert results[0] == squared(step)
            for number in range(3):
                first.put(number)
            assert [third.get(), third.get(), third.get()] == [2, 3, 4]
            mine.send((step, list(range(20000))))
            assert mine.recv() == (step, 199990000)
            print(f"step {step}", flush=True)
            step += 1
    first.put(None)
    assert third.get() is None
    mine.send(None)
    for process in family:
        process.join()
    print("right" if counter.value == sum(cells) > 0 and all(process.exitcode == 0 for process in family) else "wrong", flush=True)
    cells.release()
    block.close()
    block.unlink()


if __name__ == "__main__":
    main()

"""produce FINISH | (on another host) turn | check PROGRESS: numbers that go there, come back turned, and are compared one by one."""
import os, sys
from array import array

BLOCK, MASK = 4096, 0x5555555555555555
role = sys.argv[1]
source, sink = sys.stdin.buffer, sys.stdout.buffer

def blocks():
    while data := source.read(BLOCK * 8):
        yield array("Q", data)

if role == "produce":
    first = 0
    while not os.path.exists(sys.argv[2]):
        sink.write(array("Q", range(first, first + BLOCK)).tobytes())
        first += BLOCK
elif role == "turn":
    total = 0
    for numbers in blocks():
        sink.write(array("Q", [number ^ MASK for number in numbers]).tobytes())
        total += len(numbers)
    sink.flush()
    print("turned", total, file=sys.stderr)
    sys.exit(23)
else:
    first, right = 0, True
    for numbers in blocks():
        right = right and numbers == array("Q", [number ^ MASK for number in range(first, first + len(numbers))])
        first += len(numbers)
        with open(sys.argv[2] + "~", "w") as progress:
            progress.write(str(first))
        os.rename(sys.argv[2] + "~", sys.argv[2])
    with open(sys.argv[2] + ".result", "w") as result:
        result.write(f"{'right' if right else 'wrong'} {first}")

"""Digits of pi, one after the other, for ever. This program has never heard of checkpoints."""
import os
import sys
import time


def digits():
    # The unbounded spigot of Jeremy Gibbons: all it knows is six integers, which grow with every digit.
    q, r, t, k, n, l = 1, 0, 1, 1, 3, 3
    while True:
        if 4 * q + r - t < n * t:
            yield n
            q, r, n = 10 * q, 10 * (r - n * t), 10 * (3 * q + r) // t - 10 * n
        else:
            q, r, t, k, n, l = q * k, (2 * q + r) * l, t * l, k + 1, (q * (7 * k + 2) + r * l) // (t * l), l + 2


print(f"pid {os.getpid()}")
for digit in digits():
    print(digit, flush=True)
    time.sleep(float(sys.argv[1]))

"""Adds one link after the other to a chain of digests and writes its number down, until it may finish; then it says the last digest. Usage: chain.py FINISH-FILE"""
import hashlib
import os
import sys
import time

digest, links = b"", 0
while not os.path.exists(sys.argv[1]):
    links += 1
    digest = hashlib.sha256(digest + b"%d" % links).digest()
    print(links, flush=True)
    time.sleep(0.02)
print(digest.hex(), flush=True)
sys.exit(7)

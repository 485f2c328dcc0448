"""Fetches pages over connections that stay, directly and through the proxy, whole and in parts, and compares each with its file, and sees that the load goes on."""
import http.client, os, random, sys, time

port, pages, load, finish = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
content = {name: open(os.path.join(pages, name), "rb").read() for name in sorted(os.listdir(pages))}
connections = [http.client.HTTPConnection("127.0.0.1", port) for _ in range(4)]
generator, step = random.Random(7), 0
while not os.path.exists(finish):
    for connection in connections:
        name = generator.choice(list(content))
        first = generator.randrange(len(content[name])) if len(content[name]) > 1 and generator.random() < 0.3 else None
        connection.request("GET", generator.choice(["/", "/again/"]) + name, headers={"Range": f"bytes={first}-"} if first else {})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == (206 if first else 200) and body == content[name][first or 0:], (name, first, answer.status, len(body))
    if step % 5 == 0:
        # wrk has had answers meanwhile.
        size = os.path.getsize(load)
        while os.path.getsize(load) == size:
            time.sleep(0.01)
        print(f"step {step // 5}", flush=True)
    step += 1
    time.sleep(0.002)

"""What a program sees of the ssh that it starts: HOST is a node; other hosts are the business of the fake ssh that the PATH has behind ours."""
import os, shutil, signal, subprocess, sys, time

host, folder, back = sys.argv[1:4]

def ssh(*arguments, data=b"", tool="ssh", environment=None):
    return subprocess.run([tool, *arguments], input=data, capture_output=True, timeout=60, env=environment)

def check(name, got, expected):
    if got != expected:
        print("wrong:", name, repr(got)[:500], "and not", repr(expected)[:500], flush=True)
        os._exit(1)
    print("checked", name, flush=True)

def triple(done):
    return done.returncode, done.stdout, done.stderr

def until(condition):
    end = time.monotonic() + 60
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True

check("status and streams", triple(ssh("-x", host, "echo out; echo error >&2; exit 7")), (7, b"out\n", b"error\n"))
check("words", triple(ssh("-q", "-o", "BatchMode=yes", "-p22", "-4", host, "echo", "a  b", "|", "tr a c")), (0, b"c b\n", b""))
check("options behind the host", triple(ssh(host, "-x", "-l", os.environ["USER"], "--", "echo", "-n", "x")), (0, b"x", b""))
check("the remote shell of PVM", os.environ["PVM_RSH"], shutil.which("rsh"))
check("rsh", triple(ssh("-n", host, "cat; echo end", tool="rsh", data=b"not wanted")), (0, b"end\n", b""))
check("death by a signal", triple(ssh(host, "kill -TERM $$")), (255, b"", b""))
check("death by a signal below the shell", ssh(host, "sh -c 'kill -KILL $$'; exit $?").returncode, 137)
check("end of the input", triple(ssh(host, "wc -c", data=b"12345")), (0, b"5\n", b""))
noise = os.urandom(20_000_000)
check("many bytes there and back", triple(ssh(host, "cat", data=noise)), (0, noise, b""))
check("many bytes on the other stream", triple(ssh(host, "cat >&2", data=noise)), (0, b"", noise))
check("an input that nobody reads", triple(ssh(host, "exec <&-; sleep 0.1; echo done", data=noise)), (0, b"done\n", b""))
check("outputs that are closed before the end", triple(ssh(host, "exec >&- 2>&-; sleep 0.1; exit 9")), (9, b"", b""))

os.environ["SECRET_OF_THE_CLIENT"] = "1"
os.environ["LC_TIME"] = "C"
there = dict(line.split("=", 1) for line in ssh(host, "env").stdout.decode().splitlines())
check("no variables of the client", "SECRET_OF_THE_CLIENT" in there or "ENTRACTE_RELAY" in there, False)
check("the language", there.get("LC_TIME"), "C")
check("the same computation", there["ENTRACTE_COMPUTATION"], os.environ["ENTRACTE_COMPUTATION"])
check("variables of a session", [name for name in ("HOME", "USER", "LOGNAME", "SHELL", "PATH", "SSH_CLIENT", "SSH_CONNECTION") if name not in there], [])
check("home", ssh(host, "pwd").stdout.decode().strip(), os.path.realpath(os.path.expanduser("~" + os.environ["USER"])))
check("modes of new files", ssh(host, "umask").stdout, b"0022\n")
check("from there to here", triple(ssh(host, f"ssh {back} 'echo here; exit 3'")), (3, b"here\n", b""))

reader = subprocess.Popen(["ssh", host, "exec yes"], stdout=subprocess.PIPE)
reader.stdout.read(100)
reader.stdout.close()
check("an output that nobody reads", reader.wait(60), 255)

mark = os.path.join(folder, "seen")
asker = subprocess.Popen(["ssh", host, f"cat; echo $? > {mark}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
asker.stdin.write(b"x")
asker.stdin.flush()
check("an echo", asker.stdout.read(1), b"x")
asker.send_signal(signal.SIGKILL)
check("its death", asker.wait(60), -signal.SIGKILL)
check("the end of the input after the death of who asked", until(lambda: os.path.exists(mark)), True)

lasting = ssh(host, f"setsid sh -c 'sleep 1; echo late > {mark}.late' </dev/null >/dev/null 2>&1 & exit 0")
check("a daemon is not waited for", (lasting.returncode, os.path.exists(mark + ".late")), (0, False))
check("a daemon lives on", until(lambda: os.path.exists(mark + ".late")), True)

for name, arguments in {
    "a host that is no node": ["-x", "elsewhere", "echo", "a  b"],
    "a terminal": ["-t", host, "tty"],
    "a forwarded port": ["-L", "1:h:2", host, "true"],
    "a jump": ["-o", "ProxyJump=other", host, "true"],
    "another user": ["somebody@" + host, "true"],
    "no command": [host],
    "a question": ["-V"],
    "an option of tomorrow": ["-Z", host, "true"],
}.items():
    check(name, triple(ssh(*arguments)), (42, "".join(f"[{argument}]" for argument in arguments).encode(), b""))
outside = {name: value for name, value in os.environ.items() if name != "ENTRACTE_COMPUTATION"}
check("outside of a computation", triple(ssh(host, "true", environment=outside)), (42, f"[{host}][true]".encode(), b""))
print("right", flush=True)

"""Asks a NODE and, with the KEY, an OTHER host that is none, the same things through the same ssh, and compares status, output and errors."""
import os, subprocess, sys

node, other, key = sys.argv[1:4]
options = ["-x", "-q", "-i", key, "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "SendEnv=LC_*"]
os.environ["LC_TIME"] = "C"
commands = [
    "exit 0", "exit 7", "echo out; echo errors >&2; exit 255", "kill -TERM $$", "kill -KILL $$", "exec 2>/dev/null; sh -c 'kill -SEGV $$'; exit $?", "cat", "cat >&2; exit 3", "head -c 5", "exec <&-; echo x", "no-such-command",
    "pwd", "umask", "echo $0", "echo \"$HOME $USER $LOGNAME $SHELL $LC_TIME\"", "echo ${SSH_CONNECTION:+set} ${SSH_CLIENT:+set}", "set -- a   b; echo $# \"$*\"", "ulimit -c", "trap '' PIPE; yes | head -1",
    "yes | head -1; echo done", "ps -o pgid= -p $$ | tr -d ' ' | grep -qx $$ && echo leads", "sleep 0.2 & exit 5", "exec >&- 2>&-; exit 6",
]
data = bytes(range(256)) * 400
for command in commands:
    answers = []
    for host in node, other:
        done = subprocess.run(["ssh", *options, host, command], input=data, capture_output=True, timeout=60)
        answers.append((done.returncode, done.stdout, done.stderr))
    if answers[0] != answers[1]:
        print("wrong:", command, answers, flush=True)
        sys.exit(1)
    print("same:", command, answers[0][0], answers[0][1][:60], flush=True)
print("right", flush=True)

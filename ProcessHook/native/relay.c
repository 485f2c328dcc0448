/*
 * The two ends of a remote shell within a computation, where ssh and sshd would be otherwise: members like all others, with one TCP connection between them.
 *
 *   relay ask DESCRIPTOR HOST    waits at a listening socket for the other end, and is to whoever started it what ssh would be
 *   relay serve COMMAND          connects to the other end and runs the user's shell with COMMAND, as sshd would
 *
 * ENTRACTE_RELAY says "AAAAAAAAPPPP OWN PEER": where to connect to (address and port, hexadecimal), what to show the other end, what that one has to show.
 * The file from which this runs is removed at once: so an image holds it, and a restart needs it nowhere.
 *
 * Then frames go both ways: a header and, of a stream, some bytes or, at its end, none. Streams have the numbers of their descriptors.
 */
#include "ending.h"

enum {
    SHOWN_BYTES = 32, CHUNK_BYTES = 65536, SEND_BUFFER_BYTES = 262144, PIECE_BYTES_MOST = 4096 /* PIPE_BUF: where poll(2) sees room, so much can be written without waiting */,
    PATIENCE_MS = 60000, PATIENCE_WITH_STRANGER_MS = 5000, STATUS_BROKEN = 255 /* of ssh(1), also when the command has died by a signal */,
    CLOEXEC = 02000000, AF_INET = 2, SOCK_STREAM = 1, SOL_SOCKET = 1, SO_SNDBUF = 7, SHUT_WR = 1, MSG_DONTWAIT = 0x40, MSG_NOSIGNAL = 0x4000,
    POLLIN = 1, POLLOUT = 4, POLLERR = 8, POLLHUP = 16, POLLRDHUP = 0x2000, SIG_BLOCK = 0, SIG_SETMASK = 2, SIGPIPE = 13, SIGCHLD = 17, SIGNALS = 64,
    WNOHANG = 1, EAGAIN = 11, EINTR = 4, PR_SET_CHILD_SUBREAPER = 36, STREAMS = 3,
};

enum frame_kind { FRAME_INPUT, FRAME_OUTPUT, FRAME_ERRORS, FRAME_CLOSED /* nobody reads this stream any more */, FRAME_ENDED /* a status of wait(2) */ };

struct poll { s32 descriptor; short events, returned; };
struct internet_address { unsigned short family; unsigned char port[2], address[4], rest[8]; };
struct frame { u32 kind, bytes; char content[CHUNK_BYTES]; };
enum { FRAME_HEADER_BYTES = 8 };

#define SECRET "ENTRACTE_RELAY="

static s32 peer = -1, signals = -1;
static s32 sources[STREAMS] = { -1, -1, -1 }, sinks[STREAMS] = { -1, -1, -1 }; /* what is read here and sent; what is received and written here */
static struct frame out, in;
static u64 out_at, out_end, in_have, in_written;
static s32 in_complete, peer_leaves, peer_ended;
static u32 closed_sinks; /* to be told, one bit each */
static s32 child, child_status, child_lives;

static void __attribute__((noreturn)) fail(const char *what, const char *host)
{
    say("entracte: ");
    say(host);
    say(what);
    end(STATUS_BROKEN);
}

static void drop(s32 *descriptor)
{
    if (*descriptor >= 0)
        syscall(SYS_close, *descriptor);
    *descriptor = -1;
}

/* The value of an entry of the environment; 0: it is another one's. The name is written with its equals sign. */
static const char *value_of(const char *entry, const char *name)
{
    while (*name != 0)
        if (*entry++ != *name++)
            return 0;
    return entry;
}

static u32 hexadecimal(const char *digits, u32 count)
{
    u32 number = 0;
    while (count-- > 0) {
        char digit = *digits++;
        number = number << 4 | (u32)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    }
    return number;
}

static s32 is_ready(s32 descriptor, s32 patience_ms)
{
    struct poll one = { descriptor, POLLIN, 0 };
    return syscall(SYS_poll, &one, 1, patience_ms) > 0;
}

/* ---- finding each other ---- */

static s32 shows(s32 socket, const char *expected, s32 patience_ms)
{
    char shown[SHOWN_BYTES];
    u64 have = 0;
    u32 difference = 0;
    while (have < SHOWN_BYTES) {
        s64 got = is_ready(socket, patience_ms) ? syscall(SYS_recvfrom, socket, shown + have, SHOWN_BYTES - have, 0, 0, 0) : 0;
        if (got <= 0)
            return 0;
        have += (u64)got;
    }
    for (u32 at = 0; at < SHOWN_BYTES; at++)
        difference |= (u32)(shown[at] ^ expected[at]);
    return difference == 0;
}

static s32 show(s32 socket, const char *own)
{
    return syscall(SYS_sendto, socket, own, SHOWN_BYTES, MSG_NOSIGNAL, 0, 0) == SHOWN_BYTES;
}

/* Whoever connects shows first; a stranger is sent away, and the wait goes on. */
static s32 await_other_end(s32 listener, const char *own, const char *expected, const char *host)
{
    while (is_ready(listener, PATIENCE_MS)) {
        s64 socket = syscall(SYS_accept4, listener, 0, 0, CLOEXEC);
        if (socket >= 0 && shows((s32)socket, expected, PATIENCE_WITH_STRANGER_MS) && show((s32)socket, own))
            return (s32)socket;
        if (socket >= 0)
            syscall(SYS_close, socket);
    }
    fail(": the remote part did not report.\n", host);
}

static s32 connect_to_other_end(const char *where, const char *own, const char *expected)
{
    struct internet_address address = { AF_INET, { 0 }, { 0 }, { 0 } };
    for (u32 at = 0; at < 4; at++)
        address.address[at] = (unsigned char)hexadecimal(where + 2 * at, 2);
    for (u32 at = 0; at < 2; at++)
        address.port[at] = (unsigned char)hexadecimal(where + 8 + 2 * at, 2);
    s64 socket = syscall(SYS_socket, AF_INET, SOCK_STREAM | CLOEXEC, 0);
    if (socket < 0 || syscall(SYS_connect, socket, &address, sizeof address) < 0 || !show((s32)socket, own) || !shows((s32)socket, expected, PATIENCE_MS))
        end(STATUS_BROKEN);
    return (s32)socket;
}

/* A checkpoint moves what the sender's kernel holds to the receiver, which must have room for it, also of several checkpoints; so that is kept small. */
static void keep_short(s32 socket)
{
    s32 bytes = SEND_BUFFER_BYTES;
    syscall(SYS_setsockopt, socket, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
}

/* ---- frames ---- */

static void put(u32 kind, u32 bytes)
{
    out.kind = kind;
    out.bytes = bytes;
    out_at = 0;
    out_end = FRAME_HEADER_BYTES + bytes;
}

static void put_number(u32 kind, u32 number)
{
    copy(out.content, &number, sizeof number);
    put(kind, sizeof number);
}

static s32 must_wait(s64 error)
{
    return error == -EAGAIN || error == -EINTR;
}

static void read_source(u32 stream)
{
    s64 got = syscall(SYS_read, sources[stream], out.content, CHUNK_BYTES);
    if (must_wait(got))
        return;
    if (got <= 0)
        drop(&sources[stream]);
    put(stream, got > 0 ? (u32)got : 0);
}

static void lose_peer(void)
{
    peer_ended = 1;
    out_at = out_end = 0;
}

static void send_frame(void)
{
    s64 sent = syscall(SYS_sendto, peer, (char *)&out + out_at, out_end - out_at, MSG_NOSIGNAL | MSG_DONTWAIT, 0, 0);
    if (sent > 0)
        out_at += (u64)sent;
    else if (!must_wait(sent))
        lose_peer();
}

static u32 number_in(void)
{
    u32 number = 0;
    copy(&number, in.content, in.bytes < sizeof number ? in.bytes : sizeof number);
    return number;
}

static void act(void)
{
    in_have = 0;
    if (in.kind == FRAME_ENDED) {
        u32 status = number_in();
        end((status & 0x7f) == 0 ? (s32)(status >> 8 & 0xff) : STATUS_BROKEN);
    }
    if (in.kind == FRAME_CLOSED && number_in() < STREAMS)
        drop(&sources[number_in()]);
    if (in.kind >= STREAMS)
        return;
    if (in.bytes == 0)
        drop(&sinks[in.kind]);
    in_written = 0;
    in_complete = sinks[in.kind] >= 0;
}

static void receive(void)
{
    u64 wanted = in_have < FRAME_HEADER_BYTES ? FRAME_HEADER_BYTES : FRAME_HEADER_BYTES + in.bytes;
    s64 got = syscall(SYS_recvfrom, peer, (char *)&in + in_have, wanted - in_have, MSG_DONTWAIT, 0, 0);
    if (must_wait(got))
        return;
    in_have += got > 0 ? (u64)got : 0;
    if (got <= 0 || (in_have == FRAME_HEADER_BYTES && (in.bytes > CHUNK_BYTES || in.kind > FRAME_ENDED)))
        lose_peer();
    else if (in_have >= FRAME_HEADER_BYTES && in_have == FRAME_HEADER_BYTES + in.bytes)
        act();
}

static void deliver(void)
{
    u64 left = in.bytes - in_written;
    s64 written = syscall(SYS_write, sinks[in.kind], in.content + in_written, left < PIECE_BYTES_MOST ? left : PIECE_BYTES_MOST);
    if (must_wait(written))
        return;
    in_written += written > 0 ? (u64)written : 0;
    if (written <= 0) {
        drop(&sinks[in.kind]);
        closed_sinks |= 1u << in.kind;
    }
    if (written <= 0 || in_written == in.bytes)
        in_complete = 0;
}

static void reap(void)
{
    char note[128];
    s32 status;
    s64 pid;
    syscall(SYS_read, signals, note, sizeof note);
    while ((pid = syscall(SYS_wait4, -1, &status, WNOHANG, 0)) > 0) {
        if (pid == child) {
            child_lives = 0;
            child_status = status;
        }
    }
}

static void tell_closed_sink(void)
{
    u32 stream = 0;
    while ((closed_sinks & 1u << stream) == 0)
        stream++;
    closed_sinks &= ~(1u << stream);
    put_number(FRAME_CLOSED, stream);
}

/* One thing after the other, as poll(2) allows it; neither direction waits for the other one. */
static void step(u32 *first)
{
    struct poll all[STREAMS + 3];
    s32 has_room = out_at == out_end;
    s32 serves = signals >= 0;
    short wanted = (short)((serves ? POLLRDHUP : 0) | (in_complete ? 0 : POLLIN) | (has_room ? 0 : POLLOUT));
    for (u32 stream = 0; stream < STREAMS; stream++)
        all[stream] = (struct poll){ has_room ? sources[stream] : -1, POLLIN, 0 };
    all[STREAMS] = (struct poll){ peer, wanted, 0 };
    all[STREAMS + 1] = (struct poll){ in_complete ? sinks[in.kind] : -1, POLLOUT, 0 };
    all[STREAMS + 2] = (struct poll){ signals, POLLIN, 0 };
    if (peer_ended || (in_complete && (peer_leaves || wanted == 0)))
        all[STREAMS].descriptor = -1; /* it has nothing that could be taken now, and would not let us wait for what has */
    /* Not poll(2): when it was stopped and goes on the kernel has forgotten which call that was (restart_syscall(2)), and here nothing may ever come to end it. */
    if (syscall(SYS_ppoll, all, STREAMS + 3, 0, 0, 0) <= 0)
        return;
    if (all[STREAMS + 2].returned)
        reap();
    if (all[STREAMS + 1].returned)
        deliver();
    if (all[STREAMS].returned & POLLOUT)
        send_frame();
    if (serves && all[STREAMS].returned & (POLLRDHUP | POLLHUP | POLLERR)) { /* who asks never closes one direction alone: nobody is left for the output */
        peer_leaves = 1;
        out_at = out_end = 0;
        for (u32 stream = 0; stream < STREAMS; stream++)
            drop(&sources[stream]);
    }
    if (!in_complete && !peer_ended && all[STREAMS].returned & (POLLIN | POLLRDHUP | POLLHUP | POLLERR))
        receive();
    for (u32 turn = 0; turn < STREAMS && out_at == out_end && !peer_ended; turn++) {
        u32 stream = (*first + turn) % STREAMS;
        if (all[stream].returned && sources[stream] >= 0) {
            read_source(stream);
            *first = stream + 1; /* none of them starves */
        }
    }
    if (out_at == out_end && closed_sinks != 0 && !peer_leaves && !peer_ended)
        tell_closed_sink();
}

/* ---- as ssh ---- */

static void __attribute__((noreturn)) ask(s32 listener, const char *own, const char *expected, const char *host)
{
    u64 broken_pipe = 1ul << (SIGPIPE - 1);
    u32 first = 0;
    syscall(SYS_rt_sigprocmask, SIG_BLOCK, &broken_pipe, 0, 8);
    peer = await_other_end(listener, own, expected, host);
    keep_short(peer);
    syscall(SYS_close, listener);
    sources[0] = 0;
    sinks[1] = 1;
    sinks[2] = 2;
    while (!peer_ended || in_complete)
        step(&first);
    fail(": the remote part is gone.\n", host);
}

/* ---- as sshd ---- */

static void __attribute__((noreturn)) become_shell(s32 *pipes, char *command, char **environment)
{
    const char *shell = "/bin/sh";
    u64 none = 0, kept = 0;
    struct signal_action by_default = { 0, 0, 0, 0 };
    for (u64 at = 0; environment[at] != 0; at++) {
        const char *value = value_of(environment[at], "SHELL=");
        if (value != 0)
            shell = value;
        if (value_of(environment[at], SECRET) == 0)
            environment[kept++] = environment[at];
    }
    environment[kept] = 0;
    const char *name = shell;
    for (const char *at = shell; *at != 0; at++)
        if (*at == '/')
            name = at + 1;
    const char *arguments[4] = { name, "-c", command, 0 };
    syscall(SYS_setsid);
    syscall(SYS_dup3, pipes[0], 0, 0);
    syscall(SYS_dup3, pipes[3], 1, 0);
    syscall(SYS_dup3, pipes[5], 2, 0);
    syscall(SYS_close_range, 3, ~0u, 0);
    syscall(SYS_umask, 022);
    for (u32 signal = 1; signal <= SIGNALS; signal++) /* the agent ignores some of them */
        syscall(SYS_rt_sigaction, signal, &by_default, 0, 8);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, 0, 8);
    syscall(SYS_execve, shell, arguments, environment);
    say("entracte: the login shell cannot be executed.\n");
    end(1);
}

static void start_shell(char *command, char **environment)
{
    s32 pipes[6];
    for (u32 at = 0; at < 6; at += 2)
        if (syscall(SYS_pipe2, pipes + at, CLOEXEC) < 0)
            end(STATUS_BROKEN);
    s64 pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (pid < 0)
        end(STATUS_BROKEN);
    if (pid == 0)
        become_shell(pipes, command, environment);
    child = (s32)pid;
    child_lives = 1;
    syscall(SYS_close, pipes[0]);
    syscall(SYS_close, pipes[3]);
    syscall(SYS_close, pipes[5]);
    sinks[0] = pipes[1];
    sources[1] = pipes[2];
    sources[2] = pipes[4];
}

/* The status is told when nobody can write any more. Daemons that the command leaves are our children then, and with them this end stays: as a root of the computation. */
static void __attribute__((noreturn)) serve(const char *where, const char *own, const char *expected, char *command, char **environment)
{
    u64 handled = 1ul << (SIGCHLD - 1) | 1ul << (SIGPIPE - 1), children = 1ul << (SIGCHLD - 1);
    u32 first = 0;
    s32 told = 0;
    peer = connect_to_other_end(where, own, expected);
    keep_short(peer);
    syscall(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1);
    syscall(SYS_rt_sigprocmask, SIG_BLOCK, &handled, 0, 8);
    signals = (s32)syscall(SYS_signalfd4, -1, &children, 8, CLOEXEC);
    start_shell(command, environment);
    while (!peer_ended || in_complete) {
        if (told && out_at == out_end) {
            syscall(SYS_shutdown, peer, SHUT_WR);
            while (syscall(SYS_recvfrom, peer, in.content, CHUNK_BYTES, 0, 0, 0) > 0) /* closed with bytes unread, a connection loses what is still on its way */
                ;
            break;
        }
        if (!told && !child_lives && sources[1] < 0 && sources[2] < 0 && out_at == out_end) {
            put_number(FRAME_ENDED, (u32)child_status);
            told = 1;
        }
        step(&first);
    }
    syscall(SYS_close_range, 0, ~0u, 0);
    while (syscall(SYS_wait4, -1, 0, 0, 0) > 0)
        ;
    end(0);
}

void __attribute__((used, noreturn)) relay_main(u64 *stack)
{
    u64 count = stack[0];
    char **arguments = (char **)(stack + 1), **environment = arguments + count + 1;
    const char *secret = 0;
    for (u64 at = 0; environment[at] != 0 && secret == 0; at++)
        secret = value_of(environment[at], SECRET);
    if (secret == 0 || length_of(secret) != 12 + 2 * (1 + SHOWN_BYTES) || count < 3) {
        say("entracte: this program is started by entracte itself.\n");
        end(STATUS_BROKEN);
    }
    syscall(SYS_unlink, arguments[0]);
    const char *own = secret + 13, *expected = own + SHOWN_BYTES + 1;
    if (count == 3 && arguments[1][0] == 's') {
        syscall(SYS_close_range, 3, ~0u, 0);
        serve(secret, own, expected, arguments[2], environment);
    }
    s32 listener = 0;
    for (const char *digit = arguments[2]; *digit != 0; digit++)
        listener = listener * 10 + (*digit - '0');
    if (listener > 3)
        syscall(SYS_close_range, 3, listener - 1, 0);
    syscall(SYS_close_range, listener + 1, ~0u, 0);
    ask(listener, own, expected, count > 3 ? arguments[3] : "");
}

__asm__(".globl _start\n_start:\n\txor %ebp, %ebp\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall relay_main\n\tud2\n");

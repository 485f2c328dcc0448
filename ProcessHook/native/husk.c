/*
 * The program that a restart runs: a static executable without libc, because namespaces can only be entered by a single-threaded process.
 *
 *   husk SOCKET TOKEN NAMESPACES[,OTHER-NAMESPACES] [TIME-OFFSETS]
 *   husk --rehearsal
 *
 * Its first process, "outer", is the one that the shell or scheduler knows: it enters the namespaces, starts the keeper, and then stands for the
 * restored program: forwards its signals, takes part in job control, ends with its status. The keeper is the init of the namespace: it reports
 * to the node agent, serves it (hook.c), and when all is restored guards its children: reaps orphans and tells outer about the root process.
 *
 * Where there are other namespaces, the first are taken only by who may choose pids there; and when they have turned out to be taken, the agent ends the
 * keeper with EXIT_AGAIN, and another one comes in the other namespaces.
 */
#include "ending.h"

extern const char blob[], blob_end[];
__asm__(".pushsection .rodata\n.balign 16\nblob:\n.incbin \"hook.bin\"\nblob_end:\n.popsection\n");

enum {
    CLONE_NEWTIME = 0x80, CLONE_NEWNS = 0x20000, CLONE_NEWUSER = 0x10000000, CLONE_NEWPID = 0x20000000, MS_REC_PRIVATE = 0x4000 | 0x40000, MS_NOSUID_NODEV_NOEXEC = 14,
    O_RDWR = 2, O_WRONLY = 1, O_CLOEXEC = 02000000, AT_FDCWD = -100, SFD_CLOEXEC = 02000000, SFD_NONBLOCK = 04000,
    AF_UNIX = 1, SOCK_SEQPACKET_CLOEXEC = 5 | 02000000, MAP_PRIVATE_ANONYMOUS = 0x22, PROT_RWX = 7,
    SIGHUP = 1, SIGINT = 2, SIGQUIT = 3, SIGKILL = 9, SIGTERM = 15, SIGCHLD = 17, SIGCONT = 18, SIGSTOP = 19, SIGTSTP = 20, SIGTTIN = 21, SIGTTOU = 22, SIGWINCH = 28,
    SIG_SETMASK = 2, SI_KERNEL = 0x80, WNOHANG = 1, WUNTRACED = 2, WALL = 0x40000000, ECHILD = 10, EAGAIN = 11, EINTR = 4, POLLIN = 1,
    TIOCGPGRP = 0x540f, TIOCSPGRP = 0x5410, PR_SET_NAME = 15, PR_SET_CHILD_SUBREAPER = 36, EXIT_OURS = 125, REHEARSAL_SECONDS = 60,
    CAP_CHECKPOINT_RESTORE = 40, CAPABILITY_VERSION_3 = 0x20080522,
};

/* What outer and keeper tell each other. */
enum note_kind { NOTE_RUNNING = 1, NOTE_STOPPED, NOTE_ENDED, NOTE_SIGNAL, NOTE_TERMINAL_SIGNAL, NOTE_FOREGROUND, NOTE_BACKGROUND, NOTE_CONTINUE };
struct note { u32 kind; s32 value; };

struct poll { s32 descriptor; short events, returned; };
struct signal_note { u32 number; s32 error, code; u32 pid; char rest[112]; };
struct unix_address { unsigned short family; char path[108]; };

static s32 terminal = -1; /* the controlling terminal, or none */
static s32 channel;       /* to the other of the two */
static s32 signals;       /* a signalfd of all signals */
static s32 root_lives = 1;
static const u64 every_signal_set = ~0ul;

static void __attribute__((noreturn)) refuse(const char *what, s64 error, const char *remedy)
{
    char digits[8];
    u32 at = sizeof digits - 1;
    digits[at] = 0;
    for (s64 rest = -error; at > 0 && (rest > 0 || at == sizeof digits - 1); rest /= 10)
        digits[--at] = (char)('0' + rest % 10);
    say("entracte: ");
    say(what);
    say(" failed with errno ");
    say(digits + at);
    say(". ");
    say(remedy);
    say("\n");
    end(EXIT_OURS);
}

static s64 try_write_file(const char *path, const char *text)
{
    s64 file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CLOEXEC, 0);
    s64 written = file < 0 ? file : syscall(SYS_write, file, text, length_of(text));
    if (file >= 0)
        syscall(SYS_close, file);
    return written;
}

static void write_file(const char *path, const char *text)
{
    s64 written = try_write_file(path, text);
    if (written < 0)
        refuse(path, written, "A restart of a plain user needs user namespaces; root does not.");
}

static void map_identity(const char *path, u32 id)
{
    char text[32];
    u32 at = sizeof text;
    text[--at] = 0;
    text[--at] = '1';
    for (u32 copies = 0; copies < 2; copies++) {
        u32 rest = id;
        text[--at] = ' ';
        do
            text[--at] = (char)('0' + rest % 10);
        while ((rest /= 10) > 0);
    }
    write_file(path, text + at);
}

/* Returns the namespaces that we are in now. Without one of time, which not every kernel and container gives, clocks jump; the agent says so. */
static u64 enter_namespaces(u64 namespaces, const char *time_offsets)
{
    u32 user = (u32)syscall(SYS_getuid), group = (u32)syscall(SYS_getgid);
    s64 result = namespaces == 0 ? 0 : syscall(SYS_unshare, namespaces);
    if (result < 0 && (namespaces & CLONE_NEWTIME)) {
        namespaces &= ~(u64)CLONE_NEWTIME;
        result = namespaces == 0 ? 0 : syscall(SYS_unshare, namespaces);
    }
    if (result < 0)
        refuse("unshare(2)", result, "This system forbids namespaces to plain users (see user.max_user_namespaces and kernel.unprivileged_userns_clone).");
    if (namespaces & CLONE_NEWUSER) {
        write_file("/proc/self/setgroups", "deny");
        map_identity("/proc/self/uid_map", user);
        map_identity("/proc/self/gid_map", group);
    }
    /* They hold for our children (time_namespaces(7)): the keeper, and with it all that is restored. */
    if ((namespaces & CLONE_NEWTIME) && try_write_file("/proc/self/timens_offsets", time_offsets) < 0)
        namespaces &= ~(u64)CLONE_NEWTIME;
    return namespaces;
}

/* Whether pids may be chosen where we are (clone3(2)); in a user namespace of our own they always may. */
static s32 may_choose_pids(void)
{
    u32 header[2] = { CAPABILITY_VERSION_3, 0 }, sets[6] = { 0 };
    syscall(SYS_capget, header, sets);
    return (s32)(sets[3] >> (CAP_CHECKPOINT_RESTORE - 32) & 1); /* the upper half of the effective set */
}

static void tell(u32 kind, s32 value)
{
    struct note note = { kind, value };
    struct run vector = { (u64)&note, sizeof note };
    u64 message[7] = { 0, 0, (u64)&vector, 1, 0, 0, 0 };
    syscall(SYS_sendmsg, channel, message, 0x4000 /* MSG_NOSIGNAL */);
}

/* Waits until a note or a signal is there; 0 when the other one is gone. */
static s32 next_event(struct note *note, struct signal_note *signal)
{
    struct poll both[2] = { { channel, POLLIN, 0 }, { signals, POLLIN, 0 } };
    note->kind = 0;
    signal->number = 0;
    while (syscall(SYS_poll, both, 2, -1) < 0)
        ;
    if (both[1].returned)
        syscall(SYS_read, signals, signal, sizeof *signal);
    if (both[0].returned && syscall(SYS_read, channel, note, sizeof *note) <= 0) {
        note->kind = 0;
        return 0;
    }
    return 1;
}

/* ---- the keeper ---- */

static s32 group_of_root(s32 root)
{
    s32 group = (s32)syscall(SYS_getpgid, root);
    return group == (s32)syscall(SYS_getpgrp) ? 0 : group; /* 0 also where the group lies outside of the namespace */
}

static void obey(struct note note, s32 root, s32 *foreground)
{
    s32 group = group_of_root(root);
    switch (note.kind) {
    case NOTE_SIGNAL: syscall(SYS_kill, root, note.value); break;
    case NOTE_TERMINAL_SIGNAL:
        if (group > 0) /* a root in outer's own group has had it from the terminal */
            syscall(SYS_kill, -group, note.value);
        break;
    case NOTE_FOREGROUND:
        if (*foreground > 0)
            syscall(SYS_ioctl, terminal, TIOCSPGRP, foreground);
        /* it may be another terminal, of another size, and it shows something else: who fills the screen draws it again */
        syscall(SYS_kill, *foreground > 0 ? -*foreground : root, SIGWINCH);
        break;
    case NOTE_CONTINUE:
        syscall(SYS_kill, group > 0 ? -group : root, SIGCONT);
        if (*foreground > 0 && *foreground != group)
            syscall(SYS_kill, -*foreground, SIGCONT);
        break;
    default: break;
    }
}

/* Reports what became of the root, forgets what became of orphans, and ends with the last child. */
static void reap(s32 root, s32 *foreground)
{
    for (;;) {
        s32 status = 0;
        s64 pid = syscall(SYS_wait4, -1, &status, WNOHANG | WUNTRACED | WALL, 0);
        if (pid == -ECHILD)
            end(0);
        if (pid <= 0)
            return;
        if (pid != root)
            continue;
        if ((status & 0xff) == 0x7f) {
            s32 group = 0;
            if (syscall(SYS_ioctl, terminal, TIOCGPGRP, &group) == 0 && group > 0)
                *foreground = group;
            tell(NOTE_STOPPED, status >> 8 & 0xff);
        } else {
            root_lives = 0;
            tell(NOTE_ENDED, status);
        }
    }
}

/* Without a pid namespace nobody ends with us. */
static void kill_children(void)
{
    static char pids[1 << 16];
    s64 list = syscall(SYS_openat, AT_FDCWD, "/proc/thread-self/children", O_CLOEXEC, 0);
    s64 length = list < 0 ? 0 : syscall(SYS_read, list, pids, sizeof pids);
    s32 pid = 0;
    for (s64 at = 0; at < length; at++) {
        if (pids[at] != ' ') {
            pid = pid * 10 + (pids[at] - '0');
            continue;
        }
        syscall(SYS_kill, pid, SIGKILL);
        pid = 0;
    }
    syscall(SYS_close, list);
}

/* The husks are let go one after the other, and the restart has happened when all are: a part of a computation must never run on alone. */
static void await_go(struct parameters *self)
{
    struct header go;
    s64 length;
    do
        length = syscall(SYS_read, self->socket, &go, sizeof go);
    while (length == -EINTR);
    if (length <= 0) {
        do /* whoever loses its parent becomes our child */
            kill_children();
        while (syscall(SYS_wait4, -1, 0, WALL, 0) > 0);
        end(EXIT_ALONE);
    }
}

/* Nobody may ask for the terminal before those have it who had it: they would be stopped. Only outer can tell whether it is there to be given. */
static void give_terminal(s32 root, s32 *foreground)
{
    struct note note = { 0, 0 };
    struct signal_note signal;
    tell(NOTE_RUNNING, 0);
    while (note.kind == 0 && next_event(&note, &signal))
        ;
    obey(note, root, foreground);
}

static void __attribute__((noreturn)) guard(struct parameters *self, u64 root, u64 foreground_group)
{
    struct note note;
    struct signal_note signal;
    s32 foreground = (s32)foreground_group;
    await_go(self);
    give_terminal((s32)root, &foreground);
    syscall(SYS_close, self->socket); /* the agent waits for that, and lets all run */
    for (;;) {
        reap((s32)root, &foreground);
        if (!next_event(&note, &signal)) {
            syscall(SYS_close, channel);
            channel = -1; /* poll(2) passes over it */
            if (root_lives) /* whoever kills the restart means the program */
                syscall(SYS_kill, root, SIGKILL);
        }
        if (note.kind != 0 && root_lives)
            obey(note, (s32)root, &foreground);
    }
}

static s32 connect_to_agent(const char *path)
{
    struct unix_address address = { AF_UNIX, { 0 } };
    u64 length = length_of(path);
    s64 socket = syscall(SYS_socket, AF_UNIX, SOCK_SEQPACKET_CLOEXEC, 0);
    if (length >= sizeof address.path)
        refuse("The path of the node agent's socket is too long: connecting", -36, "Use a shorter runtime directory.");
    copy(address.path, path, length);
    s64 result = socket < 0 ? socket : syscall(SYS_connect, socket, &address, sizeof address);
    if (result < 0)
        refuse("Connecting to the node agent", result, "Is it running?");
    return (s32)socket;
}

static void __attribute__((noreturn)) keep(char **arguments, u64 namespaces)
{
    s64 result = 0;
    syscall(SYS_prctl, PR_SET_NAME, "entracte-keeper");
    syscall(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1);
    if (namespaces & CLONE_NEWNS)
        result = syscall(SYS_mount, "none", "/", 0, MS_REC_PRIVATE, 0);
    if (result == 0 && (namespaces & CLONE_NEWNS) && (namespaces & CLONE_NEWPID))
        result = syscall(SYS_mount, "proc", "/proc", "proc", MS_NOSUID_NODEV_NOEXEC, 0);
    if (result < 0)
        refuse("Mounting a /proc of its own", result, "Inside of a container that hides parts of /proc this is not allowed.");
    s32 socket = connect_to_agent(arguments[1]);
    s64 area = syscall(SYS_mmap, 0, AREA_BYTES, PROT_RWX, MAP_PRIVATE_ANONYMOUS, -1, 0);
    if (area < 0 && area > -4096)
        refuse("mmap(2)", area, "Executable anonymous memory is not allowed here.");
    struct parameters *parameters = (struct parameters *)(area + PARAMETERS_OFFSET);
    copy((void *)area, blob, (u64)(blob_end - blob));
    parameters->area_start = (u64)area;
    parameters->area_bytes = AREA_BYTES;
    parameters->socket = socket;
    parameters->exit_when_alone = 1;
    parameters->guard = (u64)guard;
    struct hello hello = { HELLO_MAGIC, CONTRACT_VERSION, (s32)syscall(SYS_getpid), 0, (u64)area, AREA_BYTES, socket, (u32)namespaces, { 0 } };
    copy(hello.token, arguments[2], length_of(arguments[2]) < sizeof hello.token ? length_of(arguments[2]) : sizeof hello.token - 1);
    syscall(SYS_write, socket, &hello, sizeof hello);
    call_on_stack((u64)area + MESSAGE_OFFSET, (void *)(area + ENTRY_HUSK), parameters);
}

/* ---- outer ---- */

static s32 in_foreground(void)
{
    s32 group = 0;
    return syscall(SYS_ioctl, terminal, TIOCGPGRP, &group) == 0 && group == (s32)syscall(SYS_getpgrp);
}

static void take_terminal(void)
{
    s32 group = (s32)syscall(SYS_getpgrp);
    syscall(SYS_ioctl, terminal, TIOCSPGRP, &group); /* allowed in the background too, for SIGTTOU is blocked */
}

/* The root has stopped: give the terminal back and stop as a job, with all of our group (`restart | tee`). */
static void stop(s32 *gave_terminal)
{
    if (*gave_terminal)
        take_terminal();
    *gave_terminal = 0;
    syscall(SYS_kill, 0, SIGTSTP);
    syscall(SYS_kill, syscall(SYS_getpid), SIGSTOP);
    syscall(SYS_kill, 0, SIGCONT); /* a shell wakes all of us; the agent, whose lease was renewed, may have woken us alone */
}

static void go_on(s32 *gave_terminal)
{
    if (in_foreground()) {
        tell(NOTE_FOREGROUND, 0);
        *gave_terminal = 1;
    }
    tell(NOTE_CONTINUE, 0);
}

static void on_signal(struct signal_note signal, s32 keeper, s32 running, s32 *gave_terminal)
{
    s32 number = (s32)signal.number;
    if (number == SIGCHLD || number == SIGTTOU || signal.pid == (u32)syscall(SYS_getpid))
        return;
    if (!running) { /* nothing is there yet to forward to: the restart is called off */
        if (number == SIGHUP || number == SIGINT || number == SIGQUIT || number == SIGTERM) {
            syscall(SYS_kill, keeper, SIGKILL);
            end_like(number);
        }
    } else if (number == SIGCONT) {
        go_on(gave_terminal);
    } else {
        tell(signal.code == SI_KERNEL ? NOTE_TERMINAL_SIGNAL : NOTE_SIGNAL, number);
    }
}

/* Returns when another keeper is wanted. */
static void stand_for_program(s32 keeper, u64 namespaces)
{
    struct note note;
    struct signal_note signal;
    s32 running = 0, gave_terminal = 0;
    while (next_event(&note, &signal)) {
        if (signal.number != 0)
            on_signal(signal, keeper, running, &gave_terminal);
        if (note.kind == NOTE_RUNNING) {
            running = 1;
            gave_terminal = in_foreground();
            tell(gave_terminal ? NOTE_FOREGROUND : NOTE_BACKGROUND, 0);
        } else if (note.kind == NOTE_STOPPED) {
            if (note.value == SIGTTIN && !gave_terminal && in_foreground())
                go_on(&gave_terminal); /* the shell brought us forward without a SIGCONT, and the program has just asked for the terminal */
            else
                stop(&gave_terminal);
        } else if (note.kind == NOTE_ENDED) {
            if (gave_terminal)
                take_terminal();
            end_like(note.value);
        }
    }
    s32 status = 0;
    syscall(SYS_wait4, keeper, &status, WALL, 0);
    if (gave_terminal)
        take_terminal();
    s32 code = (status & 0x7f) != 0 ? 0 : status >> 8 & 0xff;
    if (code == EXIT_AGAIN && !running)
        return;
    if (code != 0 && code != EXIT_ALONE)
        end(code); /* it has said why */
    say(!running ? "entracte: the restart was abandoned: the node agent went away.\n"
        : namespaces & CLONE_NEWPID ? "entracte: the keeper of the restored program was killed, and the program with it.\n"
                                    : "entracte: the keeper of the restored program was killed; the program runs on without it.\n");
    end(EXIT_OURS);
}

static s32 start_keeper(char **arguments, u64 namespaces)
{
    s32 ends[2];
    syscall(SYS_socketpair, AF_UNIX, SOCK_SEQPACKET_CLOEXEC, 0, ends);
    s64 keeper = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (keeper < 0)
        refuse("clone(2)", keeper, "Too many processes?");
    channel = ends[keeper == 0];
    syscall(SYS_close, ends[keeper != 0]);
    signals = (s32)syscall(SYS_signalfd4, -1, &every_signal_set, 8, SFD_CLOEXEC | SFD_NONBLOCK);
    if (keeper == 0)
        keep(arguments, namespaces);
    return (s32)keeper;
}

/* ---- the rehearsal ---- */

static void __attribute__((noreturn)) wait_to_be_killed(void *unused)
{
    (void)unused;
    for (;;)
        syscall(SYS_pause);
}

/* Two threads that do nothing, on which the agent goes once through all that it will later do to a program that stands still. */
static void __attribute__((noreturn)) rehearse(void)
{
    static char stack[4096] __attribute__((aligned(16)));
    u64 thread[11] = { 0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000 /* VM FS FILES SIGHAND THREAD SYSVSEM */, 0, 0, 0, 0, (u64)stack, sizeof stack, 0, 0, 0, 0 };
    syscall(SYS_alarm, REHEARSAL_SECONDS); /* whatever becomes of the agent */
    clone3_thread(thread, sizeof thread, wait_to_be_killed, 0);
    wait_to_be_killed(0);
}

void __attribute__((used, noreturn)) husk_main(u64 *stack)
{
    u64 count = stack[0], choice[2] = { 0, 0 }, choices = 1;
    char **arguments = (char **)(stack + 1);
    if (count == 2 && arguments[1][0] == '-')
        rehearse();
    if (count < 4) {
        say("entracte: this program is started by `entracte restart`.\n");
        end(EXIT_OURS);
    }
    for (const char *digit = arguments[3]; choices <= 2 && *digit != 0; digit++) {
        if (*digit == ',')
            choices++;
        else
            choice[choices - 1] = choice[choices - 1] * 10 + (u64)(*digit - '0');
    }
    syscall(SYS_close_range, 3, ~0u, 0);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &every_signal_set, 0, 8);
    terminal = (s32)syscall(SYS_openat, AT_FDCWD, "/dev/tty", O_RDWR | O_CLOEXEC, 0);
    for (u64 index = choices == 2 && !may_choose_pids() ? 1 : 0; index < choices && index < 2; index++) {
        u64 namespaces = enter_namespaces(choice[index], count > 4 ? arguments[4] : "");
        stand_for_program(start_keeper(arguments, namespaces), namespaces);
        syscall(SYS_close, channel);
        syscall(SYS_close, signals);
    }
    end(EXIT_OURS);
}

__asm__(".globl _start\n_start:\n\txor %ebp, %ebp\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall husk_main\n\tud2\n");

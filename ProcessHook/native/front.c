/*
 * The program that stands for another one which shall come back when it crashes: it starts it, and is to the shell or scheduler what that one would be.
 *
 *   front sequel COMMAND... -- PROGRAM...     when the program has not ended well, this process becomes COMMAND, with two more arguments (below)
 *   front note FILE -- PROGRAM...             tells the program's pid on descriptor 3; when it has not ended well, FILE has the two numbers
 *   front end STATUS                          ends as this status of wait(2) says
 *
 * The two numbers are the status of wait(2), and the signal with which somebody asked for the end, or 0. The program has the streams, the process
 * group and the environment of the front, so what comes from a terminal reaches it without us; signals that are sent to the front are forwarded. It does not outlive the front.
 */
#include "ending.h"

enum {
    O_WRONLY_CREAT_TRUNC = 1 | 0100 | 01000 | 02000000, O_CLOEXEC = 02000000, AT_FDCWD = -100, SFD_CLOEXEC = 02000000, SIG_SETMASK = 2,
    SIGHUP = 1, SIGINT = 2, SIGQUIT = 3, SIGKILL = 9, SIGTERM = 15, SIGCHLD = 17, SIGCONT = 18, SIGSTOP = 19, SIGTTOU = 22,
    SI_KERNEL = 0x80, WNOHANG = 1, WUNTRACED = 2, PR_SET_PDEATHSIG = 1, EXIT_OURS = 125, CANNOT_EXECUTE = 126, NOT_FOUND = 127, ENOENT = 2,
};

struct signal_note { u32 number; s32 error, code; u32 pid; char rest[112]; };

static const u64 every_signal_set = ~0ul;
static u64 mask_before;
static char **environment;

static s32 same(const char *one, const char *other)
{
    while (*one != 0 && *one == *other)
        one++, other++;
    return *one == *other;
}

static char *decimal(char *place, u64 bytes, u32 number)
{
    char *at = place + bytes - 1;
    *at = 0;
    do
        *--at = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    return at;
}

static s64 become(char **command)
{
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask_before, 0, 8);
    return syscall(SYS_execve, command[0], command, environment);
}

static s32 start(char **program)
{
    s32 front = (s32)syscall(SYS_getpid);
    s64 child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (child < 0) {
        say("entracte: the program could not be started: too many processes.\n");
        end(EXIT_OURS);
    }
    if (child == 0) {
        syscall(SYS_close_range, 3, ~0u, 0);
        syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
        if ((s32)syscall(SYS_getppid) != front) /* died before we had said so */
            end(EXIT_OURS);
        s64 error = become(program);
        say("entracte: ");
        say(program[0]);
        say(error == -ENOENT ? ": not found.\n" : ": cannot be executed.\n");
        end(error == -ENOENT ? NOT_FOUND : CANNOT_EXECUTE);
    }
    return (s32)child;
}

static void forward(struct signal_note signal, s32 program, s32 *asked)
{
    s32 number = (s32)signal.number;
    s32 has_had_it = signal.code == SI_KERNEL && syscall(SYS_getpgid, program) == syscall(SYS_getpgrp); /* from the terminal, as all of the group */
    if (number == SIGCHLD || number == SIGTTOU || signal.pid == (u32)syscall(SYS_getpid))
        return;
    if (number == SIGHUP || number == SIGINT || number == SIGQUIT || number == SIGTERM)
        *asked = number;
    if (!has_had_it)
        syscall(SYS_kill, program, number);
}

/* Until the program's end. Where it stops, so do we: the shell that waits for us shall see a stopped job. */
static s32 stand_for(s32 program, s32 *asked)
{
    struct signal_note signal;
    s32 status = 0, signals = (s32)syscall(SYS_signalfd4, -1, &every_signal_set, 8, SFD_CLOEXEC);
    for (;;) {
        s64 pid = syscall(SYS_wait4, program, &status, WNOHANG | WUNTRACED, 0);
        if (pid == program && (status & 0xff) != 0x7f)
            return status;
        if (pid == program)
            syscall(SYS_kill, syscall(SYS_getpid), SIGSTOP);
        else if (syscall(SYS_read, signals, &signal, sizeof signal) == sizeof signal)
            forward(signal, program, asked);
    }
}

static void write_note(const char *path, char *status, char *asked)
{
    static char temporary[4096];
    u64 length = length_of(path);
    if (length + 2 > sizeof temporary)
        return;
    copy(temporary, path, length);
    temporary[length] = '~'; /* nobody reads half of it */
    s64 file = syscall(SYS_openat, AT_FDCWD, temporary, O_WRONLY_CREAT_TRUNC, 0600);
    syscall(SYS_write, file, status, length_of(status));
    syscall(SYS_write, file, " ", 1);
    syscall(SYS_write, file, asked, length_of(asked));
    syscall(SYS_close, file);
    syscall(SYS_rename, temporary, path);
}

void __attribute__((used, noreturn)) front_main(u64 *stack)
{
    static char status_digits[16], asked_digits[16], pid_digits[16];
    static char *sequel[256];
    u64 count = stack[0], border = 2;
    char **arguments = (char **)(stack + 1);
    s32 asked = 0;
    environment = arguments + count + 1;
    if (count == 3 && same(arguments[1], "end")) {
        s32 given = 0;
        for (const char *digit = arguments[2]; *digit != 0; digit++)
            given = given * 10 + (*digit - '0');
        end_like(given);
    }
    while (border < count && !same(arguments[border], "--"))
        border++;
    if (border < 3 || border + 1 >= count || border + 2 > sizeof sequel / sizeof *sequel) {
        say("entracte: this program is started by `entracte launch --on-crash`.\n");
        end(EXIT_OURS);
    }
    s32 noting = same(arguments[1], "note");
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &every_signal_set, &mask_before, 8);
    s32 program = start(arguments + border + 1);
    if (noting) {
        char *pid = decimal(pid_digits, sizeof pid_digits - 1, (u32)program);
        pid_digits[sizeof pid_digits - 2] = '\n';
        syscall(SYS_write, 3, pid, (u64)(pid_digits + sizeof pid_digits - 1 - pid));
    }
    syscall(SYS_close_range, 3, ~0u, 0);
    s32 status = stand_for(program, &asked);
    if (status == 0)
        end(0);
    char *status_text = decimal(status_digits, sizeof status_digits, (u32)status), *asked_text = decimal(asked_digits, sizeof asked_digits, (u32)asked);
    if (noting) {
        write_note(arguments[2], status_text, asked_text);
        end_like(status);
    }
    u64 length = 0;
    for (u64 index = 2; index < border; index++)
        sequel[length++] = arguments[index];
    sequel[length++] = status_text;
    sequel[length] = asked_text;
    become(sequel);
    end_like(status);
}

__asm__(".globl _start\n_start:\n\txor %ebp, %ebp\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall front_main\n\tud2\n");

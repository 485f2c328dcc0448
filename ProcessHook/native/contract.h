/*
 * What the native side and its driver agree on: the shape of the area in which the server lives, and of the messages that it
 * answers. Mirrored by ../Injection/Contract.cs; a test compares each size and offset with what the C compiler says.
 *
 *   area   0                 code: the flat blob, its entries in slots of ENTRY_BYTES
 *          PARAMETERS_OFFSET struct parameters
 *          STACK_OFFSET      the server's stack, growing down from MESSAGE_OFFSET
 *          MESSAGE_OFFSET    one request, and its reply
 *          AREA_BYTES        whatever the driver appends: signal frames, slots of threads
 *
 * One datagram of a SEQPACKET socket is one request, and one its reply:
 *
 *   request  struct header | struct call × count (or struct run × count) | data
 *   reply    struct header | s64 result × count                          | data
 *
 * Errors are negative errno numbers. There are no strings here, and nothing is decided.
 */
#ifndef ENTRACTE_CONTRACT_H
#define ENTRACTE_CONTRACT_H

typedef unsigned int u32;
typedef int s32;
typedef unsigned long u64;
typedef long s64;

enum {
    CONTRACT_VERSION = 1,

    ENTRY_BYTES = 16,
    ENTRY_INJECTED = 0,       /* rdi = parameters: make the socket, serve */
    ENTRY_LEAVE = 16,         /* rdi = parameters: close the socket; the driver takes over at that stop */
    ENTRY_THREAD_HOME = 32,   /* rbx = struct thread_slot, any stack: go home */
    ENTRY_THREAD_ASK = 48,    /* rbx = struct thread_slot, any stack: run the questions, wait for the tracer, or go home when it is gone */
    ENTRY_HUSK = 64,          /* rdi = parameters: serve the socket that is there */

    CODE_BYTES = 8192,
    PARAMETERS_OFFSET = 8192,
    STACK_OFFSET = 12288,
    MESSAGE_OFFSET = 28672,
    MESSAGE_BYTES = 131072,
    AREA_BYTES = MESSAGE_OFFSET + MESSAGE_BYTES,

    DESCRIPTORS_MAX = 253,    /* SCM_MAX_FD */
    LENT_MAX = 768,
    LENT_MAPPINGS_MAX = 16,
    RUNS_PER_CALL_MAX = 1024, /* UIO_MAXIOV */

    EXIT_AGAIN = 123,         /* of a keeper: another one is to be started, in the other namespaces */
    EXIT_ALONE = 124,         /* of a husk whose driver is gone */
};

enum request_kind {
    REQUEST_SYSCALLS = 1,      /* count calls */
    REQUEST_WRITE = 2,         /* count runs; arguments: descriptor, file offset. The result is the number of bytes */
    REQUEST_READ = 3,
    REQUEST_DESCRIPTORS = 4,   /* descriptors travel with the request; the reply has their numbers as s32 in place of results */
    REQUEST_MOVE_SOCKET = 5,   /* arguments: the new number */
    REQUEST_CLONE_PROCESS = 6, /* arguments: flags, pid, exit signal. The reply carries the child's socket and a pidfd */
    REQUEST_CLONE_THREAD = 7,  /* arguments: flags, tid, stack top; and count calls, which the thread runs and answers */
    REQUEST_MOVE = 8,          /* arguments: address, length of the new area */
    REQUEST_PARK = 9,          /* answer, close the socket, and wait for the tracer */
    REQUEST_GUARD = 10,        /* keeper only: leave the server for parameters.guard, with two arguments; one more datagram says that all husks are let go */
};

/* ARGUMENT_NUMBER: the 32 bits that an earlier call wrote at this place of the data, such as the priority of a message. */
enum argument_kind { ARGUMENT_LITERAL = 0, ARGUMENT_DATA = 1, ARGUMENT_RESULT = 2, ARGUMENT_NUMBER = 3 };
/*
 * Numbers that no system call has: what has to be repeated until it is done, and within one message, so that it is done even when the driver dies meanwhile.
 * Those that wait give up after about a second.
 */
enum own_call {
    CALL_WRITE_ALL = -2, /* arguments: descriptor, address, count, and where it arrives. write(2) in pieces, waiting where there is no room. The result is what was written */
    CALL_AWAIT = -3,     /* arguments: descriptor, request, number. ioctl(2) that tells a number, until it has grown to this one. The result is what it told last */
    CALL_READ_ALL = -4,  /* arguments: descriptor, address, count. read(2) until there is nothing left. The result is what was read */
    PIECE_BYTES = 256,       /* what a terminal keeps without waste, so that all finds room that had room before: it counts buffers, whose last */
    LAST_PIECE_BYTES = 1792, /* may reach beyond the limit and be one of the largest, for two such pieces (drivers/tty/tty_buffer.c) */
    AWAIT_MOST = 4095,       /* more than this never waits in a terminal (drivers/tty/n_tty.c) */
};

struct header {
    u32 kind;
    u32 count;
    u32 data_offset; /* from the start of the message */
    u32 data_bytes;
    s64 result;      /* of the request as a whole; for REQUEST_WRITE and READ also with argument 0: bytes done before an error */
    u64 arguments[5];
};

struct call {
    s64 number;
    u64 arguments[6];
    u32 kinds;       /* enum argument_kind, four bits an argument, the first lowest */
    u32 reserved;
};

struct run {         /* struct iovec */
    u64 address;
    u64 length;
};

/* How a thread returns to what it did: a signal frame, and what to think of the system call that was interrupted. */
struct home {
    u64 frame;         /* of a struct rt_sigframe with its extended state; rt_sigreturn(2) */
    u32 restart_error; /* 512, 513, 514, 516, or 0 outside of a system call */
    u32 reserved;
};

struct parameters {
    u64 area_start;
    u64 area_bytes;
    s32 socket;
    s32 peer;            /* our copy of the driver's end, until it is closed */
    u32 exit_when_alone; /* husk: end. hook: go home */
    s32 snapshot_pid;    /* a copy-on-write child that must not outlive its driver, or 0 */
    struct home home;
    u64 guard;           /* void guard(struct parameters *, u64, u64) */
    u64 old_area_start;  /* to be unmapped after a move */
    u64 old_area_bytes;
    u32 are_alone;       /* set, and woken as a futex, when the driver is gone: threads that wait for it go home */
    u32 answers;         /* how many threads have answered their questions */
    u32 lent_count;
    s32 lent[LENT_MAX]; /* hook: what the driver has sent or had opened, and not closed yet; it must not stay behind */
    u32 lent_mapping_count, reserved;
    struct run lent_mappings[LENT_MAPPINGS_MAX]; /* hook: second mappings (mremap(2) with an old size of 0), and segments that were attached (length 0), likewise */
};

struct thread_slot {
    struct home home;
    u64 parameters;     /* of the area */
    s64 results[2];     /* of the first two questions */
    u64 stack[3];       /* stack_t */
    u64 tid_address;
    s64 timer_slack;    /* nanoseconds */
    s32 timestamp_counter, cpuid, machine_check, no_new_privileges; /* as prctl(2) and arch_prctl(2) tell them */
    u64 pad[4];
};

enum { THREAD_SLOT_BYTES = 128, THREAD_STACK_BYTES = 1920 /* behind the slot; its frame follows */ };

/* The first datagram of a keeper. */
struct hello {
    u32 magic;
    u32 version;
    s32 pid;
    u32 reserved;
    u64 area_start;
    u64 area_bytes;
    s32 socket;
    u32 namespaces;
    char token[64];
};

enum { HELLO_MAGIC = 0x6b737568 /* "husk" */ };

#endif
